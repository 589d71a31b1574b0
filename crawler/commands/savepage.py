"""`scrapy savepage URL...`: add pages and the records they give to a site's tests.

Exit codes: 0 every page was saved; 1 one could not be had, is no article or was saved before; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.commands.crawl import spider_class
from crawler.fetching import fetch
from crawler.found import NotAnArticle
from crawler.quiet_command import QuietCommand
from crawler.saving import NoCheckout, Saved, checkout, save_page
from crawler.site import Site
from crawler.terminal import shown
from crawler.urls import clean_url


class Command(QuietCommand):
    """Add pages to a site's tests."""

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] URL..."

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Add pages and the records they give to a site's tests"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Fetch pages politely and save each with the record it gives into tests/pages, where a test compares them. "
            "Sentences are replaced by filler of the same script and length: a page's text is its publisher's."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SPIDER", help="the site's spider (default: the one that owns the URL)")
        add_keep_text(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Fetch and save each page."""
        assert self.crawler_process is not None and self.settings is not None
        if not args:
            raise UsageError("name the URL of a page")
        try:
            folder = checkout(self.settings)
        except NoCheckout as error:
            raise UsageError(str(error), print_help=False) from None
        sites = {url: self._site(url, opts.site) for url in map(_address, args)}
        fetched = fetch(self.crawler_process, list(sites))
        for url, (spider, site) in sites.items():
            page = fetched[url]
            try:
                if isinstance(page, str):
                    raise NotAnArticle(page)
                print_saved(save_page(folder, spider, site, page, keep_text=opts.keep_text), folder)
            except (NotAnArticle, FileExistsError) as reason:
                print(f"{shown(url)}: not saved, {shown(str(reason))}", file=sys.stderr)
                self.exitcode = 1

    def _site(self, url: str, name: str | None) -> tuple[str, Site]:
        """Return the spider a page is saved for; raises `UsageError` where there is none."""
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        for spider in [name] if name else sorted(loader.list()):
            site = getattr(spider_class(loader, spider), "site", None)
            if isinstance(site, Site) and (name or site.owns(url)):
                return spider, site
        if name:
            raise UsageError(f"spider {name!r} declares no site", print_help=False)
        raise UsageError(
            f"no spider owns {shown(url)}: name one with --site, or write one with newsite", print_help=False
        )


def add_keep_text(parser: argparse.ArgumentParser) -> None:
    """Add the option that both commands which save pages take."""
    parser.add_argument("--keep-text", action="store_true", help="save pages as they are, for use on this machine only")


def print_saved(saved: Saved, folder: Path) -> None:
    """Say what was saved, and what to look at."""
    print(f"saved {saved.path.relative_to(folder)} and the page beside it")
    if saved.unlike:
        print(f"  filler changed how these fields are read: {', '.join(saved.unlike)}", file=sys.stderr)
    print("  look the record through: what it says now, the test expects")


def _address(name: str) -> str:
    if name.startswith("-") or (url := clean_url(name)) is None:
        raise UsageError(f"no address to fetch: {name!r}", print_help=False)
    return url
