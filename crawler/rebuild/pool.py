"""The reader processes: captures in, visits out, in order; a page that kills its reader takes no other with it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from crawler.rebuild.reading import Task, prepare, read_all
from crawler.visits import Visit


@dataclass(frozen=True, slots=True)
class Reading:
    """Captures being read."""

    tasks: Sequence[Task]
    future: Future[list[Visit]]
    pool: ProcessPoolExecutor


class ReaderPool:
    """Reader processes over the settings of the project; `only` names the spider whose site alone is read."""

    def __init__(self, settings: dict[str, Any], only: str | None, processes: int) -> None:
        self._arguments = (settings, only)
        self._processes = processes
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._processes, context, prepare, self._arguments)

    def read(self, tasks: Sequence[Task]) -> Reading:
        """Begin to read captures."""
        return Reading(tasks, self._pool.submit(read_all, tasks), self._pool)

    def visits(self, reading: Reading) -> list[Visit]:
        """Wait for what came of the captures."""
        try:
            return reading.future.result()
        except BrokenProcessPool:
            self._replace(reading.pool)
        return [self._alone(task) for task in reading.tasks]

    def _alone(self, task: Task) -> Visit:
        reading = self.read([task])
        try:
            return reading.future.result()[0]
        except BrokenProcessPool:
            self._replace(reading.pool)
        return Visit(task.page, task.capture.at, state="failed", reason="the process reading the page died")

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if broken is self._pool:  # all that it held come here, one after the other
            broken.shutdown(wait=False)
            self._pool = self._started()

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)
