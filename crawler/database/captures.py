"""Captures: which record of the archive holds what was fetched for a page."""

from __future__ import annotations

from crawler.clock import to_text
from crawler.database.engine import Database, insert
from crawler.visits import Original, Recording


def add_capture(db: Database, page_id: int, recording: Recording) -> int:
    """Write where the archive keeps an exchange, inside the visit's transaction; return the capture's id."""
    return insert(
        db,
        'INSERT INTO captures (page_id, url, at, kind, status, digest, file, "offset", length, original_id)'
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


def find_capture(db: Database, page_id: int, recording: Recording) -> int | None:
    """Return the id of the capture that stands in this place of the archive, None where the database has none."""
    row = db.execute(
        'SELECT id FROM captures WHERE page_id = ? AND file = ? AND "offset" = ? AND at = ?',
        [page_id, recording.file, recording.offset, to_text(recording.at)],
    ).fetchone()
    return int(row[0]) if row else None


def find_original(db: Database, page_id: int, named: Original) -> Original | None:
    """Return the capture of a page that a revisit record names by address, time and digest, None if it is unknown."""
    row = db.execute(
        "SELECT id, url, at, digest, file FROM captures"
        " WHERE page_id = ? AND url = ? AND at = ? AND digest = ? AND kind = 'response'",
        [page_id, named.url, named.at, named.digest],
    ).fetchone()
    return Original(*row) if row else None


def last_original(db: Database, page_id: int) -> Original | None:
    """Return the newest capture that holds a page whole, as answered with success."""
    row = db.execute(
        "SELECT id, url, at, digest, file FROM captures WHERE page_id = ? AND kind = 'response'"
        " AND status BETWEEN 200 AND 299 ORDER BY id DESC LIMIT 1",
        [page_id],
    ).fetchone()
    return Original(*row) if row else None
