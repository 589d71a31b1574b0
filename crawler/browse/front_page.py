"""The front page: what came in lately, which sites are well, and the newest articles."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from time import monotonic
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.browse.charts import day_bars, meter, spark
from crawler.browse.formats import addresses, as_atom, as_csv
from crawler.browse.lists import Page, as_data, entries, newest_page
from crawler.browse.server import read
from crawler.browse.verdicts import Verdicts
from crawler.clock import to_text, utc_now
from crawler.database.activity import Holdings, RunLine, articles_by_day, holdings, newest_runs
from crawler.database.sqlite import SqliteDatabase
from crawler.health import Health
from crawler.health.table import COLUMNS
from crawler.search import Filters

DAYS = 30
RUNS = 15
NEWEST = 10

KEPT_SECONDS = 60
"""How long the page's figures are shown again."""

TIME_LIMIT_MS = 10_000
"""What these figures may take: they are asked for once in `KEPT_SECONDS`, by however many readers."""


@dataclass(frozen=True, slots=True)
class Front:
    """The figures of the front page.

    `by_site` holds the articles of each of the `days` by site; `health` is None for sites that were not judged yet.
    """

    holdings: Holdings
    days: tuple[date, ...]
    by_site: dict[str, tuple[int, ...]]
    health: dict[str, Health | None]
    runs: tuple[RunLine, ...]
    newest: Page

    @property
    def by_day(self) -> list[int]:
        """The articles of each day, of all sites."""
        return [sum(counts) for counts in zip(*self.by_site.values(), strict=True)] or [0] * len(self.days)


@dataclass(slots=True)
class _Kept:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    verdicts: Verdicts = field(default_factory=Verdicts)
    until: float = 0.0
    front: Front | None = None


_kept: WeakKeyDictionary[Datasette, _Kept] = WeakKeyDictionary()


async def front_page(datasette: Datasette, request: Request) -> Response:
    """Answer with the front page, or its figures: all as JSON, articles a day as CSV, the newest articles as Atom."""
    front = await _figures(datasette)
    match request.url_vars.get("format"):
        case "json":
            figures = asdict(front) | {"days": list(map(str, front.days)), "newest": as_data(front.newest)["articles"]}
            return Response.json(figures, default=to_text)
        case "csv":
            rows = [
                (site, day, count)
                for site, counts in sorted(front.by_site.items())
                for day, count in zip(front.days, counts, strict=True)
            ]
            return as_csv("articles-by-day", ("site", "day", "articles"), rows)
        case "atom":
            address = datasette.absolute_url(request, request.full_path)
            return as_atom(address, "Newest articles", entries(front.newest.lines))
    judged = [health for health in front.health.values() if health is not None]
    context = {
        "waiting": len(front.health) - len(judged),
        "front": front,
        "formats": addresses("/front"),
        "bars": day_bars(front.days, front.by_day),
        "spark": spark,
        "meter": meter,
        "fields": COLUMNS,
        "ill": [health for health in judged if health.verdict in ("ill", "silent")],
    }
    return Response.html(await datasette.render_template("front.html", context, request))


async def _figures(datasette: Datasette) -> Front:
    kept = _kept.setdefault(datasette, _Kept())
    async with kept.lock:
        if kept.front is None or monotonic() >= kept.until:
            kept.front = await read(datasette, lambda db: look(db, kept.verdicts), TIME_LIMIT_MS)
            complete = None not in kept.front.health.values()
            kept.until = monotonic() + KEPT_SECONDS if complete else 0.0
        return kept.front


def look(db: SqliteDatabase, verdicts: Verdicts) -> Front:
    """Return the figures as they are at this moment."""
    now = utc_now()
    today = now.date()
    days = tuple(today - timedelta(days=ago) for ago in reversed(range(DAYS)))
    health = verdicts.look(db, now)
    counted = articles_by_day(db, days[0], days[-1])
    by_site = {site: tuple(counted.get(site, {}).get(day, 0) for day in days) for site in health}
    return Front(
        holdings(db), days, by_site, health, tuple(newest_runs(db, RUNS)), newest_page(db, Filters(), NEWEST, 0)
    )
