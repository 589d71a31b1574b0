"""Looking articles up by their words: which ones answer, in which order, and how many of what.

What is read for a query hardly grows with the database. A word that more than `COMMON` articles have tells little of
any of them, and bm25 would have to read where it stands in all: such words only have to be there, and phrases, which
FTS5 looks for wherever their words stand, each time anew. The other words rank the articles that have them, all of
them. A query without such takes the newest articles that answer, those with what was asked for in the headline first.
Read whole are the places of a phrase's words, and the articles that answer where a section or an author is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from crawler.database.engine import Database
from crawler.database.search_index import ID_BITS, label
from crawler.text.search_query import Term, expression_of

COMMON = 10_000
"""Articles that make a word a common one: ranking so many takes some 30 ms."""

MOST_NEWEST = 1_000
"""Articles taken where only phrases and common words are asked for."""

SECONDS_OF_DAY = 24 * 60 * 60

_EARLIEST, _LATEST = -(2**63), 2**63 - 1

# The join leaves out entries that no article names any more.
_CANDIDATES = """
SELECT articles.search_id, articles.id FROM articles_fts CROSS JOIN articles ON articles.search_id = articles_fts.rowid
WHERE articles_fts MATCH :expression AND articles_fts.rowid >= :first AND articles_fts.rowid < :end {more}
ORDER BY articles_fts.rowid DESC LIMIT :most
"""
_SCORES = "SELECT rowid, rank FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid"
_BY_AUTHOR = """EXISTS (
    SELECT 1 FROM article_authors JOIN authors ON authors.id = author_id
    WHERE article_id = articles.id AND name = :author
)"""
_SHOWN = """
SELECT articles.id, url, sites.name, language, section, published_at, articles.title,
    CASE WHEN subtitle IS NULL THEN body ELSE subtitle || char(10, 10) || body END
FROM json_each(?) JOIN articles ON articles.id = value JOIN sites ON sites.id = site_id ORDER BY key
"""
_IDS = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?"
_BOUNDED_COUNT = "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"

Group = Literal["site", "section", "language", "author", "month"]

_GROUPS = {
    "site": "SELECT sites.name, count(*) FROM found JOIN articles INDEXED BY articles_by_search_id USING (search_id)"
    " JOIN sites ON sites.id = site_id",
    "language": "SELECT language, count(*) FROM found JOIN articles INDEXED BY articles_by_search_id USING (search_id)",
    "section": "SELECT section, count(*) FROM found JOIN articles USING (search_id)",
    "author": "SELECT name, count(*) FROM found JOIN articles INDEXED BY articles_by_search_id USING (search_id)"
    " JOIN article_authors ON article_id = articles.id JOIN authors ON authors.id = author_id",
    "month": f"SELECT strftime('%Y-%m', search_id >> {ID_BITS}, 'unixepoch'), count(*) FROM found",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What articles must be besides answering the query; None means any.

    `site` is a name of the sites table, `language` as "ar", `section` and `author` as printed. `since` and `until` are
    days in UTC, both included; an article without a date counts from when it was first seen.
    """

    site: str | None = None
    language: str | None = None
    section: str | None = None
    author: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ids of the articles that answer, best first; `complete` says whether there are no others."""

    article_ids: tuple[int, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list of articles found shows of one; `text` is its standfirst and body."""

    article_id: int
    url: str
    site: str
    language: str | None
    section: str | None
    published_at: str | None
    title: str
    text: str


def rank(db: Database, terms: Sequence[Term], filters: Filters) -> Ranked:
    """Return the articles that answer a query, best first."""
    wanted = [term for term in terms if not term.without]
    telling = [term for term in wanted if term.kind != "phrase" and not _is_common(db, term)]
    most = COMMON if telling else MOST_NEWEST
    found = _candidates(db, terms, filters, most + 1)
    complete = len(found) <= most
    if not found:
        return Ranked((), complete=True)
    last, first = found[0][0], found[min(most, len(found)) - 1][0]
    if telling:
        scores = dict(db.execute(_SCORES, [expression_of(telling), first, last]))
        # bm25 is the lower the better.
        found.sort(key=lambda candidate: scores.get(candidate[0], 0.0))
    else:
        in_headline = f"{{title title_stems}} : ({expression_of(wanted)})"
        headline = {row[0] for row in db.execute(_IDS, [in_headline, first, last])}
        found.sort(key=lambda candidate: candidate[0] not in headline)
    return Ranked(tuple(article_id for _, article_id in found[:most]), complete)


def articles_shown(db: Database, article_ids: Sequence[int]) -> list[Shown]:
    """Return what is shown of articles, in the order of their ids given."""
    rows = db.execute(_SHOWN, [str(list(article_ids))])
    return [Shown(*row) for row in rows]


def count_by(db: Database, terms: Sequence[Term], filters: Filters, group: Group) -> dict[str, int]:
    """Return how many of the newest `COMMON` articles that answer are of each site, month and so on, most first.

    Months, as "2026-11", come newest first.
    """
    found = _candidates(db, terms, filters, COMMON)
    order = "1 DESC" if group == "month" else "2 DESC, 1"
    rows = db.execute(
        f"WITH found(search_id) AS (SELECT value FROM json_each(?)) {_GROUPS[group]} GROUP BY 1 ORDER BY {order}",
        [str([search_id for search_id, _ in found])],
    )
    return {name: number for name, number in rows if name is not None}


def _candidates(db: Database, terms: Sequence[Term], filters: Filters, most: int) -> list[tuple[int, int]]:
    """Return search id and id of the newest articles that answer, newest first."""
    expression, more = expression_of(terms), ""
    values: dict[str, Any] = {"first": _EARLIEST, "end": _LATEST, "most": most}
    if filters.site is not None:
        expression = f'labels : "{label("site", _site_id(db, filters.site))}" AND ({expression})'
    if filters.language is not None:
        expression = f'labels : "{label("language", filters.language)}" AND ({expression})'
    if filters.section is not None:
        more += " AND articles.section = :section"
        values["section"] = filters.section
    if filters.author is not None:
        more += f" AND {_BY_AUTHOR}"
        values["author"] = filters.author
    if filters.since is not None:
        values["first"] = _first_id(filters.since)
    if filters.until is not None:
        values["end"] = _first_id(filters.until) + (SECONDS_OF_DAY << ID_BITS)
    values["expression"] = expression
    return db.execute(_CANDIDATES.format(more=more), values).fetchall()


def _is_common(db: Database, term: Term) -> bool:
    (number,) = db.execute(_BOUNDED_COUNT, [expression_of([term]), COMMON + 1]).fetchone()
    return int(number) > COMMON


def _site_id(db: Database, name: str) -> int:
    row = db.execute("SELECT id FROM sites WHERE name = ?", [name]).fetchone()
    if row is None:
        raise ValueError(f"the database has no site {name}; `scrapy list` has the names")
    return int(row[0])


def _first_id(day: date) -> int:
    """Return the least search id an article published on a day may have."""
    return int(datetime.combine(day, time(), UTC).timestamp()) << ID_BITS
