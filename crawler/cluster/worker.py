"""A worker of a cluster: takes jobs, does them, tells that it is alive, and looks after jobs of workers that are dead.

All is one loop with a beat. While the server does not answer, the crawls go on as far as they can, and the loop tries
again, less and less often.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from math import ceil
from time import monotonic
from typing import Any

from procrastinate.jobs import Job

from crawler.clock import utc_now
from crawler.cluster.crawls import Crawls
from crawler.cluster.rebuilds import Rebuilds
from crawler.cluster.routes import Only
from crawler.database.queue import Queue, QueueError
from crawler.database.schedules import fire
from crawler.update.plan import Candidate
from crawler.update.supervisor import STOP_SECONDS

logger = logging.getLogger(__name__)

BEATS = 5
"""Signs of life within the time of silence after which a worker is taken for dead."""

LONGEST_BEAT = 5.0
TICK_SECONDS = 0.5
"""How often the worker looks for jobs: those put back are announced by nobody."""

PATIENCE = 600.0
"""Seconds a server that does not answer is waited for."""

CLEANING_SECONDS = 3600.0

TRIES = 10
"""A job that failed so often is put back no more. With its growing delays that takes about twenty minutes."""

LONGEST_DELAY = 300.0

DONE = frozenset({"finished", "limit", "hours", "off"})
"""Endings of jobs that are well."""

AGAIN = frozenset({"database", "archive", "error"})
"""Endings that say nothing of the site: the job is put back. Others are the site's, and the next job's."""


class Worker:
    """Works until it is told to stop. `site_of` returns a site by its name, None where there is no such spider;
    `silence` is the setting WORKER_SILENCE.
    """

    def __init__(
        self,
        queue: Queue,
        crawls: Crawls,
        rebuilds: Rebuilds,
        *,
        only: Only,
        silence: float,
        site_of: Callable[[str], Candidate | None],
    ) -> None:
        self._queue = queue
        self._crawls = crawls
        self._rebuilds = rebuilds
        self._only = only
        self._silence = silence
        self._site_of = site_of
        self._number = 0
        self._jobs: dict[int, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._stop_by = 0.0
        self._given_up = False
        self._beaten = self._cleaned = float("-inf")
        self._asked = 0
        self._wake = asyncio.Event()

    async def run(self) -> bool:
        """Work; return whether the worker was told to end, and did not lose the server for good."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._interrupted)
        self._number = await self._queue.register(str(self._only))
        logger.info("Worker %d begins%s", self._number, f", only {self._only}" if str(self._only) else "")
        heard, wait = monotonic(), TICK_SECONDS
        while not self._given_up and (self._jobs or not self._stopping):
            try:
                await self._attend()
                if not self._stopping:
                    await self._take()
                heard, wait = monotonic(), TICK_SECONDS
            except QueueError as error:
                logger.warning("The queue does not answer: %s", error)
                self._given_up = monotonic() - heard > PATIENCE
                wait = min(2 * wait, LONGEST_BEAT)
            if self._stopping and monotonic() > self._stop_by:
                self._kill()
            await self._sleep(wait)
        if self._given_up:
            logger.error("The server does not answer for %.0f seconds", PATIENCE)
            self._kill()
        await self._crawls.close()
        if not self._given_up:
            await self._patiently(lambda: self._queue.unregister(self._number))
            logger.info("Worker %d ends", self._number)
        return not self._given_up

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)
        self._wake.clear()

    def _interrupted(self) -> None:
        """Take Ctrl-C or SIGTERM: the first puts jobs back once their pages under way are in, the second at once."""
        if self._stopping:
            self._kill()
        self._stopping = True
        self._stop_by = monotonic() + STOP_SECONDS
        self._crawls.stop()
        self._rebuilds.stop()
        self._wake.set()

    def _kill(self) -> None:
        self._crawls.kill()
        self._rebuilds.kill()

    async def _attend(self) -> None:
        """Tell that the worker is alive, and do what any one worker does for all."""
        self._crawls.look_after()
        now = monotonic()
        if now - self._beaten < min(self._silence / BEATS, LONGEST_BEAT):
            return
        asked = self._crawls.asked
        pace = (asked - self._asked) / (now - self._beaten)
        if not await self._queue.beat(self._number, asked, pace):
            logger.warning("Worker %d was silent and taken for dead; its jobs are others' now", self._number)
            self._kill()
            if self._tasks:
                await asyncio.wait(self._tasks)
            self._number = await self._queue.register(str(self._only))
        self._asked, self._beaten = asked, now
        await fire(self._queue)
        dead, jobs = await self._queue.recover(self._number, self._jobs.keys(), self._silence)
        if dead:
            logger.warning("Workers %s are silent for %s seconds; they are taken for dead", dead, self._silence)
        if jobs:
            logger.info("Put back jobs %s", jobs)
        if now - self._cleaned > CLEANING_SECONDS:
            await self._queue.forget_old()
            self._cleaned = now

    async def _take(self) -> None:
        """Take jobs that are due, no more than a fair share of all, so that other workers find some too."""
        load = await self._queue.load(str(self._only))
        for kind, most in (("crawl", self._crawls.most), ("rebuild", self._rebuilds.most)):
            mine = {queue: count for queue, count in load.jobs.items() if self._is_mine(queue, kind)}
            queues = [queue for queue in load.due if queue in mine]
            share = min(ceil(sum(mine.values()) / load.workers), most)
            while queues and sum(job.task_name == kind for job in self._jobs.values()) < share:
                job = await self._queue.take(queues, self._number)
                if job is None:
                    break
                self._start(job)

    def _is_mine(self, queue: str, kind: str) -> bool:
        return queue.partition(" ")[0] == kind and self._only.takes(queue)

    def _start(self, job: Job) -> None:
        assert job.id is not None
        self._jobs[job.id] = job
        task = asyncio.create_task(self._do(job.id, job, self._number))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, number: int, job: Job, worker: int) -> None:
        """Do a job to its end and say in the queue what came of it."""
        try:
            given: dict[str, Any] = job.task_kwargs
            if job.task_name == "rebuild":
                reason = await self._rebuilds.rebuild(**given)
            else:
                reason = await self._crawl(**given)
        except Exception:
            logger.exception("Job %d failed", number)
            reason = "error"
        await self._patiently(lambda: self._settle(number, worker, reason))
        del self._jobs[number]
        self._wake.set()

    async def _crawl(self, site: str, arguments: Mapping[str, str]) -> str:
        found = self._site_of(site)
        if found is None:
            return "no such spider"
        if found.override.off:
            return "off"
        if not arguments and not found.open_at(utc_now()):
            return "hours"
        return await self._crawls.crawl(found, arguments)

    async def _settle(self, job: int, worker: int, reason: str) -> None:
        if reason == "shutdown":
            await self._queue.give_back(job, worker, reason, failed=False)
        elif reason in AGAIN and (tries := await self._queue.tries(job)) + 1 < TRIES:
            await self._queue.give_back(job, worker, reason, failed=True, seconds=min(2.0**tries, LONGEST_DELAY))
        else:
            await self._queue.finish(job, worker, reason, failed=reason not in DONE)

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something with the queue, again and again while the server does not answer."""
        until = monotonic() + PATIENCE
        wait = TICK_SECONDS
        while not self._given_up and monotonic() < until:
            try:
                await work()
                return
            except QueueError:
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_BEAT)
