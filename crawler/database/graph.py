"""The graph of articles that link to each other, row by row: what is read of it does not grow with the graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crawler.database.reading import Reader


class Node(NamedTuple):
    """An article; `published` is as the database writes times."""

    id: int
    site: str
    url: str
    title: str
    language: str | None
    published: str | None
    cluster: int | None


class Edge(NamedTuple):
    """A link from one article held to another; `position` is its place among the links of its source."""

    source: int
    target: int
    position: int
    kind: str
    text: str
    source_site: str
    source_url: str
    target_site: str
    target_url: str


def nodes(news: Reader) -> Iterator[Node]:
    """Yield all articles by id, those too that are linked to nothing."""
    rows = news.db.stream(
        "SELECT articles.id, sites.name, articles.url, articles.title, language, published_at, cluster_id FROM articles"
        " JOIN sites ON sites.id = site_id LEFT JOIN article_clusters ON article_id = articles.id ORDER BY articles.id"
    )
    return map(Node._make, rows)


def edges(news: Reader) -> Iterator[Edge]:
    """Yield the links whose target is held, by source and position."""
    # CROSS JOIN has SQLite go through the links as they lie; sorting them would take memory, or room on the disk.
    rows = news.db.stream(
        "SELECT links.article_id, pages.article_id, position, links.kind, text, source_sites.name, source.url,"
        " target_sites.name, target.url"
        " FROM links CROSS JOIN pages CROSS JOIN articles AS source CROSS JOIN articles AS target"
        " CROSS JOIN sites AS source_sites CROSS JOIN sites AS target_sites"
        " WHERE pages.id = links.page_id AND pages.article_id <> links.article_id AND source.id = links.article_id"
        " AND target.id = pages.article_id AND source_sites.id = source.site_id AND target_sites.id = target.site_id"
        " ORDER BY links.article_id, position"
    )
    return map(Edge._make, rows)
