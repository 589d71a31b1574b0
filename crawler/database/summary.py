"""What a run brought, for its summary."""

from __future__ import annotations

import json
from dataclasses import dataclass

from crawler.clock import from_text, utc_now
from crawler.database.engine import Database


@dataclass(frozen=True)
class RunSummary:
    """One run in numbers. `sections` are articles stored by section, `refusals` pages without an article by reason.

    `seconds` is how long it ran; `counts` are those of the `runs` table; `pending` pages are left to fetch.
    """

    site: str
    mode: str
    reason: str | None
    seconds: float
    counts: dict[str, int]
    sections: list[tuple[str, int]]
    refusals: list[tuple[str, str, int]]
    pending: int
    articles: int


def summarise(db: Database, run_id: int) -> RunSummary:
    """Return the summary of a run of this database."""
    run = next(db.query("SELECT * FROM runs JOIN sites ON sites.id = site_id WHERE runs.id = ?", [run_id]))
    started = run["started_at"]
    ended = from_text(run["finished_at"]) if run["finished_at"] else utc_now()
    sections = db.execute(
        "SELECT coalesce(section, '(none)'), count(*) FROM articles"
        " WHERE site_id = ? AND changed_at >= ? GROUP BY 1 ORDER BY 2 DESC, 1",
        [run["site_id"], started],
    ).fetchall()
    refusals = db.execute(
        "SELECT state, coalesce(reason, ''), count(*) FROM pages WHERE site_id = ? AND visited_at >= ?"
        " AND state IN ('rejected', 'robots', 'offsite', 'gone', 'failed', 'retry')"
        " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
        [run["site_id"], started],
    ).fetchall()
    (pending,) = db.execute(
        "SELECT count(*) FROM pages WHERE site_id = ? AND state IN ('pending', 'retry')"
        " AND (kind IN ('index', 'capture')) = (? = 'archive')",
        [run["site_id"], run["mode"]],
    ).fetchone()
    (articles,) = db.execute("SELECT count(*) FROM articles WHERE site_id = ?", [run["site_id"]]).fetchone()
    return RunSummary(
        site=run["name"],
        mode=run["mode"],
        reason=run["reason"],
        seconds=(ended - from_text(started)).total_seconds(),
        counts=json.loads(run["counts"]),
        sections=sections,
        refusals=refusals,
        pending=pending,
        articles=articles,
    )
