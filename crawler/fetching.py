"""Pages fetched outside a crawl, as politely as in one: by Scrapy, with every setting of the project.

An errand asks one site for one page after another, and may choose the next by what came before. Errands to several
sites run side by side, each at its site's own pace.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.settings import BaseSettings

from crawler.clock import utc_now
from crawler.contact import name_contact, robots_name
from crawler.extraction import Document
from crawler.extraction.refusal import refusal_of
from crawler.outcome import reason_of
from crawler.page_reading import REFRESH_CHARACTERS, immediate_refresh
from crawler.policy import MAX_HOPS
from crawler.refusals import REASONS
from crawler.urls import absolute_url, host_of, same_site

SITES_AT_ONCE = 16
"""Errands under way at a time: at a request a second each, what one core reads easily."""

T = TypeVar("T")


@dataclass(frozen=True)
class Fetched:
    """A page as it came: the address that had it in the end, its bytes, when; header names in lower case."""

    url: str
    body: bytes
    at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def document(self) -> Document:
        """The page, parsed as a page of HTML or text."""
        return Document(self.body, self.url, self.headers.get("content-type"))

    @property
    def text(self) -> str:
        """The page, decoded."""
        return self.document.text


class NotFetched(Exception):  # noqa: N818 - what became of a request, not an error of the program
    """There is no page to be had. The message says why, in the words a crawl writes to `pages.reason`."""


class Visitor:
    """Asks one site for pages."""

    def __init__(self, spider: ErrandSpider, home: str, hosts: frozenset[str]) -> None:
        self._spider, self._hosts = spider, hosts
        self._slot = host_of(home)

    @property
    def robots(self) -> RobotParser | None:
        """What robots.txt says, once a page was asked for and the rules could be had."""
        return self._spider.robots.get(self._slot)

    @property
    def user_agent(self) -> str:
        """What the rules of robots.txt know us by."""
        return robots_name(self._spider.settings)

    async def get(self, asked: str) -> Fetched:
        """Return the page at an address, or where that leads within the site; raises `NotFetched`."""
        url = asked
        for _ in range(MAX_HOPS + 1):
            try:
                response = await self._spider.crawler.engine.download_async(self._request(url))
            except Exception as error:  # whatever Scrapy, Twisted and the network come up with
                raise NotFetched(reason_of(error)) from None
            if refusal := refusal_of(response):
                raise NotFetched(REASONS[refusal])
            target = _target(response)
            if target is None and 200 <= response.status < 300:
                headers = {name.decode("latin-1").lower(): _header(response, name) for name in response.headers}
                return Fetched(response.url, response.body, utc_now(), headers)
            if target is None:
                raise NotFetched(f"HTTP {response.status}")
            if not same_site(target, self._hosts):
                raise NotFetched(f"redirects to another site: {target}")
            url = target
        raise NotFetched(f"redirects without end: {url}")

    def _request(self, url: str) -> Request:
        meta = {"download_slot": self._slot, "dont_redirect": True, "dont_retry": True, "handle_httpstatus_all": True}
        return Request(url, meta=meta, dont_filter=True)


@dataclass(frozen=True)
class Errand(Generic[T]):
    """What is to be found out at a site: its home and hosts, and what to do there."""

    home: str
    hosts: frozenset[str]
    do: Callable[[Visitor], Awaitable[T]]


class ErrandSpider(Spider):
    """Runs errands, and puts what each returns or raises into `results` by its name."""

    name = "errands"

    def __init__(self, errands: Mapping[str, Errand[Any]], results: dict[str, Any]) -> None:
        super().__init__()
        self.errands, self.results = errands, results
        self.homes = tuple(errand.home for errand in errands.values())
        self.robots: dict[str, RobotParser] = {}
        hosts = {host for errand in errands.values() for host in errand.hosts}
        self.allowed_domains = sorted({host.rsplit(":", 1)[0] for host in hosts})

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Take Scrapy's own scheduler: the project's is the pages table of a site, and nothing here outlives a run."""
        super().update_settings(settings)
        settings.set("SCHEDULER", "scrapy.core.scheduler.Scheduler", priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ErrandSpider:
        """Make the spider and listen for the rules of robots.txt."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.robots_parsed, signals.robots_parsed)
        return spider

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Keep the rules for the site they were asked for."""
        self.robots.setdefault(str(request.meta.get("download_slot")), robotparser)

    async def start(self) -> AsyncIterator[Request]:
        """Run all errands; there are no requests to be scheduled."""
        gate = asyncio.Semaphore(SITES_AT_ONCE)
        await asyncio.gather(*(self._run(name, errand, gate) for name, errand in self.errands.items()))
        scheduled: tuple[Request, ...] = ()
        for request in scheduled:
            yield request

    async def _run(self, name: str, errand: Errand[Any], gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                self.results[name] = await errand.do(Visitor(self, errand.home, errand.hosts))
            except Exception as error:  # one site's trouble is not the others'
                self.results[name] = error


def _target(response: Response) -> str | None:
    """Return where an answer sends its reader, if it does."""
    if 300 <= response.status < 400:
        return absolute_url(response.url, _header(response, b"Location"))
    if 200 <= response.status < 300:
        head = response.body[: 4 * REFRESH_CHARACTERS]  # of four bytes at most
        target = immediate_refresh(Document(head, response.url, _header(response, b"Content-Type")))
        return target if target != response.url else None
    return None


def _header(response: Response, name: bytes) -> str:
    return (response.headers.get(name) or b"").decode("utf-8", "replace")


def run_errands(process: CrawlerProcessBase, errands: Mapping[str, Errand[T]]) -> dict[str, T | Exception]:
    """Run errands and return by name what each found or raised; of those that were stopped before their end, nothing.

    A process can do this once.
    """
    results: dict[str, T | Exception] = {}
    name_contact(process.settings)
    process.crawl(ErrandSpider, errands=errands, results=results)
    process.start()
    return results


def fetch(process: CrawlerProcessBase, urls: list[str]) -> dict[str, Fetched | str]:
    """Return by URL each page, or the reason why there is none. A process can do this once."""
    results: dict[str, Fetched | str] = {}
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(host_of(url), []).append(url)

    def errand(host: str) -> Errand[None]:
        async def fetch_each(visitor: Visitor) -> None:
            for url in by_host[host]:
                try:
                    results[url] = await visitor.get(url)
                except NotFetched as reason:
                    results[url] = str(reason)

        return Errand(by_host[host][0], frozenset({host}), fetch_each)

    run_errands(process, {host: errand(host) for host in by_host})
    return {url: results.get(url, "stopped before it was fetched") for url in urls}
