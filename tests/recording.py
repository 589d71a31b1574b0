"""What two databases hold, fit to be compared, and the command line of a rebuild."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.crawls import rows
from tests.starting import setting_words

_ARTICLES = "SELECT articles.*, pages.url AS read_from FROM articles LEFT JOIN pages ON pages.id = read_on"
_LINKS = (
    "SELECT articles.url AS article, position, links.kind, text, pages.url, target.url AS target FROM links"
    " JOIN articles ON articles.id = links.article_id JOIN pages ON pages.id = page_id"
    " LEFT JOIN articles AS target ON target.id = pages.article_id ORDER BY 1, 2"
)
_REVISIONS = "SELECT articles.url, revisions.* FROM revisions JOIN articles ON articles.id = article_id"
_NAMES = (
    "SELECT url, position, name FROM article_{0}s JOIN articles ON articles.id = article_id"
    " JOIN {0}s ON {0}s.id = {0}_id ORDER BY 1, 2"
)
_PAGES = (
    "SELECT pages.url, pages.kind, pages.status, pages.state, pages.visited_at, pages.etag, pages.next_visit_at,"
    " pages.total, articles.url AS article"
    " FROM pages LEFT JOIN articles ON articles.id = article_id WHERE status IS NOT NULL"
)
_CAPTURES = (
    "SELECT captures.*, pages.url AS page, original.file AS original_file, original.offset AS original_offset"
    " FROM captures JOIN pages ON pages.id = captures.page_id"
    " LEFT JOIN captures AS original ON original.id = captures.original_id"
)
_READ_FROM = "SELECT {0}.content_hash, file, offset FROM {0} JOIN captures ON captures.id = capture_id"
_NUMBERS = ("id", "site_id", "article_id", "read_on", "capture_id", "page_id", "original_id", "search_id")


def held(database: Path) -> dict[str, list[dict[str, Any]]]:
    """Return all a database holds of articles and of pages that answered, without the numbers of its rows."""
    queries = {
        "articles": _ARTICLES,
        "links": _LINKS,
        "revisions": _REVISIONS,
        "authors": _NAMES.format("author"),
        "tags": _NAMES.format("tag"),
        "pages": _PAGES,
        "captures": _CAPTURES,
        "articles read from": _READ_FROM.format("articles"),
        "revisions read from": _READ_FROM.format("revisions"),
    }
    found = {name: rows(database, query) for name, query in queries.items()}
    for table in found.values():
        for row in table:
            for number in _NUMBERS:
                row.pop(number, None)
        table.sort(key=repr)
    return found


def rebuild_command(database: Path, *arguments: object, **settings: object) -> list[str]:
    """Return the command line of a rebuild."""
    words = ["rebuild", *map(str, arguments), *setting_words({"DATABASE": database} | settings)]
    return [sys.executable, "-m", "scrapy", *words]
