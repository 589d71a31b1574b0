"""The process that runs an update: it starts the others, gives them sites, and sees that each site comes to its end.

Nothing of a crawl happens here. What a dead process had under way goes on in the next one, from its frontier.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

from crawler.clock import utc_now
from crawler.update.division import Division
from crawler.update.lock import HasDescriptor
from crawler.update.messages import Counts, News, Order
from crawler.update.plan import Candidate
from crawler.update.process import Process

STOP_SECONDS = 60.0
"""How long pages under way may take once all is to stop; DOWNLOAD_TIMEOUT ends them sooner."""

SILENT_SECONDS = 600.0
"""A process that told nothing for so long hangs: even a database that another program holds keeps it busy for less."""

STARTS = 3
"""Processes in a row that may end before they crawl anything."""

TICK_SECONDS = 0.5

DIED, NOT_BEGUN = "died", "not begun"
"""How a site ended whose processes died, and one that was never begun; all other endings are those of its run."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What an update may take: seconds, and articles new or changed. None is without bound."""

    seconds: float | None = None
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a site came out of an update: why its last run ended, the runs' numbers, what they did together."""

    site: Candidate
    reason: str
    runs: tuple[int, ...] = ()
    counts: Counts = field(default_factory=Counts)


class Watcher(Protocol):
    """Who is told what happens: a person or a machine."""

    def begun(self, site: Candidate, pid: int) -> None:
        """A process began with a site."""

    def under_way(self, site: str, counts: Counts) -> None:
        """A site is so far."""

    def ended(self, ending: Ending) -> None:
        """A site came to its end."""

    def died(self, pid: int, code: int, sites: Sequence[str]) -> None:
        """A process died with these sites under way, which go on or are given up."""

    def stopping(self, reason: str) -> None:
        """All is to stop."""

    def log(self, line: str) -> None:
        """A process logged a line."""


class CannotRun(Exception):  # noqa: N818 (what happened)
    """The processes of the update do not come up."""


