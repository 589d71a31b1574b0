"""Gathering what a response yields into its visit: the spider middleware between callbacks and the frontier.

A callback yields `PageLink`s (pages to know), one by one or in lists, and `ArticlePage`s (on their way through
the pipelines). Links never become Request objects: they are rows of the visit, written with it. The visit is
settled when the callback is exhausted and its last article was stored or dropped.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import cached_property
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.frontier import frontier_of
from crawler.items import Article, ArticlePage, PageLink
from crawler.spider import NewsSpider
from crawler.visits import Visit


class Gatherer:
    """Fills visits of one spider from what its callbacks yield; `finish` takes each once it is settled."""

    def __init__(self, spider: NewsSpider, finish: Callable[[Visit], None]) -> None:
        self._spider = spider
        self._finish = finish

    async def gather(self, visit: Visit, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Take page links into the visit, let everything else pass."""
        try:
            async for output in result:
                if isinstance(output, PageLink):
                    self._spider.admit(visit, output)
                elif isinstance(output, list):
                    for link in output:
                        self._spider.admit(visit, link)
                elif isinstance(output, ArticlePage):
                    output.visit, output.site = visit, self._spider.site
                    visit.awaiting += 1
                    yield output
                else:
                    yield output
        except Exception as error:
            # A parser that breaks on a page breaks again tomorrow, unless it is mended: not lost, not retried now.
            visit.state, visit.reason = "failed", f"{type(error).__name__} while reading: {error}"
            self._exhausted(visit)
            raise
        self._exhausted(visit)

    def stored(self, item: object) -> None:
        """Note that an article passed all pipelines."""
        if isinstance(item, Article) and item.visit is not None:
            self._out_of_pipelines(item, item.visit)

    def dropped(self, item: object, exception: Exception) -> None:
        """Note that a page was judged to hold no article; its links count all the same."""
        if isinstance(item, (Article, ArticlePage)) and (visit := item.visit) is not None:
            visit.rejections.append(str(exception))
            if visit.page.kind == "article":
                visit.state, visit.reason = "rejected", str(exception)
            self._out_of_pipelines(item, visit)

    def broken(self, item: object, error: BaseException | None) -> None:
        """Note that a pipeline broke on a page."""
        if isinstance(item, (Article, ArticlePage)) and (visit := item.visit) is not None:
            visit.state = "failed"
            visit.reason = f"{type(error).__name__} in a pipeline: {error}"
            self._out_of_pipelines(item, visit)

    def _out_of_pipelines(self, item: Article | ArticlePage, visit: Visit) -> None:
        for link in item.links:
            self._spider.admit_edge(visit, link)
        visit.awaiting -= 1
        self._settle(visit)

    def _exhausted(self, visit: Visit) -> None:
        visit.exhausted = True
        self._settle(visit)

    def _settle(self, visit: Visit) -> None:
        if visit.settled:
            self._finish(visit)


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
