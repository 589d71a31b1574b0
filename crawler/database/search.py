"""Looking articles up by their words: which ones answer, in which order, and how many of what.

What is read for a query hardly grows with the database. A word that more than `COMMON` articles have tells little of
any of them, and scores would have to be made of all of those: such words only have to be there, and phrases, which are
looked for wherever their words stand, each time anew. The other words rank the articles that have them, all of them.
A query without such takes the newest articles that answer, those with what was asked for in the headline first. Read
whole are the places of a phrase's words, and the articles that answer where a section or an author is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from crawler.database import search_fts5, search_tsvector
from crawler.database.engine import Database
from crawler.database.search_ids import Filters, Group
from crawler.text.search_query import Term

__all__ = ["COMMON", "Filters", "Group", "Ranked", "Shown", "articles_shown", "count_by", "rank"]

COMMON = 10_000
"""Articles that make a word a common one: ranking so many takes some 30 ms."""

MOST_NEWEST = 1_000
"""Articles taken where only phrases and common words are asked for."""


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
    index = _index(db)
    wanted = [term for term in terms if not term.without]
    if not wanted:
        return Ranked((), complete=True)
    telling = [term for term in wanted if term.kind != "phrase" and not index.is_common(db, term, COMMON)]
    most = COMMON if telling else MOST_NEWEST
    found = index.candidates(db, terms, filters, most + 1)
    complete = len(found) <= most
    if not found:
        return Ranked((), complete=True)
    last, first = found[0][0], found[min(most, len(found)) - 1][0]
    if telling:
        scores = index.scores(db, telling, first, last)
        found.sort(key=lambda candidate: scores.get(candidate[0], 0.0))
    else:
        headline = index.in_headline(db, wanted, first, last)
        found.sort(key=lambda candidate: candidate[0] not in headline)
    return Ranked(tuple(article_id for _, article_id in found[:most]), complete)


def articles_shown(db: Database, article_ids: Sequence[int]) -> list[Shown]:
    """Return what is shown of articles, in the order of their ids given."""
    rows = db.execute(
        "SELECT articles.id, url, sites.name, language, section, published_at, articles.title,"
        " coalesce(subtitle || :gap, '') || body"
        f" FROM articles JOIN sites ON sites.id = site_id WHERE articles.id IN ({_numbers(article_ids)})",
        {"gap": "\n\n"},
    )
    shown = {row[0]: Shown(*row) for row in rows}
    return [shown[article_id] for article_id in article_ids]


def count_by(db: Database, terms: Sequence[Term], filters: Filters, group: Group) -> dict[str, int]:
    """Return how many of the newest `COMMON` articles that answer are of each site, month and so on, most first.

    Months, as "2026-11", come newest first.
    """
    if all(term.without for term in terms):
        return {}
    found = _index(db).candidates(db, terms, filters, COMMON)
    order = "1 DESC" if group == "month" else "2 DESC, 1"
    rows = _index(db).grouped(db, [search_id for search_id, _ in found], group, order)
    return {name: number for name, number in rows if name is not None}


def _index(db: Database) -> ModuleType:
    return search_tsvector if db.engine == "postgresql" else search_fts5


def _numbers(values: Sequence[int]) -> str:
    return ", ".join(str(int(value)) for value in values) or "NULL"
