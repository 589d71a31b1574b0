"""Everything the database knows of one article, for its page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

MOST_NEIGHBOURS = 100
"""Articles of each kind (linked to, linking here, of the same story) that are listed."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article that another is connected with, or a page it links to (`id` and `title` None: not held as an article).

    `kind` is that of the link, "" where it is no link; `text` is what the link says.
    """

    id: int | None
    title: str | None
    language: str | None
    script: str | None
    site: str | None
    published_at: str | None
    url: str
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where the archive keeps the exchange a text was read from; `original_id` is the capture that has its body."""

    id: int
    url: str
    at: str
    kind: str
    status: int
    file: str
    offset: int
    length: int
    original_id: int | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """An article and what is connected with it. `article` is its row, JSON read, with the site's name and title.

    `links` lead from it, `linked_from` to it, `mates` tell the same story on other pages; `addresses` are the URLs it
    was met under.
    """

    article: dict[str, Any]
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    links: tuple[Neighbour, ...]
    linked_from: tuple[Neighbour, ...]
    mates: tuple[Neighbour, ...]
    addresses: tuple[str, ...]
    capture: Capture | None


_NEIGHBOUR = "articles.id, articles.title, articles.language, articles.script, sites.name, articles.published_at"


def dossier(db: Database, article_id: int) -> Dossier | None:
    """Return what is known of the article of an id, None where there is none."""
    article = next(
        db.query(
            "SELECT articles.*, sites.name AS site, sites.title AS site_title FROM articles"
            " JOIN sites ON sites.id = site_id WHERE articles.id = ?",
            [article_id],
        ),
        None,
    )
    if article is None:
        return None
    for column in ("breadcrumb", "blocks", "methods", "problems"):
        article[column] = json.loads(article[column])
    return Dossier(
        article,
        _names(db, "author", article_id),
        _names(db, "tag", article_id),
        _links(db, article_id),
        _linked_from(db, article_id),
        _mates(db, article_id),
        tuple(url for (url,) in db.execute("SELECT url FROM pages WHERE article_id = ? ORDER BY id", [article_id])),
        capture(db, article["capture_id"]),
    )


def capture(db: Database, capture_id: int | None) -> Capture | None:
    """Return the capture of an id, None where there is none."""
    row = db.execute(
        "SELECT id, url, at, kind, status, file, offset, length, original_id FROM captures WHERE id = ?", [capture_id]
    ).fetchone()
    return Capture(*row) if row else None


def _names(db: Database, kind: str, article_id: int) -> tuple[str, ...]:
    rows = db.execute(
        f"SELECT name FROM article_{kind}s JOIN {kind}s ON {kind}s.id = {kind}_id"
        " WHERE article_id = ? ORDER BY position",
        [article_id],
    )
    return tuple(name for (name,) in rows)


def _links(db: Database, article_id: int) -> tuple[Neighbour, ...]:
    rows = db.execute(
        f"SELECT {_NEIGHBOUR}, pages.url, links.kind, links.text FROM links JOIN pages ON pages.id = page_id"
        " LEFT JOIN articles ON articles.id = pages.article_id LEFT JOIN sites ON sites.id = articles.site_id"
        " WHERE links.article_id = ? AND pages.article_id IS NOT links.article_id"
        " AND links.kind IN ('related', 'inline') ORDER BY position LIMIT ?",
        [article_id, MOST_NEIGHBOURS],
    )
    return tuple(Neighbour(*row) for row in rows)


def _linked_from(db: Database, article_id: int) -> tuple[Neighbour, ...]:
    rows = db.execute(
        f"SELECT {_NEIGHBOUR}, articles.url, links.kind, links.text FROM pages JOIN links ON links.page_id = pages.id"
        " JOIN articles ON articles.id = links.article_id JOIN sites ON sites.id = articles.site_id"
        " WHERE pages.article_id = :id AND links.article_id <> :id AND links.kind IN ('related', 'inline')"
        " GROUP BY articles.id ORDER BY articles.published_at DESC, articles.id DESC LIMIT :most",
        {"id": article_id, "most": MOST_NEIGHBOURS},
    )
    return tuple(Neighbour(*row) for row in rows)


def _mates(db: Database, article_id: int) -> tuple[Neighbour, ...]:
    if not db["article_clusters"].exists():
        return ()
    rows = db.execute(
        f"SELECT {_NEIGHBOUR}, articles.url FROM article_clusters JOIN articles ON articles.id = article_id"
        " JOIN sites ON sites.id = site_id WHERE articles.id <> :id"
        " AND cluster_id = (SELECT cluster_id FROM article_clusters WHERE article_id = :id)"
        " ORDER BY articles.published_at, articles.id LIMIT :most",
        {"id": article_id, "most": MOST_NEIGHBOURS},
    )
    return tuple(Neighbour(*row) for row in rows)