class Supervisor:
    """Runs one update of `sites`, in order, in so many `processes` with these `settings` of the command line."""

    def __init__(
        self,
        sites: Sequence[Candidate],
        *,
        processes: int,
        settings: dict[str, Any],
        budget: Budget,
        watcher: Watcher,
        lock: HasDescriptor,
    ) -> None:
        self._sites = {site.name: site for site in sites}
        self._wanted = min(processes, len(sites))
        self._division = Division(sites, self._wanted)
        self._settings = settings
        self._budget = budget
        self._watcher = watcher
        self._lock = lock
        self._processes: dict[int, Process] = {}
        self._listening: set[asyncio.Task[None]] = set()
        self._counts: dict[str, dict[int | None, Counts]] = {}
        self._endings: dict[str, Ending] = {}
        self._closing: set[str] = set()
        self._stopping = ""
        self._stop_by = 0.0
        self._failed_starts = 0
        self.stopped_at_once = False
        """Whether it was told twice to end."""

    async def run(self) -> list[Ending]:
        """Crawl every site to its end, or as far as the budget or a signal lets it. Raises `CannotRun`."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._interrupted)
        started = monotonic()
        self._close_by_hours()
        try:
            for _ in range(min(self._wanted, len(self._division.waiting))):
                await self._start_process()
            while self._listening:
                ended, _ = await asyncio.wait(
                    self._listening, timeout=TICK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                for task in ended:
                    task.result()  # raises what went wrong with telling
                await self._look_after(monotonic() - started)
        finally:
            for process in self._processes.values():
                process.kill()
        if self._division.waiting and not self._stopping:
            raise CannotRun("the processes of the update end before they crawl anything; their log says why")
        return list(self._endings.values())

    async def _start_process(self) -> None:
        process = await Process.start(self._settings, self._lock)
        self._processes[process.pid] = process
        task = asyncio.create_task(self._listen(process))
        self._listening.add(task)
        task.add_done_callback(self._listening.discard)

    async def _listen(self, process: Process) -> None:
        code = await process.listen(lambda news: self._hear(process, news), self._watcher.log)
        del self._processes[process.pid]
        under_way = self._division.under_way(process.pid)
        self._failed_starts = 0 if process.ready else self._failed_starts + 1
        if under_way:
            self._watcher.died(process.pid, code, under_way)
            _, given_up = self._division.died(process.pid)
            for site in given_up:
                self._end(site.name, DIED)

    async def _look_after(self, seconds: float) -> None:
        """Do what is to be done as time goes by."""
        now = monotonic()
        if self._budget.seconds is not None and seconds >= self._budget.seconds:
            self.stop("budget")
        for process in self._processes.values():
            if now - process.heard > SILENT_SECONDS or (self._stopping and now > self._stop_by):
                process.kill()
        self._close_by_hours()
        if self._stopping:
            for site in self._division.call_off():
                self._end(site.name, "shutdown" if site.name in self._counts else NOT_BEGUN)
        elif self._division.waiting and len(self._processes) < self._wanted and self._failed_starts < STARTS:
            await self._start_process()
        else:
            self._give_out()  # what a dead process had may go on in another
        if not self._division.waiting and not self._division.busy:
            for process in self._processes.values():
                process.end()

    def _close_by_hours(self) -> None:
        """End the sites that updates leave alone at this time of the day."""
        now = utc_now()
        for site in [site for site in self._division.waiting if not site.open_at(now)]:
            self._division.waiting.remove(site)
            self._end(site.name, "hours")
        for pid, process in self._processes.items():
            for name in self._division.under_way(pid):
                if name not in self._closing and not self._sites[name].open_at(now):
                    self._closing.add(name)
                    process.tell(Order("stop", name, "hours"))

    def _give_out(self) -> None:
        while given := self._division.give(pid for pid, process in self._processes.items() if process.ready):
            pid, site = given
            self._processes[pid].tell(Order("crawl", site.name))

    def _hear(self, process: Process, news: News) -> None:
        if news.site:
            self._counts.setdefault(news.site, {})[news.run] = news.counts
        match news.event:
            case "begun":
                self._watcher.begun(self._sites[news.site], process.pid)
            case "under way":
                self._watcher.under_way(news.site, self._counts_of(news.site))
            case "ended":
                self._division.ended(process.pid, news.site)
                self._end(news.site, news.reason)
        if not self._stopping:
            self._give_out()
            if self._budget.articles is not None and self._articles() >= self._budget.articles:
                self.stop("budget")

    def _end(self, name: str, reason: str) -> None:
        runs = tuple(run for run in self._counts.get(name, {}) if run is not None)
        self._endings[name] = Ending(self._sites[name], reason, runs, self._counts_of(name))
        self._watcher.ended(self._endings[name])

    def _counts_of(self, name: str) -> Counts:
        """Return what the runs of a site did together; what comes next is the last one's."""
        counts = list(self._counts.get(name, {}).values())
        return Counts(
            sum(each.asked for each in counts),
            sum(each.new for each in counts),
            sum(each.changed for each in counts),
            sum(each.failed for each in counts),
            counts[-1].next if counts else 0,
        )

    def _articles(self) -> int:
        return sum(each.new + each.changed for runs in self._counts.values() for each in runs.values())

    def _interrupted(self) -> None:
        """Take Ctrl-C or SIGTERM: the first ends cleanly, the second at once."""
        if self._stopping == "shutdown":
            self.stopped_at_once = True
            for process in self._processes.values():
                process.kill()
        else:
            self.stop("shutdown")

    def stop(self, reason: str) -> None:
        """End every crawl: what is under way is committed, the rest is the next update's."""
        if self._stopping in (reason, "shutdown"):
            return
        self._stopping = reason
        self._stop_by = monotonic() + STOP_SECONDS
        self._watcher.stopping(reason)
        for process in self._processes.values():
            process.tell(Order("stop", reason=reason))
