"""What a site announced and what is held of it, for the gap report; and queueing what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlsplit

from crawler.coverage import Coverage, Missing, Numbers, cover
from crawler.database.engine import Database

_MISSING = "('pending', 'retry', 'failed', 'noted')"
_REFUSED = "('gone', 'rejected', 'robots', 'offsite')"


@dataclass(frozen=True, slots=True)
class Source:
    """Pages first named by listings of one kind ("sitemap", "section", "article"...), and what became of them."""

    kind: str
    announced: int
    held: int
    missing: int


@dataclass(frozen=True, slots=True)
class RestTotal:
    """How many articles a WordPress said it has from `since` to `until` (None: no bound), and how many are held."""

    since: str | None
    until: str | None
    announced: int
    held: int


@dataclass(frozen=True, slots=True)
class SiteCoverage:
    """All that is known of one site; `undated_held` are held articles without a date."""

    site: str
    home: str
    coverage: Coverage
    undated_held: int
    sources: tuple[Source, ...]
    rest: tuple[RestTotal, ...]


def read_coverage(db: Database, site: str) -> SiteCoverage:
    """Return the coverage of a site; raises `ValueError` naming the sites there are where there is no such one."""
    row = db.execute("SELECT id, home FROM sites WHERE name = ?", [site]).fetchone()
    if row is None:
        names = ", ".join(name for (name,) in db.execute("SELECT name FROM sites ORDER BY name"))
        raise ValueError(f"nothing of a site called {site!r} is held; there are: {names or 'none'}")
    site_id, home = row
    held = Counter(
        {
            date.fromisoformat(day): count
            for day, count in db.execute(
                "SELECT substr(published_at, 1, 10), count(*) FROM articles"
                " WHERE site_id = ? AND published_at IS NOT NULL GROUP BY 1",
                [site_id],
            )
        }
    )
    (undated,) = db.execute(
        "SELECT count(*) FROM articles WHERE site_id = ? AND published_at IS NULL", [site_id]
    ).fetchone()
    refused = Counter(
        {
            date.fromisoformat(day): count
            for day, count in db.execute(
                "SELECT substr(coalesce(published_at, modified_at), 1, 10), count(*) FROM pages WHERE site_id = ?"
                f" AND kind = 'article' AND article_id IS NULL AND state IN {_REFUSED}"
                " AND coalesce(published_at, modified_at) IS NOT NULL GROUP BY 1",
                [site_id],
            )
        }
    )
    coverage = cover(held, _missing(db, site_id), refused, Numbers(_held(db, site_id)))
    return SiteCoverage(site, home, coverage, undated, _sources(db, site_id), tuple(_rest(db, site_id)))


def queue_missing(db: Database, site: str) -> int:
    """Make every announced page of a site pending that is not held, and say how many wait now."""
    where = (
        "site_id = (SELECT id FROM sites WHERE name = ?) AND kind = 'article' AND article_id IS NULL"
        f" AND state IN {_MISSING}"
    )
    return db.execute(
        f"UPDATE pages SET state = 'pending', attempts = 0, reason = NULL, next_visit_at = NULL WHERE {where}",
        [site],
    ).rowcount


def _held(db: Database, site_id: int) -> Iterator[tuple[str, date]]:
    for url, day in db.execute(
        "SELECT url, substr(published_at, 1, 10) FROM articles WHERE site_id = ? AND published_at IS NOT NULL",
        [site_id],
    ):
        yield url, date.fromisoformat(day)


def _missing(db: Database, site_id: int) -> Iterator[Missing]:
    for url, published, modified, state, reason in db.execute(
        "SELECT url, substr(published_at, 1, 10), substr(modified_at, 1, 10), state, reason FROM pages"
        f" WHERE site_id = ? AND kind = 'article' AND article_id IS NULL AND state IN {_MISSING}",
        [site_id],
    ):
        yield Missing(
            url,
            date.fromisoformat(published) if published else None,
            date.fromisoformat(modified) if modified else None,
            f"{state}: {reason}" if reason else state,
        )


def _sources(db: Database, site_id: int) -> tuple[Source, ...]:
    rows = db.execute(
        "SELECT coalesce(listing.kind, 'start'), count(*), count(page.article_id),"
        f" count(*) FILTER (WHERE page.article_id IS NULL AND page.state IN {_MISSING})"
        " FROM pages page LEFT JOIN pages listing ON listing.id = page.found_on"
        " WHERE page.site_id = ? AND page.kind = 'article' GROUP BY 1 ORDER BY 2 DESC",
        [site_id],
    )
    return tuple(Source(*row) for row in rows)


def _rest(db: Database, site_id: int) -> Iterator[RestTotal]:
    for url, total in db.execute(
        "SELECT url, total FROM pages WHERE site_id = ? AND kind = 'rest' AND total IS NOT NULL"
        " AND (url LIKE '%?page=1&%' OR url LIKE '%&page=1&%') ORDER BY id",
        [site_id],
    ):
        query = parse_qs(urlsplit(url).query)
        since, until = (query.get(name, [None])[0] for name in ("after", "before"))
        (held,) = db.execute(
            "SELECT count(*) FROM articles WHERE site_id = ? AND published_at > ? AND published_at < ?",
            [site_id, since or "", until or "9999"],
        ).fetchone()
        yield RestTotal(since, until, total, held)
