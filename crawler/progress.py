"""A progress bar on the terminal while a crawl runs; nothing where there is no terminal."""

from __future__ import annotations

import logging
import sys
from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.frontier import frontier_of
from crawler.spider import NewsSpider

COUNT_SECONDS = 2.0
"""How often the pending pages are counted: counting costs milliseconds on a large frontier."""


class Progress:
    """Shows pages done of pages known, articles and speed."""

    def __init__(self, crawler: Crawler) -> None:
        if not sys.stderr.isatty():
            raise NotConfigured
        self.crawler = crawler
        self._counted = 0.0
        self._bar: Bar | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.response_received, signals.response_received)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Start the bar; log lines go above it."""
        if not isinstance(spider, NewsSpider):
            return
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("pages, {task.fields[articles]} articles, {task.fields[speed]:.0f} pages/s"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task(spider.site_name, total=None, articles=0, speed=0.0)
        self._started = monotonic()
        before = sys.stderr
        self._bar.start()
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is before:
                handler.setStream(sys.stderr)

    def response_received(self) -> None:
        """Move the bar."""
        if self._bar is not None and monotonic() - self._counted >= COUNT_SECONDS:
            self._counted = monotonic()
            self._show()

    def spider_closed(self) -> None:
        """Leave the last state on the screen."""
        if self._bar is not None:
            self._show()
            self._bar.stop()

    def _show(self) -> None:
        assert self._bar is not None
        done, pending, articles = frontier_of(self.crawler).progress()
        speed = done / max(monotonic() - self._started, 0.1)
        self._bar.update(self._task, completed=done, total=done + pending, articles=articles, speed=speed)
