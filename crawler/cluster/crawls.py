"""The crawls of a worker: sites side by side in a few processes, those of `scrapy update` (`crawler/update/worker.py`).

Processes are started as there is need of them and end when there is none, so that what one of them gathered in memory
goes with it. What a dead one had under way goes on in the next one, from its frontier.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from crawler.clock import utc_now
from crawler.update.division import SITES_AT_ONCE, Division
from crawler.update.messages import News, Order
from crawler.update.plan import Candidate
from crawler.update.process import Process
from crawler.update.supervisor import DIED, SILENT_SECONDS, STARTS


@dataclass(slots=True)
class _Crawl:
    site: Candidate
    arguments: Mapping[str, str]
    reason: asyncio.Future[str]
    asked: int = 0
    closing: bool = False


class Crawls:
    """Crawls sites in up to so many `processes` with these `settings` of the command line; `log` takes their logs."""

    def __init__(self, settings: dict[str, Any], processes: int, log: Callable[[str], None]) -> None:
        self.most = processes * SITES_AT_ONCE
        self._settings = settings
        self._wanted = processes
        self._log = log
        self._division = Division((), processes)
        self._processes: dict[int, Process] = {}
        self._crawls: dict[str, _Crawl] = {}
        self._starting = 0
        self._failed_starts = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._asked = 0

    @property
    def asked(self) -> int:
        """How many pages were asked for so far."""
        return self._asked + sum(crawl.asked for crawl in self._crawls.values())

    async def crawl(self, site: Candidate, arguments: Mapping[str, str]) -> str:
        """Crawl a site, which must not be under way, to its end and return why it ended."""
        crawl = _Crawl(site, arguments, asyncio.get_running_loop().create_future())
        self._crawls[site.name] = crawl
        self._division.waiting.append(site)
        self._go_on()
        try:
            return await crawl.reason
        finally:
            self._asked += crawl.asked
            del self._crawls[site.name]

    def look_after(self) -> None:
        """Do what is to be done as time goes by: kill who hangs, close by hours, end who has nothing to do."""
        now, moment = monotonic(), utc_now()
        for process in self._processes.values():
            if now - process.heard > SILENT_SECONDS:
                process.kill()
        for pid, process in self._processes.items():
            for name in self._division.under_way(pid):
                crawl = self._crawls[name]
                if not crawl.arguments and not crawl.closing and not crawl.site.open_at(moment):
                    crawl.closing = True
                    process.tell(Order("stop", name, "hours"))
        if not self._division.waiting and not self._division.busy:
            for process in self._processes.values():
                process.end()
            self._processes.clear()

    def stop(self) -> None:
        """End every crawl cleanly: pages under way are committed, the rest stays pending."""
        for site in self._division.call_off():
            self._end(site.name, "shutdown")
        for process in self._processes.values():
            process.tell(Order("stop", reason="shutdown"))

    def kill(self) -> None:
        """End every crawl at once."""
        for site in self._division.call_off():
            self._end(site.name, "shutdown")
        for pid, process in self._processes.items():
            for name in self._division.under_way(pid):
                self._division.ended(pid, name)
                self._end(name, "shutdown")
            process.kill()
        self._processes.clear()

    async def close(self) -> None:
        """End the processes."""
        for process in self._processes.values():
            process.end()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _go_on(self) -> None:
        """Give sites to processes, and start one where there are too few."""
        while given := self._division.give(pid for pid, process in self._processes.items() if process.ready):
            pid, site = given
            self._processes[pid].tell(Order("crawl", site.name, arguments=dict(self._crawls[site.name].arguments)))
        if self._division.waiting and len(self._processes) + self._starting < self._wanted:
            self._starting += 1
            task = asyncio.create_task(self._run_process())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run_process(self) -> None:
        """Start a process and hear it to its end."""
        try:
            process = await Process.start(self._settings)
        finally:
            self._starting -= 1
        self._processes[process.pid] = process
        await process.listen(lambda news: self._hear(process, news), self._log)
        self._processes.pop(process.pid, None)
        self._failed_starts = 0 if process.ready else self._failed_starts + 1
        _, given_up = self._division.died(process.pid)
        for site in given_up:
            self._end(site.name, DIED)
        if self._failed_starts >= STARTS:
            self._failed_starts = 0
            for site in self._division.call_off():
                self._end(site.name, DIED)
        self._go_on()

    def _hear(self, process: Process, news: News) -> None:
        crawl = self._crawls.get(news.site)
        if crawl and news.event in ("under way", "ended"):
            crawl.asked = max(crawl.asked, news.counts.asked)
        if news.event == "ended" and news.site in self._division.under_way(process.pid):
            self._division.ended(process.pid, news.site)
            self._end(news.site, news.reason)
        self._go_on()

    def _end(self, name: str, reason: str) -> None:
        crawl = self._crawls.get(name)
        if crawl and not crawl.reason.done():
            crawl.reason.set_result(reason)
