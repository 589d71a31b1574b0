"""Lists of articles without a query: the newest of a site, section, language, author or month."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlite_utils import Database

from crawler.database.search_ids import Filters, Group, first_id

MOST_LISTED = 1000
"""Articles of a list, and those its facets are counted over: whatever is asked for, no more rows are read for it."""

LEAD = 240
"""Characters of the text shown below a headline."""

_CONDITIONS = {
    "site": "site_id = (SELECT id FROM sites WHERE name = :site)",
    "language": "language = :language",
    "section": "section = :section",
    "author": "articles.id IN (SELECT article_id FROM article_authors"
    " WHERE author_id = (SELECT id FROM authors WHERE name = :author))",
    "since": "search_id >= :since",
    "until": "search_id < :until",
}

# That index holds what the most usual conditions look at, so that only rows that answer are read.
_NEWEST = f"""
SELECT articles.id, articles.url, sites.name, section, language, published_at, articles.title, substr(body, 1, {LEAD})
FROM articles INDEXED BY articles_by_search_id CROSS JOIN sites ON sites.id = site_id
WHERE search_id IS NOT NULL {{more}} ORDER BY search_id DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list; `lead` is how its text begins."""

    article_id: int
    url: str
    site: str
    section: str | None
    language: str | None
    published_at: str | None
    title: str
    lead: str


@dataclass(frozen=True, slots=True)
class Details:
    """What a list shows of an article besides: when it was seen first, and who signed it."""

    first_seen_at: str
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest articles that pass the filters; `complete` says that there are no others."""

    articles: tuple[Listed, ...]
    complete: bool


def newest(db: Database, filters: Filters, limit: int = MOST_LISTED) -> Listing:
    """Return the newest articles that pass the filters, at most `limit`.

    By publication, and those without a date by when they were first seen.
    """
    values = {
        "site": filters.site,
        "language": filters.language,
        "section": filters.section,
        "author": filters.author,
        "since": first_id(filters.since) if filters.since else None,
        "until": first_id(filters.until + timedelta(days=1)) if filters.until else None,
    }
    asked = {name: value for name, value in values.items() if value is not None}
    sql = _NEWEST.format(more="".join(f" AND {_CONDITIONS[name]}" for name in asked))
    rows = db.execute(sql, asked | {"limit": limit + 1}).fetchall()
    return Listing(tuple(Listed(*row) for row in rows[:limit]), complete=len(rows) <= limit)


def details(db: Database, article_ids: Sequence[int]) -> dict[int, Details]:
    """Return what else a list shows of articles, by their ids."""
    rows = db.execute(
        "SELECT id, first_seen_at, (SELECT json_group_array(name) FROM (SELECT name FROM article_authors"
        " JOIN authors ON authors.id = author_id WHERE article_id = articles.id ORDER BY position))"
        " FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(article_ids)],
    )
    return {article_id: Details(seen, tuple(json.loads(names))) for article_id, seen, names in rows}


def count_listed(articles: Sequence[Listed], known: dict[int, Details]) -> dict[Group, dict[str, int]]:
    """Return how many of the articles listed are of each site, section and so on, most first, months newest first."""
    counts: dict[Group, Counter[str | None]] = {
        "site": Counter(article.site for article in articles),
        "section": Counter(article.section for article in articles),
        "language": Counter(article.language for article in articles),
        "author": Counter(name for article in articles for name in known[article.article_id].authors),
        "month": Counter((article.published_at or known[article.article_id].first_seen_at)[:7] for article in articles),
    }
    ordered = {group: counted.most_common() for group, counted in counts.items()}
    ordered["month"].sort(reverse=True)
    return {group: {name: count for name, count in counted if name} for group, counted in ordered.items()}
