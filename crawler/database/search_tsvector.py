"""PostgreSQL's side of search: entries of the table `articles_fts`, a tsvector each, and what is asked of it.

The words of an entry are those of `crawler.text.search_forms`, as in SQLite's, given to the server ready made: none of
its configurations has a say. A tsvector knows places up to 16,383; words further on are found, phrases of them are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from crawler.database.engine import Database
from crawler.database.search_ids import ID_BITS, Filters, Group, site_id_of
from crawler.text.search_forms import words
from crawler.text.search_query import Term

SECONDS = "CAST(extract(epoch FROM CAST(coalesce(published_at, first_seen_at) AS timestamptz)) AS bigint)"
"""When an article was published, in seconds since 1970, in SQL; one without a date counts from when it was seen."""

CLAIMED = "FOR NO KEY UPDATE SKIP LOCKED"
"""What an SQL query ends in whose rows no other writer is to have."""

ADD_ENTRY = "INSERT INTO articles_fts (rowid, words) VALUES (?, CAST(? AS tsvector))"

LAST_PLACE = 16_383
"""The highest place of a word; the further forms, which no phrase asks for, all have it."""

BETWEEN = 8
"""Places left free between headline and text, so that no phrase lies in both."""

MOST_PLACES = 255
"""Places of one word that a tsvector keeps."""

WEIGHTS = "{0.03, 0.3, 0.1, 1.0}"
"""What a word counts as a further form in the text (D), in the headline (C), as it is in the text (B), in the headline
(A): about what they are to each other in m007_search.sql."""

_CANDIDATES = """
SELECT articles.search_id, articles.id FROM articles_fts JOIN articles ON articles.search_id = articles_fts.rowid
WHERE words @@ CAST(:expression AS tsquery) AND articles_fts.rowid >= :first AND articles_fts.rowid < :end {more}
ORDER BY articles_fts.rowid DESC LIMIT :most
"""
_MORE = {
    "site": "articles.site_id = :site",
    "language": "articles.language = :language",
    "section": "articles.section = :section",
    "author": "EXISTS (SELECT 1 FROM article_authors JOIN authors ON authors.id = author_id"
    " WHERE article_id = articles.id AND name = :author)",
}
# 1: a long text is not better for having more words.
_SCORES = f"""
SELECT rowid, -ts_rank('{WEIGHTS}', words, CAST(? AS tsquery), 1) FROM articles_fts
WHERE words @@ CAST(? AS tsquery) AND rowid BETWEEN ? AND ?
"""
_IDS = "SELECT rowid FROM articles_fts WHERE words @@ CAST(? AS tsquery) AND rowid BETWEEN ? AND ?"
_BOUNDED_COUNT = """
SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE words @@ CAST(? AS tsquery) LIMIT ?) AS found
"""
_GROUPS = {
    "site": "SELECT sites.name, count(*) FROM found JOIN articles USING (search_id) JOIN sites ON sites.id = site_id",
    "language": "SELECT language, count(*) FROM found JOIN articles USING (search_id)",
    "section": "SELECT section, count(*) FROM found JOIN articles USING (search_id)",
    "author": "SELECT name, count(*) FROM found JOIN articles USING (search_id)"
    " JOIN article_authors ON article_id = articles.id JOIN authors ON authors.id = author_id",
    "month": f"SELECT to_char(to_timestamp(search_id >> {ID_BITS}) AT TIME ZONE 'UTC', 'YYYY-MM'), count(*) FROM found",
}


def entry_of(columns: Sequence[Sequence[str]], site_id: int, language: str | None) -> Sequence[str]:
    """Return what `ADD_ENTRY` takes behind the id: `columns` are the words of an article's headline and text, then the
    further forms of both. Its site and language stand in the article's own row.
    """
    return [tsvector_of(*columns)]


def tsvector_of(
    title: Sequence[str], body: Sequence[str], title_stems: Iterable[str], body_stems: Iterable[str]
) -> str:
    """Return the words of an entry as the type tsvector is written."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for stem in body_stems:
        places[stem] = [f"{LAST_PLACE}D"]
    for stem in title_stems:
        places[stem] = [f"{LAST_PLACE}C"]
    for place, word in enumerate(title, 1):
        places[word].append(f"{min(place, LAST_PLACE - 1)}A")
    for place, word in enumerate(body, len(title) + BETWEEN):
        if len(places[word]) < MOST_PLACES:
            places[word].append(f"{min(place, LAST_PLACE - 1)}B")
    return " ".join(f"{_quoted(word)}:{','.join(found)}" for word, found in places.items())


def tsquery_of(terms: Sequence[Term], weights: str = "") -> str:
    """Return what terms ask for as the type tsquery is written; with `weights` ("AC"), of words that have them."""
    wanted = " & ".join(_term(term, weights) for term in terms if not term.without)
    unwanted = " | ".join(_term(term, weights) for term in terms if term.without)
    return f"{wanted} & !({unwanted})" if wanted and unwanted else wanted


def candidates(db: Database, terms: Sequence[Term], filters: Filters, most: int) -> list[tuple[int, int]]:
    """Return search id and id of the newest articles that answer, newest first."""
    first, end = filters.span()
    asked: dict[str, Any] = {
        "site": None if filters.site is None else site_id_of(db, filters.site),
        "language": None if filters.language is None else "".join(words(filters.language)),
        "section": filters.section,
        "author": filters.author,
    }
    asked = {name: value for name, value in asked.items() if value is not None}
    more = "".join(f" AND {_MORE[name]}" for name in asked)
    values = asked | {"expression": tsquery_of(terms), "first": first, "end": end, "most": most}
    return db.execute(_CANDIDATES.format(more=more), values).fetchall()


def is_common(db: Database, term: Term, number: int) -> bool:
    """Say whether more articles than a number have what is asked for."""
    (found,) = db.execute(_BOUNDED_COUNT, [tsquery_of([term]), number + 1]).fetchone()
    return int(found) > number


def scores(db: Database, terms: Sequence[Term], first: int, last: int) -> dict[int, float]:
    """Return how well entries answer, those from one id to another: the lower the better."""
    expression = tsquery_of(terms)
    return dict(db.execute(_SCORES, [expression, expression, first, last]).fetchall())


def in_headline(db: Database, terms: Sequence[Term], first: int, last: int) -> set[int]:
    """Return the entries from one id to another whose headline has what is asked for."""
    return {row[0] for row in db.execute(_IDS, [tsquery_of(terms, "AC"), first, last])}


def grouped(db: Database, search_ids: Sequence[int], group: Group, order: str) -> list[tuple[str | None, int]]:
    """Count entries by what their articles are."""
    return db.execute(
        f"WITH found(search_id) AS (SELECT unnest(CAST(? AS bigint[]))) {_GROUPS[group]} GROUP BY 1 ORDER BY {order}",
        [f"{{{','.join(map(str, search_ids))}}}"],
    ).fetchall()


def _term(term: Term, weights: str) -> str:
    if term.kind == "phrase":
        as_they_are = "A" if weights else "AB"
        return f"({' <-> '.join(f'{_quoted(word)}:{as_they_are}' for word in term.words)})"
    if term.kind == "beginning":
        return f"{_quoted(term.words[0])}:*{weights}"
    return f"({' | '.join(f'{_quoted(form)}:{weights}' if weights else _quoted(form) for form in term.forms)})"


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
