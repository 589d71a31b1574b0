"""Stories: the clusters as a person asks for them, and putting all articles into clusters again."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from crawler.database.clusters import place
from crawler.database.writer import transaction

BATCH_ARTICLES = 200
"""Articles a transaction when all are gone through again: a crawl beside it waits for a fraction of a second."""


def rebuild(db: Database) -> Iterator[int]:
    """Go through all articles again in the order they were stored; yields how many are done after each batch.

    Clusters get new numbers. A run that was cut off is made good by the next.
    """
    with transaction(db):
        for table in ("article_clusters", "clusters", "sketch_index", "article_sketches"):
            db.execute(f"DELETE FROM {table}")
    done, last = 0, 0
    while True:
        with transaction(db):
            # Read inside the transaction: a crawl beside it may change an article at any other time.
            batch = db.execute(
                "SELECT id, body FROM articles WHERE id > ? ORDER BY id LIMIT ?", [last, BATCH_ARTICLES]
            ).fetchall()
            for article_id, body in batch:
                place(db, article_id, body)
        if not batch:
            return
        done, last = done + len(batch), batch[-1][0]
        yield done


def newest_stories(db: Database, limit: int) -> list[tuple[int, str, str | None, str]]:
    """Return articles, first site, agency and first headline of the newest clusters, the newest first."""
    return db.execute(
        "SELECT articles, first_site, agency, first_title FROM stories"
        " WHERE cluster_id IN (SELECT id FROM clusters ORDER BY id DESC LIMIT ?) ORDER BY cluster_id DESC",
        [limit],
    ).fetchall()


def count_clusters(db: Database) -> tuple[int, int, int]:
    """Return the numbers of clusters, of articles in them, and of articles that were never looked at."""
    clusters, members, unseen = db.execute(
        "SELECT (SELECT count(*) FROM clusters), (SELECT count(*) FROM article_clusters),"
        " (SELECT count(*) FROM articles) - (SELECT count(*) FROM article_sketches)"
    ).fetchone()
    return clusters, members, unseen
