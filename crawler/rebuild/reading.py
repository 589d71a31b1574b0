"""Reading captures in processes of their own: spider, gathering and pipelines, as in a crawl, up to the writer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

from scrapy import Request
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from crawler.archive.capture import Capture
from crawler.clean_logs import clean_logs
from crawler.gatherer import Gatherer
from crawler.outcome import Outcomes
from crawler.readers import Readers, look_for_garbage_seldom
from crawler.rebuild.sites import Reader, Sites
from crawler.visits import NewPage, Page, Visit

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """A capture, the page it is of, and which spider reads it."""

    capture: Capture
    page: Page
    reader: Reader


class _Memory:
    """What a spider is told of other pages: nothing. It turns every page, which only notes the next."""

    def __init__(self, outcomes: Outcomes) -> None:
        self.outcomes = outcomes

    def any_unknown(self, keys: list[bytes]) -> bool:
        return True

    def fingerprint_of_parent(self, page: Page) -> bytes | None:
        return None

    def add_sources(self, sources: list[NewPage]) -> None:
        pass


@dataclass
class ReadCaptures:
    """Reads captures in the process it is sent to; `only` names the spider whose site alone is read."""

    settings: dict[str, Any]
    only: str | None

    def __call__(self, tasks: Sequence[Task]) -> list[Visit]:
        """Return what comes of captures."""
        return self._reader.read(tasks)

    @cached_property
    def _reader(self) -> CaptureReader:
        clean_logs()
        logging.basicConfig(level=logging.WARNING, format=self.settings["LOG_FORMAT"])
        reader = CaptureReader(Settings(self.settings), self.only)
        look_for_garbage_seldom()
        return reader


class CaptureReader:
    """Reads captures. Pipelines are those of the settings, made without a crawl around them."""

    def __init__(self, settings: Settings, only: str | None) -> None:
        # An archive is not asked again: what failed in it failed.
        settings.set("RETRY_DELAYS", [], priority="cmdline")
        self._sites = Sites(settings, only)
        self._memory = _Memory(Outcomes(settings))
        names = build_component_list(settings.getwithbase("ITEM_PIPELINES"))
        self._pipelines: list[Any] = [load_object(name)() for name in names]
        self._loop = asyncio.new_event_loop()

    def read(self, tasks: Sequence[Task]) -> list[Visit]:
        """Return all that comes of captures. Never raises for what is in them."""
        return self._loop.run_until_complete(self._read_all(tasks))

    async def _read_all(self, tasks: Sequence[Task]) -> list[Visit]:
        return [await self._read(task) for task in tasks]

    async def _read(self, task: Task) -> Visit:
        capture = task.capture
        visit = Visit(page=task.page, at=capture.at)
        try:
            await self._gather(task, visit)
        except Exception as error:
            logger.exception("%s, byte %d: %s could not be read", capture.source, capture.offset, capture.url)
            visit.state, visit.reason = "failed", f"{type(error).__name__} while reading: {error}"
        visit.read_again = ()
        for article in visit.articles:  # what the other process has need not travel
            article.visit = article.site = None
        return visit

    async def _gather(self, task: Task, visit: Visit) -> None:
        """Let the spider parse the capture, and send what it finds through the pipelines, as Scrapy does."""
        capture = task.capture
        spider = self._sites.spider(task.reader)
        spider.frontier, spider.readers = self._memory, Readers(spider.site, inf)
        request = Request(task.page.url, meta={"visit": visit}, dont_filter=True)
        headers: dict[str, list[str]] = {}
        for name, value in capture.headers:
            headers.setdefault(name, []).append(value)
        response = Response(task.page.url, capture.status, headers, capture.body, request=request)
        gatherer = Gatherer(spider, lambda settled: None)
        async for item in gatherer.gather(visit, spider.parse(response)):
            output = item
            try:
                for pipeline in self._pipelines:
                    output = pipeline.process_item(output)
            except DropItem as reason:
                gatherer.dropped(item, reason)
            except Exception as error:
                logger.exception("A pipeline broke on %r", item)
                gatherer.broken(item, error)
            else:
                gatherer.stored(output)
