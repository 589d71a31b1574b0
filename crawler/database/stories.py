"""Stories: the clusters as a person asks for them, and putting all articles into clusters again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.database.clusters import newcomer, place
from crawler.database.engine import Database

BATCH_ARTICLES = 200
"""Articles a transaction when all are gone through again: a crawl beside it waits for a fraction of a second."""


@dataclass(frozen=True, slots=True)
class Story:
    """A row of the view `stories`: how many articles tell it, on how many sites, and who was first."""

    cluster_id: int
    articles: int
    sites: int
    first_site: str
    first_title: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class ClusterCounts:
    """How many clusters there are, articles in them, and articles that were stored before there were clusters."""

    clusters: int
    members: int
    unseen: int


def rebuild(db: Database) -> Iterator[int]:
    """Go through all articles again in the order they were stored; yields how many are done after each batch.

    Clusters get new numbers. A run that was cut off leaves the rest unseen; the next begins anew.
    """
    with db.transaction():
        for table in ("article_clusters", "clusters", "sketch_index", "article_sketches"):
            db.execute(f"DELETE FROM {table}")
    done, last = 0, 0
    while True:
        with db.transaction():
            # Read inside the transaction: a crawl beside it may change an article at any other time.
            batch = db.execute(
                "SELECT id, coalesce(published_at, first_seen_at), body FROM articles WHERE id > ? ORDER BY id LIMIT ?",
                [last, BATCH_ARTICLES],
            ).fetchall()
            for article_id, at, body in batch:
                place(db, newcomer(article_id, at, body, known=True))
        if not batch:
            return
        done, last = done + len(batch), batch[-1][0]
        yield done


def newest_stories(db: Database, limit: int) -> list[Story]:
    """Return the newest clusters, the newest first."""
    rows = db.execute(
        "SELECT cluster_id, articles, sites, first_site, first_title, agency FROM stories"
        " ORDER BY cluster_id DESC LIMIT ?",
        [limit],
    )
    return [Story(*row) for row in rows]


def count_clusters(db: Database) -> ClusterCounts:
    """Count clusters, their articles, and those that were never looked at."""
    return ClusterCounts(
        *db.execute(
            "SELECT (SELECT count(*) FROM clusters), (SELECT count(*) FROM article_clusters),"
            " (SELECT count(*) FROM articles) - (SELECT count(*) FROM article_sketches)"
        ).fetchone()
    )
