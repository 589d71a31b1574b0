"""The spider middleware between callbacks and the frontier: what a response yields is gathered into its visit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cached_property
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.frontier import frontier_of
from crawler.gatherer import Gatherer
from crawler.spider import NewsSpider
from crawler.visits import Visit


class GatheringMiddleware:
    """Gathers what comes of a crawl's responses and hands settled visits to the frontier."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware and listen to what becomes of items."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.item_scraped, signals.item_scraped)
        crawler.signals.connect(middleware.item_dropped, signals.item_dropped)
        crawler.signals.connect(middleware.item_error, signals.item_error)
        return middleware

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Take page links into the visit, let everything else pass."""
        visit: Visit | None = response.meta.get("visit")
        gathered = result if visit is None else self._gatherer.gather(visit, result)
        async for output in gathered:
            yield output

    def item_scraped(self, item: object) -> None:
        """Note that an article passed all pipelines."""
        self._gatherer.stored(item)

    def item_dropped(self, item: object, exception: Exception) -> None:
        """Note that a page was judged to hold no article."""
        self._gatherer.dropped(item, exception)

    def item_error(self, item: object, failure: Any) -> None:
        """Note that a pipeline broke on a page."""
        self._gatherer.broken(item, failure.value)

    @cached_property
    def _gatherer(self) -> Gatherer:
        assert isinstance(self.crawler.spider, NewsSpider)
        return Gatherer(self.crawler.spider, frontier_of(self.crawler).finish)
