"""The health of all sites, judged again only where something happened, and a bounded time at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from crawler.database.activity import last_runs
from crawler.database.health import health_of
from crawler.database.sqlite import SqliteDatabase
from crawler.health import Health

SECONDS = 2.0
"""How long sites are judged at once: one that is updated every hour takes a tenth of a second."""

STALE = timedelta(hours=1)
"""After so long a verdict is looked at again without a run: silence is a verdict too."""


class Verdicts:
    """What is known of each site's health."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, datetime, Health]] = {}

    def look(self, db: SqliteDatabase, now: datetime) -> dict[str, Health | None]:
        """Return the health of every site by name, in order; None where time was too short, until the next look."""
        started = monotonic()
        found: dict[str, Health | None] = {}
        for site, run in last_runs(db).items():
            seen_run, at, health = self._known.get(site, (-1, now, None))
            if (seen_run != run or now - at >= STALE) and monotonic() - started < SECONDS:
                health = health_of(db, site, now)
                self._known[site] = (run, now, health)
            found[site] = health
        return found
