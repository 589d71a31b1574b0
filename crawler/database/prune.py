"""What can go from a database without an article being lost, and letting it go."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.database.engine import Database

BATCH_ROWS = 10_000
"""Rows a transaction: a crawl beside it waits for no longer than a fraction of a second."""

_UNLINKED = """
SELECT id FROM pages WHERE state = 'noted' AND site_id IS NULL AND visited_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM links WHERE links.page_id = pages.id)
    AND NOT EXISTS (SELECT 1 FROM pages other WHERE other.target_id = pages.id)
"""
# `found_on` has no index: read once, not once a row.
_DEAD_LISTINGS = """
SELECT id FROM pages WHERE kind IN ('feed', 'sitemap', 'section', 'rest') AND state = 'gone'
    AND id NOT IN (SELECT found_on FROM pages WHERE found_on IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM pages other WHERE other.target_id = pages.id)
"""
_OLD_REVISIONS = "SELECT id FROM revisions WHERE seen_to < :before"


@dataclass(frozen=True, slots=True)
class Prunable:
    """Rows of one table that can go: what they are, and the query of their ids."""

    what: str
    table: str
    ids: str


def prunable(*, revisions: bool) -> tuple[Prunable, ...]:
    """Return the kinds of rows that can go; revisions only where they were asked for. Articles are never among them."""
    kinds = (
        Prunable("pages of other sites that no article held links to", "pages", _UNLINKED),
        Prunable("feeds, sitemaps and lists that are gone and led to nothing known", "pages", _DEAD_LISTINGS),
    )
    return (*kinds, Prunable("earlier versions of articles", "revisions", _OLD_REVISIONS)) if revisions else kinds


def count(db: Database, kind: Prunable, before: str | None) -> int:
    """Return how many rows of a kind there are; `before` is the time up to which versions are old."""
    (number,) = db.execute(f"SELECT count(*) FROM ({kind.ids}) AS rows", {"before": before}).fetchone()
    return int(number)


def prune(db: Database, kind: Prunable, before: str | None) -> int:
    """Delete the rows of a kind, and say how many went."""
    # The queries leave out every row another one names. SQLite would look for such rows through the whole table
    # for each row that goes.
    db.execute("PRAGMA foreign_keys = OFF")
    gone = 0
    while True:
        with db.transaction():
            number = db.execute(
                f"DELETE FROM {kind.table} WHERE id IN ({kind.ids} LIMIT {BATCH_ROWS})", {"before": before}
            ).rowcount
        if number == 0:
            break
        gone += number
    db.execute("PRAGMA foreign_keys = ON")
    return gone
