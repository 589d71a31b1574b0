"""`scrapy extract URL-or-FILE...`: read single pages and show the record a crawl would store, and how it came about.

Exit codes: 0 every page gave a record; 1 one did not, or could not be fetched; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler import NotAnArticle, extract
from crawler.clock import utc_now
from crawler.commands.crawl import spider_class
from crawler.extraction import Document
from crawler.extraction.document import MAX_BYTES
from crawler.extraction.structured import Structured
from crawler.fetching import Fetched, fetch
from crawler.offers import offers
from crawler.quiet_command import QuietCommand
from crawler.report import as_json, print_record
from crawler.site import Site
from crawler.terminal import new_console, shown
from crawler.urls import clean_url

_GZIP = b"\x1f\x8b"


class Command(QuietCommand):
    """Read single pages."""

    quietest = "WARNING"

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] URL-or-FILE..."

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Read single pages: extract https://its.address/page or extract page.html"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Read pages as a crawl would and print each record: every field with the method that gave it, and what "
            "each layer of extraction had offered. A URL is fetched politely, robots.txt obeyed; a FILE is HTML or "
            "plain text, gzipped or not. Nothing is stored."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print each record on one line of JSON")
        parser.add_argument("--site", metavar="SPIDER", help="read with the facts of this spider's site")
        parser.add_argument("--url", help="the address a FILE is from (default: its canonical link, else its name)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read each page and print its record."""
        urls, given = self._inputs(args, opts)
        site = self._site_named(opts.site) if opts.site else None
        assert self.crawler_process is not None
        fetched = fetch(self.crawler_process, urls) if urls else {}
        for name in args:
            page = given[name] if name in given else fetched[clean_url(name) or name]
            if isinstance(page, str):
                self._fail(name, page)
            else:
                self._show(name, page, site or self._site_of(page.url), json=opts.json)

    def _inputs(self, args: list[str], opts: argparse.Namespace) -> tuple[list[str], dict[str, Fetched | str]]:
        """Return the URLs to fetch, and the files given by name; raises `UsageError` for what is neither."""
        if not args:
            raise UsageError("name the URL or the file of a page")
        if opts.url and (len(args) > 1 or clean_url(opts.url) is None):
            raise UsageError(f"--url must be the address of the one FILE: {opts.url!r}", print_help=False)
        urls: list[str] = []
        given: dict[str, Fetched | str] = {}
        for name in args:
            if name.startswith(("http://", "https://")):
                if opts.url or (url := clean_url(name)) is None:
                    raise UsageError(f"no address to fetch: {name!r}" if not opts.url else "--url is for a FILE")
                urls.append(url)
            elif name.startswith("-") or not Path(name).is_file():
                raise UsageError(f"no such {'option' if name.startswith('-') else 'file'}: {name!r}")
            else:
                given[name] = _read(Path(name), opts.url)
        return list(dict.fromkeys(urls)), given

    def _show(self, name: str, page: Fetched, site: Site | None, *, json: bool) -> None:
        try:
            article = extract(page.text, page.url, site=site, fetched_at=page.at)
        except NotAnArticle as reason:
            self._fail(name, f"no article: {reason}")
            return
        offered = offers(page.text, page.url, site=site, fetched_at=page.at)
        if json:
            sys.stdout.write(as_json(article, offered) + "\n")
        else:
            print_record(new_console(), article, offered)

    def _fail(self, name: str, reason: str) -> None:
        print(f"{shown(name)}: {shown(reason)}", file=sys.stderr)
        self.exitcode = 1

    def _site_named(self, name: str) -> Site:
        assert self.crawler_process is not None
        site = getattr(spider_class(self.crawler_process.spider_loader, name), "site", None)
        if not isinstance(site, Site):
            raise UsageError(f"spider {name!r} declares no site: leave --site out", print_help=False)
        return site

    def _site_of(self, url: str) -> Site | None:
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        sites: Iterable[object] = (getattr(loader.load(name), "site", None) for name in loader.list())
        return next((site for site in sites if isinstance(site, Site) and site.owns(url)), None)


def _read(path: Path, url: str | None) -> Fetched | str:
    """Return the page in a file, fetched now for all we know; or why it cannot be read."""
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES)
        if body.startswith(_GZIP):
            with gzip.open(path) as unpacked:
                body = unpacked.read(MAX_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        return f"cannot be read: {error}"
    document = Document(body, path.resolve().as_uri())
    return Fetched(url or Structured(document).canonical or document.url, body, utc_now())
