"""NewsSpider: what every site's spider is. It reads what pages hold, and its policy decides what becomes of it.

A site's spider subclasses it and declares a `Site`. Three modes: `update` looks at what is new, `backfill` walks
everything the site still has, `archive` asks web archives for what it had (`crawler/holdings.py`). Deciding is the
policy's (`crawler/policy.py`), fetching Scrapy's, remembering the frontier's.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.settings import BaseSettings

from crawler.arguments import count_of, day_of, listing_of, one_of
from crawler.clean_logs import without_secrets
from crawler.discovery.archive_index import NotAListing
from crawler.discovery.feed import read_feed
from crawler.discovery.sitemap import read_sitemap
from crawler.discovery.wordpress import NotWordPress, api_in_headers, read_posts
from crawler.extraction import Document, blocks_from_html
from crawler.extraction.document import document_of
from crawler.extraction.refusal import refusal_in, refusal_of_answer
from crawler.holdings import Holdings, NotHeld, as_captured, listing_pages, read_index
from crawler.items import ArticlePage, PageLink
from crawler.overrides import Override, overrides_of
from crawler.page_reading import Fetched, R, Reading, read_listing, read_page
from crawler.policy import READ_AGAIN, Memory, Policy
from crawler.readers import LARGEST_HERE, ReaderDied, Readers
from crawler.refusals import Refusal
from crawler.site import Site, with_sections
from crawler.urls import absolute_url, host_of, url_key
from crawler.visits import NewPage, Visit

if TYPE_CHECKING:
    from crawler.outcome import Outcomes

_FIRST_PAGE = re.compile(r"[?&]page=1(?:&|$)")
_READ_BY_READERS = frozenset({"article", "front", "section"})


class Known(Memory, Protocol):
    """What a spider asks of what is behind it: in a crawl of the frontier."""

    outcomes: Outcomes

    def add_sources(self, sources: list[NewPage]) -> None:
        """Make further sources pending."""


Yield = PageLink | list[PageLink] | ArticlePage
"""What a callback yields; a list spares Scrapy's layers the links one by one."""


