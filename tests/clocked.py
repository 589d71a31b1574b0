"""Crawls at any time: one process beside the test, its clock set anew before each crawl.

with Clocked(database, url=paper.url) as news:
    news.crawl(at=datetime(2026, 11, 20, 10, tzinfo=UTC))
"""

from __future__ import annotations

import json
import subprocess
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
from tests.crawls import FAST, ROOT

IN_PROCESS = {"DOWNLOAD_DELAY": "0.001"}
"""Pages are read in the crawl's own process: a reader beside it would be started for every crawl."""


class Clocked:
    """Crawls of one spider into one database; `arguments` are the spider's."""

    def __init__(self, database: Path, spider: str = "news", **arguments: Any) -> None:
        self._command = {"database": str(database), "spider": spider, "arguments": arguments}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.clocked"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def crawl(self, at: datetime, settings: dict[str, Any] | None = None, **arguments: Any) -> None:
        """Crawl to the end as if it were `at`. Raises when the crawl did not come to its end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        command = self._command | {"at": at.isoformat(), "settings": settings or {}}
        command["arguments"] = {**self._command["arguments"], **arguments}  # type: ignore[dict-item]
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        reason = self._process.stdout.readline().strip()
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
