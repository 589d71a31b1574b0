"""What an article said at which time, for those who compare its versions."""

from __future__ import annotations

import json
from dataclasses import dataclass

from crawler.database.engine import Database
from crawler.urls import clean_url, url_key
from crawler.versions import Version


@dataclass(frozen=True, slots=True)
class Seen:
    """A version and the visits that saw it first and last, as the database writes times; `number` counts from 1."""

    number: int
    version: Version
    seen_from: str
    seen_to: str


@dataclass(frozen=True, slots=True)
class History:
    """All versions of an article, oldest first; the last one is current. `gone_at` is since when it is gone."""

    article_id: int
    url: str
    language: str | None
    gone_at: str | None
    versions: tuple[Seen, ...]


def article_id_of(db: Database, article: str) -> int | None:
    """Return the id that an id or any URL of an article stands for, None for a URL that is no article's."""
    if article.isdecimal() and len(article) < 19:
        return int(article)
    url = clean_url(article)
    row = db.execute("SELECT article_id FROM pages WHERE key = ?", [url_key(url)]).fetchone() if url else None
    return row[0] if row else None


def history(db: Database, article: str) -> History | None:
    """Return the history of an article by its id or by any URL it is known under, None if there is no such one.

    What was only read better is no history: the site said it all the time.
    """
    article_id = article_id_of(db, article)
    current = db.execute(
        "SELECT id, url, language, gone_at, title, subtitle, body, changed_at, last_seen_at FROM articles WHERE id = ?",
        [article_id],
    ).fetchone()
    if current is None:
        return None
    found_id, url, language, gone_at, title, subtitle, body, changed_at, last_seen_at = current
    names = db.execute(
        "SELECT name FROM article_authors JOIN authors ON authors.id = author_id"
        " WHERE article_id = ? ORDER BY position",
        [found_id],
    )
    authors = tuple(name for (name,) in names)
    earlier = db.execute(
        "SELECT title, subtitle, body, authors, seen_from, seen_to FROM revisions"
        " WHERE article_id = ? AND kind = 'change' ORDER BY seen_from, id",
        [found_id],
    ).fetchall()
    versions = [
        # Authors of versions kept before authors were are not known: taken as those that came after.
        (Version(title, subtitle, body, tuple(json.loads(signed)) if signed else authors), seen_from, seen_to)
        for title, subtitle, body, signed, seen_from, seen_to in earlier
    ]
    versions.append((Version(title, subtitle, body, authors), changed_at, last_seen_at))
    return History(
        found_id,
        url,
        language,
        gone_at,
        tuple(Seen(number, *version) for number, version in enumerate(versions, 1)),
    )
