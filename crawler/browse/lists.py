"""Lists of articles, found or newest, in the one shape that pages, feeds and tables show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, get_args

from crawler.browse.formats import Entry
from crawler.database.listing import Details, count_listed, details, newest
from crawler.database.sqlite import SqliteDatabase
from crawler.search import Filters, Group, Piece, count, search

Facets = Mapping[Group, Mapping[str, int]]
"""How many articles are of each site, section and so on, by what they are told apart by."""


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a list: headline and a part of its text in pieces, those marked that were asked for."""

    COLUMNS: ClassVar = ("id", "url", "site", "section", "title", "language", "published_at", "authors")

    id: int
    url: str
    site: str
    section: str | None
    language: str | None
    published_at: str | None
    title: str
    headline: tuple[Piece, ...]
    text: tuple[Piece, ...]
    first_seen_at: str
    authors: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The part of its text without marks."""
        return "".join(piece.text for piece in self.text)

    def row(self) -> list[object]:
        """Return its cells of a table."""
        return ["; ".join(self.authors) if name == "authors" else getattr(self, name) for name in self.COLUMNS]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, how many have it, and where it leads: with it, or without it where it is chosen."""

    text: str
    count: int | None
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some articles of a list; `total` is how many there are, or at least, where not `complete`."""

    lines: tuple[Line, ...]
    total: int
    complete: bool
    facets: Facets


def found_page(db: SqliteDatabase, query: str, filters: Filters, limit: int, offset: int) -> Page:
    """Return articles that answer a query, best first, their facets uncounted."""
    answer = search(db, query, filters, limit=limit, offset=offset)
    known = details(db, [found.article_id for found in answer.found])
    lines = tuple(_line(found, known[found.article_id], found.headline, found.snippet) for found in answer.found)
    return Page(lines, answer.total, answer.complete, {})


def count_found(db: SqliteDatabase, query: str, filters: Filters) -> Facets:
    """Return the facets of the articles that answer a query; this takes longer than finding them."""
    return {group: count(db, query, group, filters) for group in get_args(Group)}


def newest_page(db: SqliteDatabase, filters: Filters, limit: int, offset: int) -> Page:
    """Return the newest articles."""
    listing = newest(db, filters)
    known = details(db, [article.article_id for article in listing.articles])
    lines = tuple(
        _line(article, known[article.article_id], _unmarked(article.title), _unmarked(article.lead))
        for article in listing.articles[offset : offset + limit]
    )
    return Page(lines, len(listing.articles), listing.complete, count_listed(listing.articles, known))


def as_data(page: Page) -> dict[str, Any]:
    """Return a page for JSON."""
    articles = [dict(zip(Line.COLUMNS, line.row(), strict=True)) for line in page.lines]
    for data, line in zip(articles, page.lines, strict=True):
        data |= {"authors": line.authors, "text": line.plain}
    return {"total": page.total, "complete": page.complete, "facets": page.facets, "articles": articles}


def entries(lines: Iterable[Line]) -> list[Entry]:
    """Return articles as entries of a feed."""
    return [
        Entry(
            line.url,
            line.title,
            line.published_at or line.first_seen_at,
            line.published_at,
            line.plain,
            line.authors,
            line.language,
        )
        for line in lines
    ]


def _line(article: Any, known: Details, headline: tuple[Piece, ...], text: tuple[Piece, ...]) -> Line:
    return Line(
        id=article.article_id,
        url=article.url,
        site=article.site,
        section=article.section,
        language=article.language,
        published_at=article.published_at,
        title=article.title,
        headline=headline,
        text=text,
        first_seen_at=known.first_seen_at,
        authors=known.authors,
    )


def _unmarked(text: str) -> tuple[Piece, ...]:
    return (Piece(text, marked=False),)
