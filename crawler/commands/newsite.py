"""`scrapy newsite NAME URL`: look at a site, write its spider, save one of its pages as a test.

Exit codes: 0 both were written; 1 the site does not answer or shows no article; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from functools import partial
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.clock import utc_now
from crawler.commands.savepage import add_keep_text, print_saved
from crawler.fetching import Errand, NotFetched, run_errands
from crawler.found import NotAnArticle
from crawler.quiet_command import QuietCommand
from crawler.saving import NoCheckout, checkout, save_page
from crawler.site import Site
from crawler.spider_text import spider_text
from crawler.survey import NoNewsSite, Survey, survey
from crawler.terminal import shown
from crawler.urls import clean_url, host_of

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


class Command(QuietCommand):
    """Write the spider of a site."""

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] NAME URL"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Look at a site, write its spider and save one of its pages as a test"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Ask a site politely for its feeds, sitemaps, REST API, sections and newest articles, and write what was "
            "seen into spiders/NAME.py, with one page and the record it gives in tests/pages/NAME. Sentences of the "
            "page are replaced by filler: a page's text is its publisher's. Nothing is written over."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own option."""
        super().add_options(parser)
        add_keep_text(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look at the site and write what was seen."""
        name, home, folder, file = self._checked(args)
        assert self.crawler_process is not None
        at = utc_now()
        do = partial(survey, title=name.replace("_", " ").title(), home=home, year=f"{at.year}")
        errand = Errand(home, frozenset({host_of(home)}), do)
        seen = run_errands(self.crawler_process, {name: errand}).get(name, NoNewsSite("stopped"))
        if isinstance(seen, (NotFetched, NoNewsSite)):
            print(f"{shown(home)}: {shown(str(seen))}; nothing was written", file=sys.stderr)
            self.exitcode = 1
            return
        if isinstance(seen, Exception):
            raise seen
        with file.open("x", encoding="utf-8") as spider:
            spider.write(spider_text(name, seen, at))
        print(f"wrote {file.relative_to(folder)}: {_described(seen)}")
        self._save(folder, name, seen, keep_text=opts.keep_text)
        print(f"next: scrapy doctor {name}; scrapy crawl {name} -a limit=20 -s DATABASE=output/try.db; make docs")

    def _save(self, folder: Path, name: str, seen: Survey, *, keep_text: bool) -> None:
        """Save the first page that can be."""
        for page in seen.pages:
            assert page.page is not None
            try:
                saved = save_page(folder, name, seen.site, page.page, keep_text=keep_text)
            except (NotAnArticle, FileExistsError) as reason:
                print(f"{shown(page.url)}: not saved, {shown(str(reason))}", file=sys.stderr)
            else:
                print_saved(saved, folder)
                return
        self.exitcode = 1

    def _checked(self, args: list[str]) -> tuple[str, str, Path, Path]:
        """Return name, address, checkout and the file to write; raises `UsageError` for what cannot be."""
        assert self.crawler_process is not None and self.settings is not None
        if len(args) != 2:
            raise UsageError("name the spider and the address of the site: newsite example https://www.example.ma")
        name, address = args
        loader = self.crawler_process.spider_loader
        if not _NAME.fullmatch(name) or keyword.iskeyword(name):
            raise UsageError(
                f"{name!r} cannot name a spider: take small letters, digits and _, a letter first", print_help=False
            )
        home = clean_url(address) if address.startswith(("http://", "https://")) else None
        if home is None:
            raise UsageError(f"no address of a site: {address!r}; it begins with https://", print_help=False)
        try:
            folder = checkout(self.settings)
        except NoCheckout as error:
            raise UsageError(str(error), print_help=False) from None
        file = folder / "spiders" / f"{name}.py"
        if name in loader.list() or file.exists():
            raise UsageError(f"there is a spider {name!r} already; nothing is written over", print_help=False)
        for other in sorted(loader.list()):
            site = getattr(loader.load(other), "site", None)
            if isinstance(site, Site) and site.home.rstrip("/") == home.rstrip("/"):
                raise UsageError(f"{shown(home)} is the site of spider {other!r}", print_help=False)
        return name, home, folder, file


def _described(seen: Survey) -> str:
    site = seen.site
    theme = f" with the theme {seen.theme}" if seen.theme else ""
    addresses = f"addresses like {site.article_url}" if site.article_url else "addresses told by their shape"
    return f"{seen.system}{theme}, {' '.join(site.languages)}, {len(site.sources)} sources, {addresses}"
