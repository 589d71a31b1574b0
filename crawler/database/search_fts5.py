"""SQLite's side of search: entries of the FTS5 table `articles_fts`, and what is asked of it.

The entry of an article that changed stays behind, which no article names and no search sees. Taking it out would need
the very words it was made of, and another version of a stemmer or of Unicode makes others: FTS5 would then be damaged
without a word. Entries left behind are as many as revisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from crawler.database.engine import Database
from crawler.database.search_ids import ID_BITS, Filters, Group, site_id_of
from crawler.text.search_forms import words
from crawler.text.search_query import Term, expression_of

SECONDS = "CAST(coalesce(strftime('%s', published_at), strftime('%s', first_seen_at), 0) AS INTEGER)"
"""When an article was published, in seconds since 1970, in SQL; one without a date counts from when it was seen."""

CLAIMED = ""
"""What an SQL query ends in whose rows no other writer is to have."""

ADD_ENTRY = "INSERT INTO articles_fts (rowid, title, body, title_stems, body_stems, labels) VALUES (?, ?, ?, ?, ?, ?)"

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
_IDS = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?"
_BOUNDED_COUNT = "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"

_GROUPS = {
    "site": "SELECT sites.name, count(*) FROM found JOIN articles INDEXED BY articles_by_search_id USING (search_id)"
    " JOIN sites ON sites.id = site_id",
    "language": "SELECT language, count(*) FROM found JOIN articles INDEXED BY articles_by_search_id USING (search_id)",
    "section": "SELECT section, count(*) FROM found JOIN articles USING (search_id)",
    "author": "SELECT name, count(*) FROM found JOIN articles INDEXED BY articles_by_search_id USING (search_id)"
    " JOIN article_authors ON article_id = articles.id JOIN authors ON authors.id = author_id",
    "month": f"SELECT strftime('%Y-%m', search_id >> {ID_BITS}, 'unixepoch'), count(*) FROM found",
}


def label(kind: Literal["site", "language"], value: str | int) -> str:
    """Return the word of the column `labels` that says an entry's site, by its id, or its language.

    It begins with a sign no word of a text keeps: nobody finds one by typing it.
    """
    return f"§{kind}{''.join(words(str(value)))}"


def entry_of(columns: Sequence[Sequence[str]], site_id: int, language: str | None) -> Sequence[str]:
    """Return what `ADD_ENTRY` takes behind the id: `columns` are the words of an article's headline and text, then the
    further forms of both.
    """
    labels = [label("site", site_id), label("language", language or "")]
    return [" ".join(column) for column in (*columns, labels)]


def candidates(db: Database, terms: Sequence[Term], filters: Filters, most: int) -> list[tuple[int, int]]:
    """Return search id and id of the newest articles that answer, newest first."""
    expression, more = expression_of(terms), ""
    first, end = filters.span()
    values: dict[str, Any] = {"first": first, "end": end, "most": most}
    if filters.site is not None:
        expression = f'labels : "{label("site", site_id_of(db, filters.site))}" AND ({expression})'
    if filters.language is not None:
        expression = f'labels : "{label("language", filters.language)}" AND ({expression})'
    if filters.section is not None:
        more += " AND articles.section = :section"
        values["section"] = filters.section
    if filters.author is not None:
        more += f" AND {_BY_AUTHOR}"
        values["author"] = filters.author
    values["expression"] = expression
    return db.execute(_CANDIDATES.format(more=more), values).fetchall()


def is_common(db: Database, term: Term, number: int) -> bool:
    """Say whether more articles than a number have what is asked for."""
    (found,) = db.execute(_BOUNDED_COUNT, [expression_of([term]), number + 1]).fetchone()
    return int(found) > number


def scores(db: Database, terms: Sequence[Term], first: int, last: int) -> dict[int, float]:
    """Return how well entries answer, those from one id to another: the lower the better, as bm25 has it."""
    return dict(db.execute(_SCORES, [expression_of(terms), first, last]).fetchall())


def in_headline(db: Database, terms: Sequence[Term], first: int, last: int) -> set[int]:
    """Return the entries from one id to another whose headline has what is asked for."""
    expression = f"{{title title_stems}} : ({expression_of(terms)})"
    return {row[0] for row in db.execute(_IDS, [expression, first, last])}


def grouped(db: Database, search_ids: Sequence[int], group: Group, order: str) -> list[tuple[str | None, int]]:
    """Count entries by what their articles are."""
    return db.execute(
        f"WITH found(search_id) AS (SELECT value FROM json_each(?)) {_GROUPS[group]} GROUP BY 1 ORDER BY {order}",
        [str(list(search_ids))],
    ).fetchall()
