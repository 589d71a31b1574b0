"""The health of sites day by day, for the status page: what the updates of a day were judged to be, at worst."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from crawler.clock import from_text, to_text
from crawler.database.health import figures
from crawler.database.transactions import transaction
from crawler.health import Health, judge

DAYS = 30
"""Days that are kept, the present one with them. Their evidence is there: readings of sources are kept for sixty days,
and each is judged by the 28 before it.
"""

_LAST_UPDATES = """
SELECT sites.id, name, substr(started_at, 1, 10), max(started_at) FROM runs JOIN sites ON sites.id = site_id
WHERE mode = 'update' AND started_at >= ? AND NOT EXISTS (
    SELECT * FROM health_days WHERE health_days.site_id = runs.site_id AND day = substr(started_at, 1, 10)
) GROUP BY 1, 3
"""
_NOTE = """
INSERT INTO health_days (site_id, day, verdict, causes) SELECT id, :day, :verdict, :causes FROM sites WHERE name = :site
ON CONFLICT (site_id, day) DO UPDATE SET verdict = excluded.verdict, causes = excluded.causes
    WHERE excluded.verdict = 'ill' OR health_days.verdict <> 'ill'
"""


@dataclass(frozen=True, slots=True)
class HealthDay:
    """A day of a site. `verdict` is None where no update began on it; `articles` were published on it."""

    verdict: Literal["ill", "well", "new"] | None = None
    causes: tuple[str, ...] = ()
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """The last days of a site, oldest first, and when its newest article was published."""

    title: str
    days: Mapping[date, HealthDay] = field(default_factory=dict)
    newest: datetime | None = None


def note_days(db: Database, sites: Collection[Health], now: datetime) -> None:
    """Write what the newest updates were judged to be. Days that nobody judged are judged now, as of their last update;
    days that are shown no more are deleted.
    """
    first = to_text(_first_day(now))
    judged = [health for health in sites if health.last_run and to_text(health.last_run) >= first]
    with transaction(db):
        db.execute("DELETE FROM health_days WHERE day < ?", [first[:10]])
        _note(db, judged)
    missing = db.execute(_LAST_UPDATES, [first]).fetchall()
    past = [judge(figures(db, site_id, name, from_text(at)), from_text(at)) for site_id, name, _, at in missing]
    with transaction(db):
        _note(db, past)


def past_of(db: Database, now: datetime) -> Mapping[str, Past]:
    """Return the last `DAYS` days of every site, by name."""
    first = _first_day(now)
    span = [first.date() + timedelta(days=number) for number in range(DAYS)]
    verdicts = _by_site(db.execute("SELECT name, day, verdict, causes FROM health_days JOIN sites ON id = site_id"))
    counts = _by_site(
        db.execute(
            "SELECT name, substr(published_at, 1, 10), count(*) FROM articles JOIN sites ON sites.id = site_id"
            " WHERE published_at >= ? GROUP BY 1, 2",
            [to_text(first)],
        )
    )
    sites = db.execute(
        "SELECT name, title, (SELECT max(published_at) FROM articles WHERE site_id = sites.id) FROM sites"
    )
    return {
        name: Past(
            title,
            {day: _day(verdicts.get((name, str(day))), counts.get((name, str(day)))) for day in span},
            from_text(newest) if newest else None,
        )
        for name, title, newest in sites.fetchall()
    }


def _first_day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0) - timedelta(days=DAYS - 1)


def _note(db: Database, judged: Iterable[Health]) -> None:
    for health in judged:
        if health.last_run and health.verdict != "silent":  # of silence the days without an update tell
            causes = json.dumps(list(dict.fromkeys(reason.cause for reason in health.reasons)))
            day = str(health.last_run.date())
            db.execute(_NOTE, {"site": health.site, "day": day, "verdict": health.verdict, "causes": causes})


def _by_site(rows: Iterable[tuple[str, str, *tuple[object, ...]]]) -> dict[tuple[str, str], tuple[object, ...]]:
    return {(name, day): tuple(values) for name, day, *values in rows}


def _day(verdict: tuple[object, ...] | None, count: tuple[object, ...] | None) -> HealthDay:
    articles = int(str(count[0])) if count else 0
    if verdict is None:
        return HealthDay(articles=articles)
    said, causes = verdict
    return HealthDay(said, tuple(json.loads(str(causes))), articles)  # type: ignore[arg-type]
