"""`scrapy doctor [SITE...]`: look at sites as they are today, and say what of their spiders no longer holds, and where.

Exit codes: 0 every site is healthy; 1 one is ill, or was not looked at to the end; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial

from scrapy.exceptions import UsageError

from crawler.checkup import Checkup, look_at_site
from crawler.commands.crawl import spider_class
from crawler.diagnosis import diagnose
from crawler.diagnosis_report import as_json, print_diagnosis
from crawler.fetching import Errand, run_errands
from crawler.quiet_command import QuietCommand
from crawler.site import Site
from crawler.spider import NewsSpider
from crawler.terminal import new_console, shown


class Command(QuietCommand):
    """Look at sites as they are today."""

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Look at sites as they are today: what of a spider is broken, and in which line"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Ask the sites of these spiders, or of all, as politely as a crawl does: robots.txt, each declared source, "
            "and the five newest articles, read by every layer of extraction. Says what is likely broken and in which "
            "line of which file. A site named is shown whole; of all, the ill ones. Nothing is stored. Exit code 1 "
            "when a site is ill."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own option."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print each site on one line of JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look at the sites and print what is wrong with each."""
        spiders = self._spiders(args)
        assert self.crawler_process is not None
        errands = {
            name: Errand(spider.site.home, spider.site.hosts, partial(look_at_site, site=spider.site))
            for name, spider in spiders.items()
        }
        seen = run_errands(self.crawler_process, errands)
        console = new_console()
        for name, spider in spiders.items():
            checkup = seen.get(name, "stopped before it was looked at")
            if not isinstance(checkup, Checkup):
                print(f"{name}: {shown(str(checkup))}", file=sys.stderr)
                self.exitcode = 1
                continue
            diagnosis = diagnose(spider, checkup)
            if diagnosis.ill:
                self.exitcode = 1
            if opts.json:
                sys.stdout.write(as_json(diagnosis) + "\n")
            else:
                print_diagnosis(console, diagnosis, whole=bool(args))

    def _spiders(self, names: list[str]) -> dict[str, type[NewsSpider]]:
        """Return the spiders named, or all that declare a site; raises `UsageError` for one that does not."""
        assert self.crawler_process is not None
        if option := next((name for name in names if name.startswith("-")), None):
            raise UsageError(f"no such option: {option!r}", print_help=False)
        loader = self.crawler_process.spider_loader
        found = {name: spider_class(loader, name) for name in names or sorted(loader.list())}
        declared = {
            name: spider
            for name, spider in found.items()
            if issubclass(spider, NewsSpider) and isinstance(getattr(spider, "site", None), Site)
        }
        for name in names:
            if name not in declared:
                raise UsageError(f"spider {name!r} declares no site to look at", print_help=False)
        return declared