class NewsSpider(Spider):
    """A spider over one news site. Arguments are Scrapy's `-a name=value`:

    `mode` update or backfill; `since`, `until` dates (YYYY-MM-DD, whole days in UTC) that bound a backfill;
    `limit` the number of articles after which to stop; `rest` yes or no, whether the WordPress REST API is used.
    Raises `ValueError` naming the argument that is wrong.
    """

    site: Site
    readers: Readers
    holdings: Holdings
    """Of mode `archive` only."""
    frontier: Known
    run_id: int | None = None
    """The last two are set by the frontier when the crawl opens."""

    def __init__(
        self,
        *,
        mode: str = "update",
        since: str | None = None,
        until: str | None = None,
        limit: str | None = None,
        rest: str = "yes",
        index: str | None = None,
        **unknown: str,
    ) -> None:
        super().__init__()
        unknown.pop("_job", None)  # Scrapyd's number for the crawl
        if unknown:
            raise ValueError(
                f"unknown argument {', '.join(sorted(unknown))}; {self.name} takes: {', '.join(self.takes())}"
            )
        self.mode = one_of("mode", mode, ("update", "backfill", "archive"))
        self.since = day_of("since", since)
        last = day_of("until", until)
        self.until = last + timedelta(days=1) if last else None
        if self.mode == "update" and (since or until):
            raise ValueError("since and until bound a backfill: add -a mode=backfill")
        self.index = listing_of("index", index)
        if (self.mode == "archive") != (self.index is not None):
            raise ValueError("mode=archive and index=FILE-or-URL, a listing of captures, go together")
        if self.since and self.until and self.since >= self.until:
            raise ValueError(f"since={since} lies after until={until}")
        self.limit = count_of("limit", limit)
        self.rest = one_of("rest", rest, ("yes", "no")) == "yes"
        self.allowed_domains = sorted({host.rsplit(":", 1)[0] for host in self.site.hosts})

    @classmethod
    def takes(cls) -> tuple[str, ...]:
        """Return the names of the arguments the spider takes."""
        return ("mode", "since", "until", "limit", "rest", "index")

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Take the pace a person decided for the site."""
        super().update_settings(settings)
        if pace := overrides_of(settings).get(cls.name, Override()).pace:
            settings.set("DOWNLOAD_DELAY", pace, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Make the spider of a crawl and listen for the sitemaps robots.txt names."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        sections = overrides_of(crawler.settings).get(cls.name, Override()).sections
        if sections is not None:
            spider.site = with_sections(spider.site, sections)
        if spider.index is not None:
            spider.holdings = Holdings(
                spider.site,
                spider.since,
                spider.until,
                # A slash ends the host: nothing a listing says can lead to another one.
                replay=crawler.settings["WAYBACK_REPLAY"].rstrip("/") + "/",
                files=crawler.settings["COMMON_CRAWL_FILES"].rstrip("/") + "/",
            )
            hosts = map(host_of, (spider.index, spider.holdings.replay, spider.holdings.files))
            spider.allowed_domains = sorted({host.rsplit(":", 1)[0] for host in hosts if host})
        full_speed = crawler.settings.getfloat("DOWNLOAD_DELAY") == 0 and (os.cpu_count() or 1) > 1
        beside = full_speed and crawler.settings.getbool("READER_PROCESS")
        spider.readers = Readers(spider.site, 0 if beside else LARGEST_HERE)
        crawler.signals.connect(spider.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(spider.readers.start, signals.spider_opened)
        crawler.signals.connect(spider.readers.close, signals.spider_closed)
        return spider

    @property
    def policy(self) -> Policy:
        """What the run does with the site as it is declared now."""
        return Policy(self.site, self.mode, self.since, self.until, self.rest)

    @property
    def site_name(self) -> str:
        """The site's name in the database."""
        return self.name

    @property
    def homes(self) -> tuple[str, ...]:
        """Where the site is, or the archive read in its place, as a person said: for the guard of connections."""
        if self.index is None:
            return (self.site.home,)
        named = (self.index, self.holdings.replay, self.holdings.files)
        return (self.site.home, *(url for url in named if "://" in url))

    def arguments(self) -> dict[str, str]:
        """Return what decides which pages are crawled; a run with other arguments is not resumed by this one."""
        return {
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "rest": "yes" if self.rest else "no",
            **({"index": self.index} if self.index else {}),
        }

    # What to ask for

    def sources(self) -> Iterable[NewPage]:
        """Return the pages a run begins with: the front page and the declared sources its mode reads.

        Raises `NotAListing` where a file is to list captures and does not.
        """
        if self.index is not None:
            return listing_pages(self.index, self.holdings)
        return self.policy.sources()

    def revisit_ages(self) -> list[timedelta]:
        """Return the ages at which articles are looked at again: the site's, else those of the settings."""
        if self.site.revisit_ages is not None:
            return list(self.site.revisit_ages)
        return [timedelta(seconds=float(age)) for age in self.settings.getlist("REVISIT_AGES")]

    def robots_parsed(self, robotparser: RobotParser) -> None:
        """Add the sitemaps robots.txt names: all of them to a backfill, those of news to an update."""
        named = getattr(getattr(robotparser, "rp", None), "sitemaps", ())
        self.frontier.add_sources(self.policy.sitemaps(named))

    # What a response yields

    async def parse(self, response: Response) -> AsyncIterator[Yield]:
        """Read any page of the site, by the kind its row says it is."""
        visit: Visit = response.meta["visit"]
        document = document_of(response)
        if visit.page.kind in ("index", "capture"):
            answer = self._of_archive(visit, response)
            if answer is None:
                return
            response, document = answer, document_of(answer)
        elif refusal := refusal_of_answer(response) or self._refusal_in(visit, response, document):
            self.frontier.outcomes.of_refusal(visit, response, refusal)
            return
        elif 300 <= response.status < 400 and response.status != 304:
            visit.status = response.status
            self._redirected(visit, response)
            return
        elif not self.frontier.outcomes.of_response(visit, response):
            if visit.unchanged:
                # That a listing did not change says nothing of the listings it names.
                visit.read_again = READ_AGAIN[self.mode]
            return
        if visit.page.kind in _READ_BY_READERS:
            parse = self.parse_article if visit.page.kind == "article" else self.parse_listing
            async for output in parse(visit, response, document):
                yield output
            return
        for output in self._read_source(visit, response):
            yield output

    @staticmethod
    def _refusal_in(visit: Visit, response: Response, document: Document) -> Refusal | None:
        # Who reads a page of HTML looks at it, in another process perhaps: it is parsed once.
        if visit.page.kind in _READ_BY_READERS and response.status < 300:
            return None
        return refusal_in(document, response.status)

    async def parse_article(self, visit: Visit, response: Response, document: Document) -> AsyncIterator[Yield]:
        """Read an article page: the article, and every other article the page shows."""
        page = await self._read(read_page, visit, response, document)
        if page is None:
            return
        if page.moved_to:
            self.policy.leads_to(visit, page.moved_to)
        if page.article:
            yield page.article
            yield [PageLink(url, "article") for url in page.links]

    async def parse_listing(self, visit: Visit, response: Response, document: Document) -> AsyncIterator[Yield]:
        """Read a front or section page: the pages it leads to."""
        page = await self._read(read_listing, visit, response, document)
        if page is None or page.listing is None:
            return
        listing = page.listing
        keys = [url_key(link.url) for link in listing.articles]
        visit.fingerprint = hashlib.blake2b(b"".join(sorted(keys)), digest_size=16).digest()
        yield listing.articles
        if visit.page.kind == "front":
            yield listing.feeds
            if self.policy.asks_rest and (api := page.api or api_in_headers(_headers(response))):
                yield PageLink(self.policy.posts_url(api), "rest")
        if self.mode == "backfill":
            yield listing.sections
        if listing.next_url and self.policy.turns(visit, keys, listing.articles, self.frontier):
            yield PageLink(listing.next_url, "section")

    async def _read(self, reading: Reading[R], visit: Visit, response: Response, document: Document) -> R | None:
        """Return what the page yields, or None where nobody could read it."""
        try:
            page = await self.readers.read(reading, Fetched(document, visit.at))
        except ReaderDied as error:
            self.frontier.outcomes.again(visit, str(error))
            return None
        if page.refusal:
            self.frontier.outcomes.of_refusal(visit, response, page.refusal)
        return page

    def _of_archive(self, visit: Visit, response: Response) -> Response | None:
        """Take the captures that a page of a listing names into the visit, or return the answer that was captured."""
        if not self.frontier.outcomes.of_response(visit, response):
            return None
        try:
            if visit.page.kind == "index":
                visit.found += read_index(response, self.holdings)
                return None
            return as_captured(visit, response, self.site)
        except (NotAListing, NotHeld) as error:
            visit.state, visit.reason = "failed", str(error)
            return None

    def _read_source(self, visit: Visit, response: Response) -> Iterator[Yield]:
        match visit.page.kind:
            case "feed":
                yield from self._read_feed(response)
            case "sitemap":
                yield from self._read_sitemap(response)
            case "rest":
                yield from self._read_rest(visit, response)

    def _read_feed(self, response: Response) -> Iterator[PageLink]:
        page = read_feed(response.body, response.url)
        yield from page.links
        if page.next_url and self.mode == "backfill":
            yield PageLink(page.next_url, "feed")

    def _read_sitemap(self, response: Response) -> Iterator[PageLink]:
        for link in read_sitemap(response.body, response.url):
            # A sitemap untouched since before the range holds nothing of it.
            if link.kind != "sitemap" or not (self.since and link.modified and link.modified < self.since):
                yield link

    def _read_rest(self, visit: Visit, response: Response) -> Iterator[PageLink | ArticlePage]:
        try:
            page = read_posts(
                response.body,
                response.url,
                total_pages=_header_number(response, "X-WP-TotalPages"),
                fetched_at=visit.at,
                to_blocks=blocks_from_html,
            )
        except NotWordPress as error:
            visit.state, visit.reason = "rejected", str(error)
            return
        visit.total = _header_number(response, "X-WP-Total")
        for article in page.articles:
            if self.limit is None and self.site.owns(article.url):
                yield article
            else:
                # Under a limit each article is a page of its own, so that the count is kept and none is skipped.
                yield PageLink(article.url, "article")
        yield from page.links
        if _FIRST_PAGE.search(response.url):
            for number in range(2, (page.total_pages or 1) + 1):
                yield PageLink(self.policy.posts_url(response.url, number), "rest")

    def _redirected(self, visit: Visit, response: Response) -> None:
        location = _header(response, "Location")
        if target := absolute_url(response.url, location):
            self.policy.leads_to(visit, target)
        else:
            visit.state, visit.reason = (
                "failed",
                f"HTTP {response.status} to nowhere: {without_secrets(location[:200])!r}",
            )


def file_of(spider: type[Spider]) -> str:
    """Return the file that declares a spider, from the project's folder."""
    return spider.__module__.replace(".", "/") + ".py"


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("utf-8", "replace")


def _headers(response: Response) -> dict[str, str]:
    return {name.decode("latin-1"): _header(response, name.decode("latin-1")) for name in response.headers}


def _header_number(response: Response, name: str) -> int | None:
    value = _header(response, name)
    return int(value) if value.isdecimal() else None
