"""Gathering what a response yields into its visit, in a crawl and in a rebuild.

A callback yields `PageLink`s (pages to know), one by one or in lists, and `ArticlePage`s (on their way through
the pipelines). Links never become Request objects: they are rows of the visit, written with it. The visit is
settled when the callback is exhausted and its last article was stored or dropped.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from crawler.items import Article, ArticlePage, PageLink
from crawler.spider import NewsSpider
from crawler.visits import NewPage, Visit


class Gatherer:
    """Fills visits of one spider from what its callbacks yield; `finish` takes each once it is settled."""

    def __init__(self, spider: NewsSpider, finish: Callable[[Visit], None]) -> None:
        self._spider = spider
        self._finish = finish

    async def gather(self, visit: Visit, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Take page links into the visit, let everything else pass."""
        policy = self._spider.policy
        try:
            async for output in result:
                if isinstance(output, PageLink):
                    policy.admit(visit, output)
                elif isinstance(output, list):
                    for link in output:
                        policy.admit(visit, link)
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
        policy = self._spider.policy
        for link in item.links:
            policy.admit_edge(visit, link)
        visit.awaiting -= 1
        self._settle(visit)

    def _exhausted(self, visit: Visit) -> None:
        visit.exhausted = True
        self._settle(visit)

    def _settle(self, visit: Visit) -> None:
        if visit.settled:
            visit.found = _without_repetitions(visit.found)
            self._finish(visit)


def _without_repetitions(pages: Iterable[NewPage]) -> list[NewPage]:
    """Drop what was said of a page word for word before: a link of the text is a link of the page too."""
    said: dict[bytes, NewPage] = {}
    kept = []
    for page in pages:
        if said.get(page.key) != page:
            said[page.key] = page
            kept.append(page)
    return kept
