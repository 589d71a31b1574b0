"""Updates of the papers by the processes of `scrapy update`, kept between updates; and by the command itself.

Starting a process costs more than an hour of the press brings. So those who crawl live long here, as the orders they
follow allow; what the supervisor does beyond that is played by the command, now and then.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryFile
from typing import Any

import psutil

from crawler.update.messages import News, Order
from crawler.update.process import Process
from tests.crawls import ROOT

SETTINGS: dict[str, Any] = {
    "SPIDER_MODULES": "tests.month.spiders",
    "DOWNLOAD_DELAY": 0.001,
    "DOWNLOAD_TIMEOUT": 3,
    "REFUSAL_PAUSE": 0.02,
    "CONTACT": "https://crawler.example/contact",
    "LOG_LEVEL": "CRITICAL",
    "READER_PROCESS": False,
}
"""What is short in a play; delays between attempts are the crawler's own, in played time."""

DEADLINE = 1200
"""Seconds an update may take."""


class Stuck(Exception):  # noqa: N818 (what happened)
    """An update that did not come to its end."""


class Crawlers:
    """Processes that crawl, each with its part of the sites. Those that die are replaced, and their sites go on."""

    def __init__(self, database: Path, count: int) -> None:
        self._settings = SETTINGS | {"DATABASE": str(database)}
        self._lock = TemporaryFile("w+")  # noqa: SIM115 (as long as the processes)
        self._wanted = count
        self._processes: list[Process] = []
        self._listening: dict[Process, asyncio.Task[int]] = {}
        self._under_way: dict[Process, set[str]] = {}
        self._ended: dict[str, str] = {}
        self._changed = asyncio.Event()
        self._cpu_of_the_dead = 0.0
        self.log: list[str] = []
        """The newest lines the processes logged."""

    async def update(self, names: Sequence[str], kill: Random | None = None) -> dict[str, str]:
        """Update the sites and return why each run ended. With `kill` a process is killed on the way, at random."""
        while len(self._processes) < self._wanted:
            await self._start()
        self._ended.clear()
        for position, name in enumerate(names):
            self._give(self._processes[position % self._wanted], name)
        killing = asyncio.create_task(self._kill(kill)) if kill else None
        async with asyncio.timeout(DEADLINE):
            while len(self._ended) < len(names):
                self._changed.clear()
                await self._changed.wait()
                await self._replace_the_dead()
        if killing:
            await killing
            await self._replace_the_dead()
        return dict(self._ended)

    @property
    def cpu_seconds(self) -> float:
        """What the processes have computed so far."""
        times = [psutil.Process(process.pid).cpu_times() for process in self._processes]
        return self._cpu_of_the_dead + sum(each.user + each.system for each in times)

    @property
    def memory_mib(self) -> float:
        """The memory of the largest process."""
        return max((psutil.Process(process.pid).memory_info().rss for process in self._processes), default=0) / 2**20

    async def end(self) -> None:
        """End the processes as their orders end."""
        for process in self._processes:
            process.end()
        await asyncio.gather(*self._listening.values())

    async def _start(self) -> None:
        process = await Process.start(self._settings, self._lock)
        self._processes.append(process)
        self._under_way[process] = set()
        self._listening[process] = asyncio.create_task(
            process.listen(lambda news: self._hear(process, news), self._log)
        )
        self._listening[process].add_done_callback(lambda _: self._changed.set())

    def _give(self, process: Process, name: str) -> None:
        self._under_way[process].add(name)
        process.tell(Order("crawl", name))

    def _hear(self, process: Process, news: News) -> None:
        if news.event == "ended":
            self._under_way[process].discard(news.site)
            self._ended[news.site] = news.reason
            self._changed.set()

    def _log(self, line: str) -> None:
        self.log = [*self.log[-200:], line]

    async def _kill(self, chance: Random) -> None:
        await asyncio.sleep(chance.uniform(0.1, 1.0))
        process = chance.choice(self._processes)
        times = psutil.Process(process.pid).cpu_times()
        self._cpu_of_the_dead += times.user + times.system
        listening = self._listening[process]
        process.kill()
        await listening

    async def _replace_the_dead(self) -> None:
        for process in [process for process in self._processes if self._listening[process].done()]:
            self._processes.remove(process)
            del self._listening[process]
            left = self._under_way.pop(process)
            await self._start()
            for name in left:
                self._give(self._processes[-1], name)


def command(database: Path, processes: int) -> subprocess.CompletedProcess[str]:
    """Run `scrapy update` of all papers."""
    words = [sys.executable, "-m", "scrapy", "update", "--json", "--processes", str(processes)]
    for name, value in (SETTINGS | {"DATABASE": database}).items():
        words += ["-s", f"{name}={value}"]
    return subprocess.run(
        words, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=DEADLINE, check=False
    )
