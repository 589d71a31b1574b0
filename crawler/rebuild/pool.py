"""The reader processes: captures in, visits out, in order; a page that kills its reader takes no other with it.

Each process has a thread that talks to it through pipes. Not `concurrent.futures`' own process pool: that of Python
3.11.2, which Debian 12 has, waits for ever where a process of it was killed.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from crawler.frames import frame, read_frame
from crawler.readers import READER_PROCESS, ReaderDied, process_environment
from crawler.rebuild.reading import ReadCaptures, Task
from crawler.visits import Visit


class ReaderPool:
    """So many `processes`, started with their first captures, that read them as `reading` says."""

    def __init__(self, reading: ReadCaptures, processes: int) -> None:
        self.processes = processes
        self._reading = reading
        self._threads = ThreadPoolExecutor(processes)
        self._of_thread = threading.local()
        self._started: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        self._closed = False

    def read(self, tasks: Sequence[Task]) -> Future[list[Visit]]:
        """Begin to read captures; what came of them is the future's result."""
        return self._threads.submit(self._visits, tasks)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            self._closed = True
            for process in self._started:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._started:
            process.communicate()

    def _visits(self, tasks: Sequence[Task]) -> list[Visit]:
        try:
            return self._asked(tasks)
        except ReaderDied:
            return [self._alone(task) for task in tasks]

    def _alone(self, task: Task) -> Visit:
        try:
            return self._asked([task])[0]
        except ReaderDied as error:
            return Visit(task.page, task.capture.at, state="failed", reason=str(error))

    def _asked(self, tasks: Sequence[Task]) -> list[Visit]:
        process = getattr(self._of_thread, "process", None)
        parts = frame(tasks)
        if process is None:
            process, parts = self._start(), frame(self._reading) + parts
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.writelines(parts)
            process.stdin.flush()
            visits: list[Visit] = read_frame(process.stdout)
        except (OSError, EOFError) as error:
            self._of_thread.process = None
            process.kill()
            raise ReaderDied.of_status(process.wait()) from error
        return visits

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise ReaderDied("the rebuild is at its end")
            process = subprocess.Popen(  # noqa: S603 (ourselves)
                READER_PROCESS,
                env=process_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                process_group=0,  # Ctrl-C is the command's, which ends us in its own time
            )
            self._started.append(process)
        self._of_thread.process = process
        return process
