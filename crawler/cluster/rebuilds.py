"""The rebuilds of a worker: one archive file each, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from crawler.update.process import LINE_BYTES


class Rebuilds:
    """Rebuilds up to `most` files at a time with these `settings` of the command line; `log` takes their logs."""

    def __init__(self, settings: dict[str, Any], most: int, log: Callable[[str], None]) -> None:
        self.most = most
        self._settings = settings
        self._log = log
        self._children: set[asyncio.subprocess.Process] = set()
        self._killed: set[asyncio.subprocess.Process] = set()

    async def rebuild(self, path: str, site: str | None) -> str:
        """Rebuild a file to its end, all sites or one, and return how it ended."""
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "crawler.cluster.rebuild_process"),
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},  # it runs the code that we run
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE_BYTES,
            process_group=0,  # Ctrl-C is ours
        )
        self._children.add(child)
        try:
            return await self._hear(child, {"settings": self._settings, "path": path, "site": site})
        finally:
            self._children.discard(child)

    async def _hear(self, child: asyncio.subprocess.Process, order: dict[str, Any]) -> str:
        assert child.stdin is not None and child.stdout is not None and child.stderr is not None
        child.stdin.write(json.dumps(order, default=dict).encode() + b"\n")
        async for line in child.stderr:
            self._log(line.decode("utf-8", "replace").rstrip("\n"))
        told = await child.stdout.read()
        await child.wait()
        if told:
            return str(json.loads(told)["reason"])
        return "shutdown" if child in self._killed else "error"

    def stop(self) -> None:
        """End all rebuilds: what was committed stays, the same rebuild goes on from there."""
        for child in self._children:
            with suppress(ProcessLookupError):
                child.terminate()

    def kill(self) -> None:
        """End all rebuilds at once."""
        self._killed = set(self._children)
        for child in self._children:
            with suppress(ProcessLookupError):
                child.kill()
