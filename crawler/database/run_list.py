"""Runs as they stand in the database: the newest ones, and some by number, for `scrapy runs`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.clock import from_text
from crawler.database.engine import Database

_RUNS = """
SELECT runs.id, name, mode, started_at, finished_at, reason, counts, stats
FROM runs JOIN sites ON sites.id = site_id
"""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run. `ended` and `reason` are None where it runs still, or was killed; `counts` are the crawler's own numbers,
    `stats` Scrapy's.
    """

    id: int
    site: str
    mode: str
    started: datetime
    ended: datetime | None
    reason: str | None
    counts: dict[str, int] = field(default_factory=dict)
    stats: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float | None:
        """How long it took, None where it did not end."""
        return (self.ended - self.started).total_seconds() if self.ended else None


def newest_runs(db: Database, sites: Sequence[str], count: int) -> list[RunRow]:
    """Return the newest runs of these sites, of all where none is named, the newest first."""
    where = f"WHERE name IN ({', '.join('?' * len(sites))})" if sites else ""
    return _read(db, f"{where} ORDER BY runs.id DESC LIMIT ?", [*sites, count])


def runs_by_id(db: Database, ids: Sequence[int]) -> list[RunRow]:
    """Return these runs in this order, leaving out what does not exist."""
    found = {run.id: run for run in _read(db, f"WHERE runs.id IN ({', '.join('?' * len(ids))})", ids)}
    return [found[number] for number in ids if number in found]


def run_before(db: Database, run: RunRow) -> RunRow | None:
    """Return the run of the same site and mode before one."""
    rows = _read(
        db, "WHERE name = ? AND mode = ? AND runs.id < ? ORDER BY runs.id DESC LIMIT 1", [run.site, run.mode, run.id]
    )
    return rows[0] if rows else None


def _read(db: Database, condition: str, parameters: Sequence[object]) -> list[RunRow]:
    return [
        RunRow(
            number,
            site,
            mode,
            from_text(started),
            from_text(ended) if ended else None,
            reason,
            json.loads(counts),
            json.loads(stats),
        )
        for number, site, mode, started, ended, reason, counts, stats in db.execute(_RUNS + condition, parameters)
    ]
