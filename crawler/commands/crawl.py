"""`scrapy crawl SPIDER`: Scrapy's command with clear words for wrong input, a summary, and exit codes.

Exit codes: 0 the crawl came to its end, its limit or was stopped by hand; 1 the site, the database or the archive
failed it; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys

from scrapy import Spider
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError
from scrapy.spiderloader import SpiderLoaderProtocol

from crawler.addresses import forbidden, private_hosts
from crawler.browser import NoBrowser, find_browser
from crawler.contact import NoContact, identify
from crawler.database import DatabaseError, open_database
from crawler.logs import set_up
from crawler.overrides import OverrideError, check_names
from crawler.readers import look_for_garbage_seldom
from crawler.spider import NewsSpider, file_of
from crawler.suggestions import nearest
from crawler.summary import print_summary
from crawler.urls import host_of

EXPLANATIONS = {
    "unreachable": "The site did not answer: check the address and the network, then run the same command again.",
    "refused": "The site keeps refusing; what is left is a later run's. `scrapy health` says what can be done.",
    "browser": "The browser did not start: try it by hand, or name another with -s BROWSER=/path/to/chromium. The next "
    "run reads what is left.",
    "database": "The database failed; what was committed is safe. Run the same command again once it is mended.",
    "index": "The listing of captures cannot be read: give a CDX listing of a web archive as file or address.",
    "archive": "The archive failed; what was committed is safe. Run the same command again once it is mended.",
}
"""What to say of endings that are failures."""


class Command(ScrapyCrawl):
    """Crawl one site into the database."""

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Crawl a site into the database: crawl hespress, crawl wordpress -a url=..., crawl news -a url=..."

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take Scrapy's options; the log is ours."""
        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.set("LOG_INSTALL_ROOT_HANDLER", False, "cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check everything that can be checked before the first request, crawl, sum up."""
        if len(args) != 1:
            raise UsageError("name one spider; `scrapy list` shows them")
        assert self.crawler_process is not None and self.settings is not None
        set_up(self.settings)
        named = spider_class(self.crawler_process.spider_loader, args[0])
        if issubclass(named, NewsSpider):
            try:
                spider = named(**opts.spargs)
            except ValueError as error:
                raise UsageError(str(error), print_help=False) from error
            home = spider.site.home
            if host := forbidden(home, private_hosts(self.settings), frozenset({host_of(home)})):
                raise UsageError(f"{home} is no public address; -s PRIVATE_HOSTS={host} allows it", print_help=False)
            try:
                open_database(self.settings["DATABASE"]).close()
                if spider.site.rendered:
                    find_browser(self.settings)
            except NoBrowser as error:
                print(f"Error: {spider.site.title} shows nothing without JavaScript; {error}", file=sys.stderr)
                self.exitcode = 1
                return
            except DatabaseError as error:
                print(f"Error: {error}", file=sys.stderr)
                self.exitcode = 1
                return
            try:
                check_names(self.settings, self.crawler_process.spider_loader.list())
                identify(self.settings, spider.site.hosts)
            except (NoContact, OverrideError) as error:
                raise UsageError(str(error), print_help=False) from error
        crawler = self.crawler_process.create_crawler(named)
        self.crawler_process.crawl(crawler, **opts.spargs)
        look_for_garbage_seldom()
        self.crawler_process.start()
        reason = crawler.stats.get_value("finish_reason") if crawler.stats else None
        if reason is None or self.crawler_process.bootstrap_failed:
            self.exitcode = 1
            return
        if isinstance(crawler.spider, NewsSpider) and crawler.spider.run_id is not None:
            print_summary(self.settings["DATABASE"], crawler.spider.run_id, file_of(named))
        if reason in EXPLANATIONS:
            print(f"Error: {EXPLANATIONS[reason]}", file=sys.stderr)
            self.exitcode = 1


def spider_class(loader: SpiderLoaderProtocol, name: str) -> type[Spider]:
    """Return the spider of a name; raises `UsageError` with the nearest names where there is none."""
    try:
        return loader.load(name)
    except KeyError:
        raise UsageError(
            f"no spider is called {name!r}; {nearest(name, loader.list())}. Any other site: crawl news -a url=https://its.address",
            print_help=False,
        ) from None
