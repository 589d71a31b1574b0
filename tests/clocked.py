"""Crawls at any time: one process beside the test, its clock set anew before each crawl.

with Clocked(database, url=paper.url) as news:
    news.crawl(at=datetime(2026, 11, 20, 10, tzinfo=UTC))
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor

from crawler.clock import CLOCK
from tests.crawls import FAST, IN_PROCESS
from tests.forked import Forked


class Clocked:
    """Crawls of one spider into one database; `arguments` are the spider's."""

    def __init__(self, database: Path, spider: str = "news", **arguments: Any) -> None:
        self._command = {"database": str(database), "spider": spider, "arguments": arguments}

    def __enter__(self) -> Self:
        orders, answers = os.pipe(), os.pipe()
        self._process = Forked(["tests.clocked"], (orders[0], answers[1], sys.__stderr__.fileno()))
        os.close(orders[0])
        os.close(answers[1])
        self._orders, self._answers = os.fdopen(orders[1], "w"), os.fdopen(answers[0])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process, self._answers:
            self._orders.close()
            self._process.wait(30)

    def crawl(self, at: datetime, settings: dict[str, Any] | None = None, **arguments: Any) -> None:
        """Crawl to the end as if it were `at`. Raises when the crawl did not come to its end."""
        command = self._command | {"at": at.isoformat(), "settings": settings or {}}
        command["arguments"] = {**self._command["arguments"], **arguments}  # type: ignore[dict-item]
        print(json.dumps(command), file=self._orders, flush=True)
        reason = self._answers.readline().strip()
        if reason != "finished":
            raise AssertionError(f"the crawl at {at} ended with {reason or 'its process'}")


async def _work() -> None:
    for line in sys.stdin:
        command = json.loads(line)
        settings = get_project_settings()
        settings.setdict(FAST | IN_PROCESS | {"DATABASE": command["database"]} | command["settings"], "cmdline")
        CLOCK.set(datetime.fromisoformat(command["at"]))
        runner = AsyncCrawlerRunner(settings)
        crawler = runner.create_crawler(command["spider"])
        await runner.crawl(crawler, **command["arguments"])
        assert crawler.stats is not None
        print(crawler.stats.get_value("finish_reason"), flush=True)


if __name__ == "__main__":
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.task import react

    react(lambda _: deferred_from_coro(_work()))
