"""What came in lately: articles by day and site, the newest runs, how much is held."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

_BY_DAY = """
SELECT name, substr(published_at, 1, 10), count(*)
FROM sites CROSS JOIN articles ON site_id = sites.id AND published_at >= ? AND published_at < ? GROUP BY 1, 2
"""  # CROSS JOIN: site by site, within one index, whatever the planner takes for shorter


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in a list. `counts` are those of its row; `finished_at` and `reason` are None while it goes on."""

    id: int
    site: str
    mode: str
    started_at: str
    finished_at: str | None
    reason: str | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is held: articles, versions before the present ones, sites crawled."""

    articles: int
    revisions: int
    sites: int


def articles_by_day(db: Database, first: date, last: date) -> dict[str, dict[date, int]]:
    """Return the numbers of articles published from day to day (UTC), by site; days without any are left out."""
    counts: defaultdict[str, dict[date, int]] = defaultdict(dict)
    # "~" comes after all that follows a day.
    for site, day, articles in db.execute(_BY_DAY, [f"{first}", f"{last}~"]):
        counts[site][date.fromisoformat(day)] = articles
    return dict(counts)


def newest_runs(db: Database, limit: int) -> list[RunLine]:
    """Return the runs that began last, the newest first."""
    rows = db.query(
        "SELECT runs.id, name AS site, mode, started_at, finished_at, reason, counts"
        " FROM runs JOIN sites ON sites.id = site_id ORDER BY runs.id DESC LIMIT ?",
        [limit],
    )
    return [RunLine(**row | {"counts": json.loads(row["counts"])}) for row in rows]


def last_runs(db: Database) -> dict[str, int]:
    """Return the number of each site's newest run by the site's name, in its order; 0 where it had none."""
    rows = db.execute(
        "SELECT name, coalesce((SELECT max(id) FROM runs WHERE site_id = sites.id), 0) FROM sites ORDER BY name"
    )
    return dict(rows.fetchall())


def holdings(db: Database) -> Holdings:
    """Return how much is held."""
    row = db.execute(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions), (SELECT count(*) FROM sites)"
    ).fetchone()
    return Holdings(*row)
