"""Reading the news database from code: read-only, typed, while crawls write or not.

with read_database("output/news.db") as news:
    for article in news.articles(site="hespress", since=date(2026, 11, 1)):
        print(article.published_at, article.title)
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.database.connection import open_readable
from crawler.database.engine import Database
from crawler.database.revisions import Seen, article_id_of, history
from crawler.database.selection import Selection
from crawler.database.stored import COLUMNS, StoredArticle, StoredLink, StoredSite, article_of

_NAMES = """(SELECT json_group_array(name) FROM (
    SELECT name FROM article_{table} JOIN {table} ON {table}.id = {column}
    WHERE article_id = articles.id ORDER BY position
) AS named)"""
_AUTHORS, _TAGS = _NAMES.format(table="authors", column="author_id"), _NAMES.format(table="tags", column="tag_id")
_SELECT = (
    f"SELECT {', '.join(COLUMNS)}, {_AUTHORS}, {_TAGS}, last_seen_at"
    " FROM articles JOIN sites ON sites.id = articles.site_id"
)


@dataclass(frozen=True, slots=True)
class Part:
    """The selected articles of one site and one month ("2026-11" in UTC, None: without a date), and how many."""

    site: str
    month: str | None
    articles: int

    @property
    def label(self) -> str:
        """What files call the month."""
        return self.month or "undated"


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """The selected articles of one language (None: not known), and their first and last days ("2026-11-25" in UTC)."""

    language: str | None
    articles: int
    first: str | None
    last: str | None


class Reader:
    """A news database open for reading. Nothing can be written through it, and no crawl waits for it."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def __enter__(self) -> Self:
        """Return the reader."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the database."""
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Read everything within as of one moment, whatever crawls commit meanwhile. Not for days: the log grows."""
        with self.db.one_state():
            yield

    def sites(self) -> list[StoredSite]:
        """Return the sites that were ever crawled, by name."""
        found = self.db.execute("SELECT name, title, title_ar, home, languages FROM sites ORDER BY name")
        return [
            StoredSite(name, title, title_ar, home, tuple(json.loads(languages)))
            for name, title, title_ar, home, languages in found
        ]

    def articles(
        self,
        *,
        site: str | Collection[str] = (),
        since: date | None = None,
        until: date | None = None,
        language: str | None = None,
    ) -> Iterator[StoredArticle]:
        """Yield articles one by one, by site, then by publication; memory does not grow with their number.

        `site` is a name or several, `since` and `until` are days in UTC, both included, `language` an ISO 639 code.
        Raises `ValueError` for a site that was never crawled.
        """
        selection = Selection((site,) if isinstance(site, str) else tuple(site), since, until, language)
        for part in self.parts(selection):
            for row in self.rows(selection, part):
                yield article_of(row)

    def article(self, article: int | str) -> StoredArticle | None:
        """Return an article by its id or by any URL it is known under, None if it is not held."""
        found = article_id_of(self.db, str(article))
        row = self.db.execute(f"{_SELECT} WHERE articles.id = ?", [found]).fetchone()
        return article_of(row) if row else None

    def revisions(self, article: int | str) -> tuple[Seen, ...]:
        """Return all versions of an article that were seen, oldest first; the last is the one that is held."""
        found = history(self.db, str(article))
        return found.versions if found else ()

    def links(self, article: int | str) -> list[StoredLink]:
        """Return the edges from an article, in document order."""
        found = self.db.execute(
            "SELECT position, kind, text, url, target_article_id FROM article_links WHERE article_id = ?"
            " ORDER BY position",
            [article_id_of(self.db, str(article))],
        )
        return [StoredLink(*row) for row in found]

    def parts(self, selection: Selection) -> list[Part]:
        """Return the months of each site that hold selected articles, in the order `articles` yields them.

        Raises `ValueError` for a site that was never crawled.
        """
        known = [site.name for site in self.sites()]
        if unknown := sorted(set(selection.sites) - set(known)):
            raise ValueError(
                f"nothing of a site called {unknown[0]!r} is held; there are: {', '.join(known) or 'none'}"
            )
        where, parameters = selection.where()
        counts = self.db.execute(
            f"SELECT site_id, substr(published_at, 1, 7), count(*) FROM articles WHERE {where} GROUP BY 1, 2",
            parameters,
        ).fetchall()
        names = dict(self.db.execute("SELECT id, name FROM sites"))
        found = [Part(names[site_id], month, count) for site_id, month, count in counts]
        return sorted(found, key=lambda part: (part.site, part.month or ""))

    def languages(self, selection: Selection) -> list[LanguageCount]:
        """Count the selected articles by language, most first."""
        where, parameters = selection.where()
        found = self.db.execute(
            "SELECT language, count(*), substr(min(published_at), 1, 10), substr(max(published_at), 1, 10)"
            f" FROM articles WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1 NULLS FIRST",
            parameters,
        )
        return [LanguageCount(*row) for row in found]

    def rows(self, selection: Selection, part: Part) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a part, as `article_of` takes them, by publication and id."""
        where, parameters = selection.where()
        # A month's times begin with it and a hyphen, and "." is the character after that.
        month = "IS NULL" if part.month is None else f"BETWEEN '{part.month}-' AND '{part.month}.'"
        yield from self.db.stream(
            f"{_SELECT} WHERE {where} AND articles.site_id = (SELECT id FROM sites WHERE name = :part)"
            f" AND published_at {month} ORDER BY published_at, articles.id",
            parameters | {"part": part.site},
        )


def read_database(path: str | Path) -> Reader:
    """Open the news database at `path` for reading only.

    Raises `DatabaseError` where there is none, or it is another program's or another version's.
    """
    return Reader(open_readable(path))
