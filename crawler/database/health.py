"""The health of sites, read from the database: figures by SQL, verdicts by `crawler.health.judge`."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection
from datetime import date, datetime, timedelta

from crawler.clock import from_text, to_text
from crawler.database.engine import Database
from crawler.database.runs import last_run_before
from crawler.health import Figures, Health, Run, SourceReading, judge
from crawler.health.numbers import AROUND, covered_days
from crawler.visits import ROBOTS_UNREACHABLE

HISTORY = timedelta(days=28)
"""Runs that tell what is usual: four of each weekday, and no longer than a mended site should wear its past."""

WEEKS = 8
"""Weeks of articles that tell the usual number of a weekday: more than Ramadan has, so that its end is no illness."""

NEWEST_UPDATES = 5
"""Updates whose readings of sources are all looked at. Hourly ones are 700 in four weeks, and mostly unchanged."""

# An update and those that went on with it are one; the newest run of a campaign says how it ended.
_UPDATES = """
SELECT campaign_id, started_at, reason, id FROM runs
WHERE site_id = :site AND mode = 'update' AND id > :before AND started_at <= :now ORDER BY campaign_id, id
"""
_OF_CAMPAIGNS = """
JOIN runs ON runs.id = run_id
WHERE runs.site_id = :site AND mode = 'update' AND runs.id > :before AND started_at <= :now
"""
_FIELDS = f"""
SELECT runs.campaign_id, field, method, sum(articles), sum(layout_missed) FROM run_fields {_OF_CAMPAIGNS}
GROUP BY 1, 2, 3
"""
_PAGES = f"""
SELECT runs.campaign_id, kind, state, run_pages.reason, sum(pages) FROM run_pages {_OF_CAMPAIGNS}
AND (kind = 'article' OR state NOT IN ('done', 'redirected', 'pending')) GROUP BY 1, 2, 3, 4
"""
# Of readings that found nothing changed the last one long ago says that the source used to be read.
_SOURCES = f"""
SELECT runs.campaign_id, url, kind, run_sources.state, run_sources.reason, announced, run_id
FROM run_sources JOIN pages ON pages.id = page_id {_OF_CAMPAIGNS}
AND (run_id >= :recent OR announced IS NOT NULL OR run_sources.state <> 'done' OR (page_id, run_id) IN (
    SELECT page_id, max(run_id) FROM run_sources {_OF_CAMPAIGNS}
    AND run_id < :recent AND announced IS NULL AND run_sources.state = 'done' GROUP BY page_id
)) ORDER BY run_id
"""
# Days end at the time of day of the last update. What has no date counts on the day it was found.
_BY_DAY = """
SELECT substr(at, 1, 10), substr(at, 11) > substr(:last, 11), count(*) FROM (
    SELECT published_at AS at FROM articles WHERE site_id = :site AND published_at > :first AND published_at <= :last
    UNION ALL SELECT first_seen_at FROM articles
    WHERE site_id = :site AND published_at IS NULL AND first_seen_at > :first AND first_seen_at <= :last
) AS published GROUP BY 1, 2
"""


def all_health(db: Database, now: datetime, names: Collection[str] = ()) -> list[Health]:
    """Return the health of the sites of these names, or of all that were ever crawled, by name."""
    sites = db.execute("SELECT id, name FROM sites ORDER BY name").fetchall()
    return [judge(figures(db, site_id, name, now), now) for site_id, name in sites if not names or name in names]


def health_of(db: Database, name: str, now: datetime) -> Health:
    """Return the health of one site; a site nobody crawled yet is new."""
    return next(iter(all_health(db, now, [name])), Health(name, "new"))


def figures(db: Database, site_id: int, name: str, now: datetime) -> Figures:
    """Return what is known of a site's updates up to `now`."""
    runs = _runs(db, site_id, now)
    finished = [run.started for run in runs if run.reason == "finished"]
    if not finished:
        return Figures(name, runs)
    days = 7 * WEEKS + 1
    last, first = finished[-1], finished[-1] - timedelta(days=days)
    counts: Counter[int] = Counter()
    for day, later, count in db.execute(_BY_DAY, {"site": site_id, "last": to_text(last), "first": to_text(first)}):
        counts[(last.date() - date.fromisoformat(day)).days - int(later)] += count
    all_finished = [
        from_text(text)
        for (text,) in db.execute(
            "SELECT started_at FROM runs WHERE site_id = ? AND mode = 'update' AND reason = 'finished' AND id > ?"
            " ORDER BY started_at",
            [site_id, last_run_before(db, site_id, first - AROUND)],
        )
    ]
    covered = covered_days(all_finished, last, days)
    return Figures(name, runs, tuple(counts[day] for day in range(days)), covered)


def _runs(db: Database, site_id: int, now: datetime) -> tuple[Run, ...]:
    span = {"site": site_id, "before": last_run_before(db, site_id, now - HISTORY), "now": to_text(now)}
    started: dict[int, datetime] = {}
    endings: dict[int, str | None] = {}
    newest: deque[int] = deque(maxlen=NEWEST_UPDATES)
    for campaign, at, reason, run_id in db.execute(_UPDATES, span):
        started.setdefault(campaign, from_text(at))
        endings[campaign] = reason
        newest.append(run_id)
    fields: defaultdict[int, dict[str, dict[str, int]]] = defaultdict(dict)
    missed: defaultdict[int, Counter[str]] = defaultdict(Counter)
    pages: defaultdict[int, Counter[str]] = defaultdict(Counter)
    errors: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    sources: defaultdict[int, dict[str, SourceReading]] = defaultdict(dict)
    for campaign, field, method, articles, layout_missed in db.execute(_FIELDS, span):
        fields[campaign].setdefault(field, {})[method] = articles
        if layout_missed:
            missed[campaign][field] += layout_missed
    for campaign, kind, state, reason, count in db.execute(_PAGES, span):
        if kind == "article" and reason != ROBOTS_UNREACHABLE:
            pages[campaign][state] += count
        if state not in ("done", "redirected", "pending"):
            errors[campaign][state, reason] += count
    for campaign, url, kind, state, reason, announced, _ in db.execute(
        _SOURCES, span | {"recent": min(newest, default=0)}
    ):
        sources[campaign][url] = SourceReading(kind, state, reason, announced)
    # Of hourly updates most bring nothing.
    return tuple(
        Run(
            at,
            endings[campaign],
            sum(fields.get(campaign, {}).get("title", {}).values()),
            fields.get(campaign, {}),
            missed.get(campaign, {}),
            pages.get(campaign, {}),
            errors.get(campaign, {}),
            sources.get(campaign, {}),
        )
        for campaign, at in started.items()
    )
