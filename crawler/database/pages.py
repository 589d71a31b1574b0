"""The frontier's queries: which page is next, which are known, which come back later."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast

from crawler.clock import from_text, to_text
from crawler.database.engine import Database
from crawler.database.placeholders import listed
from crawler.visits import Page

# Partial indexes hold these conditions to the letter.
_OF_SITE, _OF_ARCHIVE = "kind NOT IN ('index', 'capture')", "kind IN ('index', 'capture')"

_COLUMNS = "id, url, kind, depth, attempts, hops, found_on, etag, last_modified, fingerprint, article_id"


def ids_of(db: Database, keys: Collection[bytes]) -> dict[bytes, int]:
    """Return the ids of those pages that have a row, by their keys."""
    if not keys:
        return {}
    among, asked = listed(list(keys))
    return dict(db.execute(f"SELECT key, id FROM pages WHERE key IN {among}", asked).fetchall())


class PageQueue:
    """The pending pages of one site, best first: its own, or with `archive` those of a web archive."""

    def __init__(self, db: Database, site_id: int, *, archive: bool = False) -> None:
        self.db = db
        self.site_id = site_id
        self._kinds = _OF_ARCHIVE if archive else _OF_SITE

    def take(self, count: int, *, without: Collection[int], below: int = 100) -> list[Page]:
        """Return up to `count` pending pages, best first, of a priority `below` that (all are), but for the ids in
        `without`.
        """
        rows = self.db.execute(
            f"SELECT {_COLUMNS} FROM pages WHERE site_id = ? AND state = 'pending' AND {self._kinds}"
            " AND priority < ? ORDER BY priority DESC, published_at DESC NULLS LAST, id LIMIT ?",
            [self.site_id, below, count + len(without)],
        )
        pages = (Page(*row) for row in rows)
        return [page for page in pages if page.id not in without][:count]

    def wake(self, now: datetime) -> None:
        """Make pages pending whose time to be tried again has come."""
        if (due := self.next_retry()) and due <= now:
            self.db.execute(
                "UPDATE pages SET state = 'pending' WHERE site_id = ? AND state = 'retry' AND next_visit_at <= ?",
                [self.site_id, to_text(now)],
            )

    def next_retry(self) -> datetime | None:
        """Return when the next page is to be tried again, or None."""
        (text,) = self.db.execute(
            f"SELECT min(next_visit_at) FROM pages WHERE site_id = ? AND state = 'retry' AND {self._kinds}",
            [self.site_id],
        ).fetchone()
        return from_text(text) if text else None

    def wake_due(self, now: datetime, count: int, priority: int) -> int:
        """Make up to `count` articles pending that are due to be looked at again, the newest first; say how many."""
        return self.db.execute(
            "UPDATE pages SET state = 'pending', attempts = 0, priority = ? WHERE id IN ("
            " SELECT id FROM pages WHERE site_id = ? AND next_visit_at <= ?"
            " AND next_visit_at IS NOT NULL AND state IN ('done', 'gone', 'rejected', 'failed')"
            " ORDER BY published_at DESC NULLS LAST, id DESC LIMIT ?)",
            [priority, self.site_id, to_text(now), count],
        ).rowcount

    def want_noted(self, since: datetime | None, until: datetime | None, campaign_id: int) -> None:
        """Make the articles pending that earlier runs only noted, as far as their date is in range or unknown."""
        self.db.execute(
            "UPDATE pages SET state = 'pending', campaign_id = ? WHERE site_id = ? AND state = 'noted'"
            " AND kind = 'article' AND (published_at IS NULL OR published_at BETWEEN ? AND ?)",
            [
                campaign_id,
                self.site_id,
                to_text(since) if since else "",
                to_text(until) if until else "9999",
            ],
        )

    def any_unknown(self, keys: Collection[bytes], campaign_id: int) -> bool:
        """Say whether one of the pages was never visited before this campaign."""
        known = 0
        for key in keys:
            row = self.db.execute(
                "SELECT 1 FROM pages WHERE key = ? AND visited_at < (SELECT started_at FROM runs WHERE id = ?)",
                [key, campaign_id],
            ).fetchone()
            known += row is not None
        return known < len(keys)

    def fingerprint(self, page_id: int) -> bytes | None:
        """Return the fingerprint of what a listing listed when it was last read."""
        row = self.db.execute("SELECT fingerprint FROM pages WHERE id = ?", [page_id]).fetchone()
        return cast("bytes | None", row[0]) if row else None

    def count_pending(self) -> int:
        """Return how many pages wait to be fetched."""
        (count,) = self.db.execute(
            f"SELECT count(*) FROM pages WHERE site_id = ? AND state = 'pending' AND {self._kinds}", [self.site_id]
        ).fetchone()
        return int(count)
