"""How long a site is left alone that refuses what is asked of it, and when it is asked no more.

Each refusal in a row doubles the pause before the next request; a site that keeps refusing is left to a later run.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic

from scrapy.settings import BaseSettings

from crawler.clock import utc_now
from crawler.visits import Visit


class Pauses:
    """Follows the visits of one site as they end. `refusals` counts those that were refused."""

    def __init__(self, settings: BaseSettings) -> None:
        self._first = settings.getfloat("REFUSAL_PAUSE")
        self._most = settings.getint("REFUSALS_IN_A_ROW")
        self._longest = settings.getfloat("RETRY_PATIENCE")
        self._until = 0.0
        self._in_a_row = 0
        self._asked_before: set[Visit] = set()
        self.refusals = 0

    @property
    def paused(self) -> bool:
        """Whether the site is to be left alone for now."""
        return monotonic() < self._until

    @property
    def over(self) -> bool:
        """Whether the site refused so often in a row that this run asks it no more."""
        return self._in_a_row >= self._most

    def note(self, visit: Visit, on_the_way: Iterable[Visit]) -> None:
        """Take a visit that ended; `on_the_way` are those that were asked for and have not been answered.

        What was asked for before a refusal came says nothing new by being refused as well.
        """
        if visit.refused:
            self.refusals += 1
            if visit not in self._asked_before:
                self._pause(self._first * 2**self._in_a_row)
                self._in_a_row += 1
                self._asked_before = set(on_the_way)
        elif visit.status is not None and visit.status < 400:
            self._in_a_row = 0
        if visit.state == "retry" and visit.next_visit and visit.status in (429, 503):
            self._pause((visit.next_visit - utc_now()).total_seconds())

    def _pause(self, seconds: float) -> None:
        self._until = max(self._until, monotonic() + min(seconds, self._longest))
