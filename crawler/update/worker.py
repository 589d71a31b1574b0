"""What runs in each process of an update: `python -m crawler.update.worker`, started by `crawler.update.supervisor`.

It takes orders from its standard input and tells what happens on its standard output; its log goes to its standard
error. Several spiders crawl side by side in it, each with Scrapy's machinery and pace to itself. When its orders end,
however that came about, it ends its crawls and then itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.log import configure_logging
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor
from twisted.python.failure import Failure

from crawler.frontier import Frontier
from crawler.logs import belongs_to, set_up
from crawler.readers import look_for_garbage_seldom
from crawler.update.messages import Counts, News, Order, read_order, written

logger = logging.getLogger(__name__)

NEWS_SECONDS = 2.0
"""How often a process tells how far its sites are: counting what is pending takes milliseconds a site."""


class Crawl:
    """One site being crawled."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.started = asyncio.Event()
        """Set once it can be stopped, or has ended."""
        crawler.signals.connect(self._started, signals.engine_started)

    def _started(self) -> None:
        self.started.set()

    @property
    def frontier(self) -> Frontier | None:
        """The frontier, None before it is open."""
        return getattr(self.crawler.spider, "frontier", None)

    @property
    def run(self) -> int | None:
        """The number of the run, None before there is one."""
        return getattr(self.crawler.spider, "run_id", None)

    @property
    def reason(self) -> str:
        """Why the crawl ended."""
        try:
            return str(self.crawler.stats.get_value("finish_reason") or "error")
        except RuntimeError:  # it did not come so far
            return "error"

    def count(self) -> Counts:
        """Return what the run did so far."""
        writer = getattr(self.frontier, "writer", None)
        if self.frontier is None or writer is None:
            return Counts()
        done, pending, _ = self.frontier.progress()
        failed = writer.counts["pages_failed"] + writer.counts["pages_retry"]
        return Counts(done, writer.counts["articles_new"], writer.counts["articles_changed"], failed, pending)


class Worker:
    """Crawls the sites it is told to, side by side. News goes to `out`."""

    def __init__(self, settings: Settings, out: BinaryIO) -> None:
        self._runner = AsyncCrawlerRunner(settings)
        self._out = out
        self._crawls: dict[str, Crawl] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, orders: asyncio.StreamReader) -> None:
        """Follow orders until there are no more, then end every crawl."""
        news = asyncio.create_task(self._tell_regularly())
        self._tell(News("ready"))
        while line := await orders.readline():
            self._follow(read_order(line))
        self._follow(Order("stop", reason="shutdown"))
        while self._tasks:
            await asyncio.wait(self._tasks)
        news.cancel()

    def _follow(self, order: Order) -> None:
        if order.do == "crawl":
            self._start(self._crawl(order.site, order.arguments))
            return
        for name in [order.site] if order.site else list(self._crawls):
            if crawl := self._crawls.get(name):
                self._start(self._stop(crawl, order.reason))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _crawl(self, name: str, arguments: dict[str, str]) -> None:
        belongs_to(name)
        try:
            crawl = self._crawls[name] = Crawl(self._runner.create_crawler(name))
        except Exception:
            logger.exception("%s could not be crawled", name)
            self._tell(News("ended", name, reason="error"))
            return

        def begun() -> None:
            self._tell(News("begun", name, crawl.run))

        crawl.crawler.signals.connect(begun, signals.engine_started)
        try:
            await self._runner.crawl(crawl.crawler, **arguments)
        except Exception:
            logger.exception("%s could not be crawled", name)
        del self._crawls[name]
        crawl.started.set()
        self._tell(News("ended", name, crawl.run, crawl.count(), crawl.reason))

    async def _stop(self, crawl: Crawl, reason: str) -> None:
        await crawl.started.wait()
        if crawl.frontier:
            await crawl.frontier.stop(reason)

    async def _tell_regularly(self) -> None:
        while True:
            await asyncio.sleep(NEWS_SECONDS)
            for name, crawl in self._crawls.items():
                self._tell(News("under way", name, crawl.run, crawl.count()))

    def _tell(self, news: News) -> None:
        with suppress(BrokenPipeError):  # nobody listens any more: our orders end, too
            self._out.write(written(news))
            self._out.flush()


async def _work(settings: Settings, out: BinaryIO) -> None:
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    await Worker(settings, out).serve(orders)


def main() -> None:
    """Take the settings from the first line of standard input and work until the orders end."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed here must not stand among the news
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave_it_to_the_supervisor)
    settings = get_project_settings()
    with os.fdopen(os.dup(0), "rb", buffering=0) as orders:  # no more than the line: the rest is read by and by
        settings.setdict(json.loads(orders.readline()), "cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, "cmdline")
    configure_logging(settings)
    set_up(settings)
    install_reactor(settings["TWISTED_REACTOR"])
    reactor: Any = import_module("twisted.internet.reactor")  # the one installed
    look_for_garbage_seldom()
    working = deferred_from_coro(_work(settings, out))
    working.addBoth(_end, reactor)
    reactor.run(installSignalHandlers=False)


def _end(result: Failure | None, reactor: Any) -> None:
    if result is not None:
        logger.error("The process failed:\n%s", result.getTraceback())
    reactor.stop()


def _leave_it_to_the_supervisor(*_: object) -> None:
    """Do nothing: a terminal and systemd send signals to every process, and one of them decides."""


if __name__ == "__main__":
    main()
