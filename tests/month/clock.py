"""The time that is played: written by who plays into a file, read by the processes that crawl.

It runs fast, so that what waits a minute for its next attempt is not waited for in vain.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from crawler.clock import CLOCK

FILE = "MONTH_CLOCK"
"""The variable of the environment that names the file."""

SPEED = 60.0
"""Played seconds in a second."""

TICK_SECONDS = 0.02


class PlayedClock:
    """The clock of who plays: sets the time for all who read `file`, and for this process."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def set(self, moment: datetime) -> None:
        """Make an aware moment the present; time runs on from there."""
        temporary = self._file.with_suffix(".new")
        temporary.write_text(json.dumps({"played": moment.isoformat(), "at": time.time()}))
        temporary.replace(self._file)
        CLOCK.set(moment)


_ticking: asyncio.Task[None] | None = None


def take_part() -> None:
    """Take the played time, and in a running loop follow it from now on."""
    global _ticking
    _take()
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    if _ticking is None:
        _ticking = loop.create_task(_follow())


async def _follow() -> None:
    while True:
        await asyncio.sleep(TICK_SECONDS)
        _take()


def _take() -> None:
    told = json.loads(Path(os.environ[FILE]).read_text())
    CLOCK.set(datetime.fromisoformat(told["played"]) + timedelta(seconds=SPEED * (time.time() - told["at"])))
