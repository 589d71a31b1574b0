"""Finding articles: what a person typed in, the articles that answer out, best first, with what to show of each.

Words find other spellings of themselves (أكد, اكد) and, ranked below, words they share a stem with (المدرسة,
للمدرسة); "a phrase" is found as it stands, -word leaves articles out, beginning* finds what begins so. docs/search.md
has the rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.database.engine import Database
from crawler.database.search import Filters, Group, articles_shown, count_by, rank
from crawler.text.search_marks import Marker, Piece
from crawler.text.search_query import read_query

__all__ = ["Answer", "Filters", "Found", "Group", "Piece", "count", "search"]


@dataclass(frozen=True, slots=True)
class Found:
    """An article that answers. `headline` is its title in pieces, `snippet` the part of its text that answers best.

    `site` is the name of the sites table; `published_at` as the database writes it, None where it is not known.
    """

    article_id: int
    url: str
    site: str
    language: str | None
    section: str | None
    published_at: str | None
    title: str
    headline: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Articles found, a page of them, best first; `total` is how many there are, or at least, where not `complete`."""

    found: tuple[Found, ...]
    total: int
    complete: bool


def search(db: Database, query: str, filters: Filters | None = None, *, limit: int = 20, offset: int = 0) -> Answer:
    """Return the articles that answer a query, at most `limit` of them after the first `offset`.

    Any text is a query; one without a word to look for finds nothing. Raises `ValueError` when the database has no such
    site. The database is only read, and may be opened read-only.
    """
    terms = read_query(query)
    marker = Marker(terms)
    ranked = rank(db, terms, filters or Filters())
    found = tuple(
        Found(
            article_id=shown.article_id,
            url=shown.url,
            site=shown.site,
            language=shown.language,
            section=shown.section,
            published_at=shown.published_at,
            title=shown.title,
            headline=marker.marked(shown.title, shown.language),
            snippet=marker.snippet(shown.text, shown.language),
        )
        for shown in articles_shown(db, ranked.article_ids[offset : offset + limit])
    )
    return Answer(found, len(ranked.article_ids), ranked.complete)


def count(db: Database, query: str, group: Group, filters: Filters | None = None) -> dict[str, int]:
    """Return how many of the articles that answer are of each site, language, section, author or month.

    The most frequent first, months ("2026-11") newest first; of a query that more than 10,000 articles answer, the
    newest so many are counted. Articles without the thing are not.
    """
    return count_by(db, read_query(query), filters or Filters(), group)
