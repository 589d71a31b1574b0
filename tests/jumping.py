"""A clock that jumps an hour back and forth while a crawl runs: an extension for `-s EXTENSIONS=...`."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.clock import CLOCK

EVERY = 15
"""Responses between two jumps."""


class JumpingClock:
    """Sets the clock an hour back, forth to the truth and an hour ahead, again and again."""

    def __init__(self) -> None:
        self._responses = 0
        self._jumps = cycle(timedelta(hours=hours) for hours in (-1, 1, 1, -1))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        extension = cls()
        crawler.signals.connect(extension.response_received, signals.response_received)
        return extension

    def response_received(self) -> None:
        """Jump now and then."""
        self._responses += 1
        if self._responses % EVERY == 0:
            CLOCK.set(CLOCK.now() + next(self._jumps))
