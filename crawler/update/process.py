"""One process of an update, seen from the one that started it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from crawler.update.lock import HasDescriptor
from crawler.update.messages import News, Order, read_news, written

LINE_BYTES = 1024 * 1024
"""The longest line of its log that is passed on."""


class Process:
    """A started `crawler.update.worker`. It is told orders and heard until it ends.

    `heard` is when it last told anything, by the monotonic clock.
    """

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child
        self.heard = monotonic()
        self.ready = False

    @classmethod
    async def start(cls, settings: dict[str, Any], lock: HasDescriptor | None = None) -> Process:
        """Start a process with these settings of the command line; it holds the lock of an update, too."""
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "crawler.update.worker"),
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},  # it runs the code that we run
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE_BYTES,
            pass_fds=(lock.fileno(),) if lock else (),
            process_group=0,  # Ctrl-C is ours
        )
        process = cls(child)
        process._write(written(settings))
        return process

    @property
    def pid(self) -> int:
        """The system's number for it."""
        return self._child.pid

    def tell(self, order: Order) -> None:
        """Give an order. One that is gone does not hear it: `listen` says so."""
        self._write(written(order))

    def _write(self, line: bytes) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(line)

    async def listen(self, news: Callable[[News], None], log: Callable[[str], None]) -> int:
        """Hand on all it tells and logs until it ends; return its exit code, -9 where it was killed."""
        assert self._child.stdout is not None and self._child.stderr is not None
        await asyncio.gather(
            self._each_line(self._child.stdout, lambda line: self._hear(line, news)),
            self._each_line(self._child.stderr, lambda line: log(line.decode("utf-8", "replace").rstrip("\n"))),
        )
        return await self._child.wait()

    def _hear(self, line: bytes, news: Callable[[News], None]) -> None:
        self.heard = monotonic()
        told = read_news(line)
        self.ready = self.ready or told.event == "ready"
        news(told)

    async def _each_line(self, stream: asyncio.StreamReader, take: Callable[[bytes], None]) -> None:
        while True:
            try:
                line = await stream.readline()
            except ValueError:  # longer than LINE_BYTES
                continue
            if not line:
                return
            take(line)

    def end(self) -> None:
        """Give no more orders: it ends its crawls and itself."""
        assert self._child.stdin is not None
        self._child.stdin.close()

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            self._child.kill()
