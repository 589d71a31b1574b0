"""The time that is played: written by who plays into a file, read by the processes that crawl.

It runs fast, so that a minute until the next attempt is a second, and slowly once the hour is nearly over.
"""

from __future__ import annotations

import json
import os
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from crawler.clock import CLOCK

FILE = "MONTH_CLOCK"
"""The variable of the environment that names the file."""

SPEED = 60.0
"""Played seconds in a second."""

FAST_SECONDS = 50.0
"""Seconds after which it goes as time does, so that even a slow update ends before the next is due."""

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


_following: list[threading.Thread] = []


def take_part() -> None:
    """Take the played time, and follow it from now on, whatever this process waits for."""
    _take()
    if not _following:
        _following.append(threading.Thread(target=_follow, name="played time", daemon=True))
        _following[0].start()


def _follow() -> None:
    while True:
        time.sleep(TICK_SECONDS)
        _take()


def _take() -> None:
    told = json.loads(Path(os.environ[FILE]).read_text())
    passed = time.time() - told["at"]
    seconds = SPEED * min(passed, FAST_SECONDS) + max(0.0, passed - FAST_SECONDS)
    CLOCK.set(datetime.fromisoformat(told["played"]) + timedelta(seconds=seconds))
