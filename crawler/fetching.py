"""Single pages, fetched as politely as a crawl fetches them: by Scrapy, with every setting of the project."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcessBase
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.clock import utc_now
from crawler.extraction import Document
from crawler.outcome import reason_of
from crawler.readers import immediate_refresh
from crawler.spider import MAX_HOPS
from crawler.urls import absolute_url, host_of, same_site


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: the address that had it in the end, its text, when."""

    url: str
    text: str
    at: datetime


class PageSpider(Spider):
    """Fetches the pages at `urls` and puts each, or the reason why there is none, into `results` by its URL."""

    name = "extract"

    def __init__(self, urls: list[str], results: dict[str, Fetched | str]) -> None:
        super().__init__()
        self.urls, self.results = urls, results
        self.allowed_domains = sorted({host_of(url).rsplit(":", 1)[0] for url in urls})

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Take Scrapy's own scheduler: the project's is the pages table of a site, and nothing here outlives a run."""
        super().update_settings(settings)
        settings.set("SCHEDULER", "scrapy.core.scheduler.Scheduler", priority="spider")

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each page."""
        for url in self.urls:
            yield self._request(url, url, 0)

    def _request(self, url: str, asked: str, hops: int) -> Request:
        return Request(
            url,
            errback=partial(self.failed, asked),
            cb_kwargs={"asked": asked, "hops": hops},
            meta={
                "download_slot": host_of(url),
                "dont_redirect": True,
                "dont_retry": True,
                "handle_httpstatus_all": True,
            },
            dont_filter=True,
        )

    def parse(self, response: Response, asked: str, hops: int) -> Iterator[Request]:
        """Note the page, or go where it leads: within the site that was asked for, as a crawl would."""
        status, target = response.status, None
        if 300 <= status < 400:
            target = absolute_url(response.url, _header(response, "Location"))
        elif 200 <= status < 300:
            document = Document(response.body, response.url, _header(response, "Content-Type"))
            target = immediate_refresh(document)
            if target in (None, response.url):
                self.results[asked] = Fetched(response.url, document.text, utc_now())
                return
        if target is None:
            self.results[asked] = f"HTTP {status}"
        elif not same_site(target, frozenset({host_of(asked)})):
            self.results[asked] = f"redirects to another site: {target}"
        elif hops >= MAX_HOPS:
            self.results[asked] = f"redirects without end: {target}"
        else:
            yield self._request(target, asked, hops + 1)

    def failed(self, asked: str, failure: Failure) -> None:
        """Note why a page could not be had."""
        self.results[asked] = reason_of(failure.value)


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("utf-8", "replace")


def fetch(process: CrawlerProcessBase, urls: list[str]) -> dict[str, Fetched | str]:
    """Return by URL each page, or the reason why there is none. A process can fetch once."""
    results: dict[str, Fetched | str] = {}
    process.crawl(PageSpider, urls=urls, results=results)
    process.start()
    return {url: results.get(url, "stopped before it was fetched") for url in urls}
