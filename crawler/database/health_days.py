"""The health of sites day by day, for the status page: what the updates of a day were judged to be, at worst."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from crawler.clock import from_text, to_text
from crawler.database.engine import Database
from crawler.database.health import figures
from crawler.health import Health, judge
from crawler.health.figures import Verdict

DAYS = 30
"""Days that are kept, the present one with them. Their evidence is there: readings of sources are kept for sixty days,
and each is judged by the 28 before it.
"""

JUDGED_AT_ONCE = 300
"""Days of sites nobody judged that are judged in one run: each takes up to a tenth of a second, and 104 sites have
3,120 of them when their page is written for the first time.
"""

_LAST_UPDATES = """
SELECT sites.id, name, substr(started_at, 1, 10), max(started_at) FROM runs JOIN sites ON sites.id = site_id
WHERE mode = 'update' AND started_at >= ? AND NOT EXISTS (
    SELECT * FROM health_days WHERE health_days.site_id = runs.site_id AND day = substr(started_at, 1, 10)
) GROUP BY 1, 3 ORDER BY 3 DESC LIMIT ?
"""
_NOTE = """
INSERT INTO health_days (site_id, day, verdict, causes) SELECT id, :day, :verdict, :causes FROM sites WHERE name = :site
ON CONFLICT (site_id, day) DO UPDATE SET verdict = excluded.verdict, causes = excluded.causes
    WHERE excluded.verdict = 'ill' OR health_days.verdict <> 'ill'
"""
_DAYS_OF_UPDATES = """
SELECT DISTINCT name, substr(started_at, 1, 10) FROM runs JOIN sites ON sites.id = site_id
WHERE mode = 'update' AND started_at >= ?
"""
_ARTICLES_BY_DAY = """
SELECT name, substr(published_at, 1, 10), count(*) FROM articles JOIN sites ON sites.id = site_id
WHERE published_at >= ? GROUP BY 1, 2
"""
_SITES = "SELECT name, title, (SELECT max(published_at) FROM articles WHERE site_id = sites.id) FROM sites"


@dataclass(frozen=True, slots=True)
class HealthDay:
    """A day of a site; `articles` were published on it.

    `verdict` is None where no update began on it, `new` where its updates could not be judged, or are not yet.
    """

    verdict: Verdict | None = None
    causes: tuple[str, ...] = ()
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """The last days of a site, oldest first, and when its newest article was published."""

    title: str
    days: Mapping[date, HealthDay] = field(default_factory=dict)
    newest: datetime | None = None


def note_days(db: Database, sites: Collection[Health], now: datetime) -> None:
    """Write what the newest updates were judged to be. Days that nobody judged are judged now, as of their last update,
    the newest first and some a run; days that are shown no more are deleted.
    """
    first = to_text(_first_day(now))
    judged = [
        (to_text(health.last_run)[:10], health)
        for health in sites
        if health.last_run and to_text(health.last_run) >= first
    ]
    with db.transaction():
        db.execute("DELETE FROM health_days WHERE day < ?", [first[:10]])
        _note(db, judged)
    missing = db.execute(_LAST_UPDATES, [first, JUDGED_AT_ONCE]).fetchall()
    past = [
        (day, judge(figures(db, site_id, name, from_text(at)), from_text(at))) for site_id, name, day, at in missing
    ]
    with db.transaction():
        _note(db, past)


def past_of(db: Database, now: datetime) -> Mapping[str, Past]:
    """Return the last `DAYS` days of every site, by name."""
    first = _first_day(now)
    span = [first.date() + timedelta(days=number) for number in range(DAYS)]
    verdicts: dict[tuple[str, str], tuple[Verdict, tuple[str, ...]]] = {
        (name, day): (verdict, tuple(json.loads(causes)))
        for name, day, verdict, causes in db.execute(
            "SELECT name, day, verdict, causes FROM health_days JOIN sites ON sites.id = site_id"
        )
    }
    updated = set(db.execute(_DAYS_OF_UPDATES, [to_text(first)]))
    counts = {(name, day): count for name, day, count in db.execute(_ARTICLES_BY_DAY, [to_text(first)])}

    def held(name: str, day: date) -> HealthDay:
        key = (name, str(day))
        unjudged: Verdict | None = "new" if key in updated else None
        verdict, causes = verdicts.get(key, (unjudged, ()))
        return HealthDay(verdict, causes, counts.get(key, 0))

    return {
        name: Past(title, {day: held(name, day) for day in span}, from_text(newest) if newest else None)
        for name, title, newest in db.execute(_SITES).fetchall()
    }


def _first_day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0) - timedelta(days=DAYS - 1)


def _note(db: Database, judged: Iterable[tuple[str, Health]]) -> None:
    for day, health in judged:
        if health.verdict != "silent":  # of silence the days without an update tell
            causes = json.dumps(list(dict.fromkeys(reason.cause for reason in health.reasons)))
            db.execute(_NOTE, {"site": health.site, "day": day, "verdict": health.verdict, "causes": causes})
