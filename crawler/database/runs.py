"""Sites and runs: who crawls what since when, and which interrupted run the present one goes on with."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version

from crawler.clock import from_text, to_text
from crawler.database.engine import Database, insert
from crawler.own_version import own_version
from crawler.site import Site

UPDATE_RESUME = timedelta(hours=1)
"""An update interrupted longer ago than this starts afresh: its feeds have moved on."""


@dataclass(frozen=True)
class Run:
    """A started run; `resumed` says that it goes on with the interrupted run `campaign_id`."""

    id: int
    site_id: int
    campaign_id: int
    resumed: bool


def save_site(db: Database, name: str, site: Site) -> int:
    """Write the site's facts and return its id."""
    db.execute(
        "INSERT INTO sites (name, title, title_ar, home, languages) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET title = excluded.title, title_ar = excluded.title_ar,"
        " home = excluded.home, languages = excluded.languages",
        [name, site.title, site.title_ar, site.home, json.dumps(site.languages)],
    )
    return int(db.execute("SELECT id FROM sites WHERE name = ?", [name]).fetchone()[0])


def start_run(db: Database, site_id: int, mode: str, arguments: dict[str, str], now: datetime) -> Run:
    """Record a new run. `arguments` are those that decide what is crawled: only a run with the same is resumed."""
    written = json.dumps(arguments, sort_keys=True)
    campaign_id = _interrupted(db, site_id, mode, written, now)
    with db.transaction():
        run_id = insert(
            db,
            "INSERT INTO runs (site_id, campaign_id, mode, arguments, versions, started_at) VALUES (?, ?, ?, ?, ?, ?)",
            [site_id, campaign_id, mode, written, json.dumps(_versions()), to_text(now)],
        )
        if campaign_id is None:
            db.execute("UPDATE runs SET campaign_id = id WHERE id = ?", [run_id])
    return Run(run_id, site_id, campaign_id or run_id, resumed=campaign_id is not None)


def finish_run(
    db: Database, run_id: int, reason: str, now: datetime, stats: Mapping[str, object] | None = None
) -> None:
    """Record that the run ended, why, and what Scrapy counted in it."""
    db.execute(
        "UPDATE runs SET finished_at = ?, reason = ?, stats = ? WHERE id = ?",
        [to_text(now), reason, json.dumps(stats or {}, default=str, sort_keys=True), run_id],
    )


def last_run_before(db: Database, site_id: int, moment: datetime) -> int:
    """Return the number of the last run of a site that started before an aware time, 0 where there is none.

    Runs are looked at from the newest back, so that the cost is that of those since then, not of all there ever were.
    """
    row = db.execute(
        "SELECT id FROM runs WHERE site_id = ? AND started_at < ? ORDER BY id DESC LIMIT 1", [site_id, to_text(moment)]
    ).fetchone()
    return int(row[0]) if row else 0


def seconds_of_last_updates(db: Database) -> dict[str, float]:
    """Return by site how many seconds its last update took that came to its end."""
    rows = db.execute(
        "SELECT name, started_at, finished_at FROM sites JOIN runs ON runs.id = (SELECT id FROM runs"
        " WHERE site_id = sites.id AND mode = 'update' AND reason = 'finished' ORDER BY id DESC LIMIT 1)"
    )
    return {name: (from_text(finished) - from_text(started)).total_seconds() for name, started, finished in rows}


def _interrupted(db: Database, site_id: int, mode: str, arguments: str, now: datetime) -> int | None:
    """Return the campaign to go on with: the newest of this mode and arguments, if it did not come to its end.

    A backfill goes on however long ago it stopped and for whatever reason; an update only where it was cut
    off lately.
    """
    row = db.execute(
        "SELECT campaign_id, started_at, reason FROM runs WHERE site_id = ? AND mode = ? AND arguments = ?"
        " ORDER BY id DESC LIMIT 1",
        [site_id, mode, arguments],
    ).fetchone()
    if row is None:
        return None
    campaign_id, started_at, reason = row
    if mode == "update":
        cut_off = reason in (None, "shutdown", "budget", "hours", "database", "archive")
        recent = now - from_text(started_at) < UPDATE_RESUME
        return campaign_id if cut_off and recent else None
    return campaign_id if reason != "finished" else None


@cache
def _versions() -> dict[str, str]:
    """Return what runs in this process; reading it costs as much as asking a page."""
    names = ("scrapy", "selectolax", "lxml", "dateparser", "sqlite-utils", "tzdata")
    ours = {"python": platform.python_version(), "moroccan-news": own_version()}
    return ours | {name: version(name) for name in names}
