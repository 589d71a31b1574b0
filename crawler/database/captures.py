"""Captures: which record of the archive holds what was fetched for a page."""

from __future__ import annotations

from sqlite_utils import Database

from crawler.clock import to_text
from crawler.database.connection import insert
from crawler.visits import Original, Recording


def add_capture(db: Database, page_id: int, recording: Recording) -> int:
    """Write where the archive keeps an exchange, inside the visit's transaction; return the capture's id."""
    return insert(
        db,
        "INSERT INTO captures (page_id, url, at, kind, status, digest, file, offset, length, original_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            page_id,
            recording.url,
            to_text(recording.at),
            recording.kind,
            recording.status,
            recording.digest,
            recording.file,
            recording.offset,
            recording.length,
            recording.original.id if recording.original else None,
        ],
    )


def last_original(db: Database, page_id: int) -> Original | None:
    """Return the newest capture that holds a page whole, as answered with success."""
    row = db.execute(
        "SELECT id, url, at, digest, file FROM captures WHERE page_id = ? AND kind = 'response'"
        " AND status BETWEEN 200 AND 299 ORDER BY id DESC LIMIT 1",
        [page_id],
    ).fetchone()
    return Original(*row) if row else None
