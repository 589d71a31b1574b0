"""Lists of articles as a reader asks for them: by site, section, language, author and month, the newest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

MOST_LISTED = 1000
"""Articles of a list, and those its facets are counted over: whatever is asked for, no more rows are read for it."""

LEAD = 240
"""Characters of the text shown below a headline."""

MOST_VALUES = 12
"""Values of a facet that are shown."""

_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; None is anything. `site` is a spider's name, `month` as "2026-11"."""

    site: str | None = None
    section: str | None = None
    language: str | None = None
    author: str | None = None
    month: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no month."""
        if self.month is not None and not _MONTH.fullmatch(self.month):
            raise ValueError(f"month={self.month}: must be a month such as 2026-11")


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list; `lead` is how its text begins."""

    id: int
    url: str
    site: str
    section: str | None
    title: str
    language: str | None
    script: str | None
    published_at: str | None
    first_seen_at: str
    lead: str
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest articles of what was wanted. `complete` says that there are no others.

    `facets` hold for each field of `Wanted` the values that the articles listed have and how many have them, the most
    frequent first, of months the newest.
    """

    articles: tuple[Listed, ...]
    complete: bool
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


_COLUMNS = f"""
articles.id, articles.url, sites.name, section, articles.title, language, script, published_at, first_seen_at,
substr(body, 1, {LEAD})
"""


def newest(db: Database, wanted: Wanted, limit: int = MOST_LISTED) -> Listing:
    """Return the newest articles of what is wanted, at most `limit`; those without a date come last."""
    where, parameters = conditions(wanted)
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM articles JOIN sites ON sites.id = site_id WHERE {where}"
        " ORDER BY published_at DESC, articles.id DESC LIMIT :limit",
        parameters | {"limit": limit + 1},
    ).fetchall()
    return listing(db, [Listed(*row) for row in rows[:limit]], complete=len(rows) <= limit)


def conditions(wanted: Wanted) -> tuple[str, dict[str, object]]:
    """Return the condition on `articles` that keeps what is wanted, and its parameters."""
    parts = {
        "site": "site_id = (SELECT id FROM sites WHERE name = :site)",
        "section": "section = :section",
        "language": "language = :language",
        "author": "articles.id IN (SELECT article_id FROM article_authors"
        " WHERE author_id = (SELECT id FROM authors WHERE name = :author))",
        "month": "published_at >= :month AND published_at < :month || '~'",  # "~" comes after all that follows a month
    }
    values: dict[str, object] = {name: value for name in parts if (value := getattr(wanted, name)) is not None}
    return " AND ".join(parts[name] for name in values) or "1", values


def listing(db: Database, articles: Sequence[Listed], *, complete: bool) -> Listing:
    """Return a list of these articles, with their authors and the facets of them all."""
    names = _authors(db, [article.id for article in articles])
    signed = tuple(replace(article, authors=tuple(names.get(article.id, ()))) for article in articles)
    counts = {
        "site": Counter(article.site for article in signed),
        "section": Counter(article.section for article in signed if article.section),
        "language": Counter(article.language for article in signed if article.language),
        "author": Counter(author for article in signed for author in article.authors),
        "month": Counter(article.published_at[:7] for article in signed if article.published_at),
    }
    facets = {name: counted.most_common(MOST_VALUES) for name, counted in counts.items()}
    facets["month"] = sorted(counts["month"].items(), reverse=True)[:MOST_VALUES]
    return Listing(signed, complete, facets)


def _authors(db: Database, article_ids: Sequence[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for start in range(0, len(article_ids), 500):  # SQLite takes so many parameters, whatever its version
        some = article_ids[start : start + 500]
        for article_id, name in db.execute(
            "SELECT article_id, name FROM article_authors JOIN authors ON authors.id = author_id"
            f" WHERE article_id IN ({', '.join('?' * len(some))}) ORDER BY article_id, position",
            some,
        ):
            names.setdefault(article_id, []).append(name)
    return names
