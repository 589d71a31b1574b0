"""What a search asks of the database besides words, and the ids of what is found, which grow with time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from crawler.database.engine import Database

ID_BITS = 24
"""Bits of a search id below its seconds: sixteen million entries may have the same second (midnight of a day)."""

SECONDS_OF_DAY = 24 * 60 * 60

EARLIEST, LATEST = -(2**63), 2**63 - 1
"""Search ids that no article lies beyond."""

Group = Literal["site", "section", "language", "author", "month"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What articles must be besides answering the query; None means any.

    `site` is a name of the sites table, `language` as "ar", `section` and `author` as printed. `since` and `until` are
    days in UTC, both included; an article without a date counts from when it was first seen.
    """

    site: str | None = None
    language: str | None = None
    section: str | None = None
    author: str | None = None
    since: date | None = None
    until: date | None = None

    def span(self) -> tuple[int, int]:
        """Return the least search id an article may have, and the one it must be below."""
        first = first_id(self.since) if self.since else EARLIEST
        return first, first_id(self.until) + (SECONDS_OF_DAY << ID_BITS) if self.until else LATEST


def first_id(day: date) -> int:
    """Return the least search id an article published on a day may have."""
    return int(datetime.combine(day, time(), UTC).timestamp()) << ID_BITS


def site_id_of(db: Database, name: str) -> int:
    """Return the id of a site; raises `ValueError` where there is none of this name."""
    row = db.execute("SELECT id FROM sites WHERE name = ?", [name]).fetchone()
    if row is None:
        raise ValueError(f"the database has no site {name}; `scrapy list` has the names")
    return int(row[0])
