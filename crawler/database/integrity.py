"""What is wrong with a database: damage, references to nothing, texts that are not what was hashed."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.clock import from_text
from crawler.database.engine import Database
from crawler.items import content_hash_of
from crawler.visits import Original, Recording


def damage(db: Database) -> Iterator[str]:
    """Yield what SQLite finds wrong with the file and its references, one line a problem; a server sees to its own."""
    if db.engine != "sqlite":
        return
    for (message,) in db.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield f"database: {message}"
    for table, row_id, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table} {row_id}: refers to a row of {parent} that is not there"


def false_hashes(db: Database) -> Iterator[str]:
    """Yield the articles and revisions whose title and body are not what their content hash was made of."""
    for table, name in (("articles", "article"), ("revisions", "revision")):
        for row_id, title, body, stored in db.stream(f"SELECT id, title, body, content_hash FROM {table} ORDER BY id"):
            if content_hash_of(title, body) != stored:
                yield f"{name} {row_id}: title and text are not what was stored: {title}"


def captures(db: Database) -> Iterator[tuple[int, Recording]]:
    """Yield the captures with their ids, file by file in the order of their records."""
    for row in db.stream(
        "SELECT captures.id, captures.url, captures.at, captures.kind, captures.status, captures.digest,"
        " captures.file, captures.offset, captures.length, original.id, original.url, original.at, original.digest,"
        " original.file FROM captures LEFT JOIN captures AS original ON original.id = captures.original_id"
        " ORDER BY captures.file, captures.offset"
    ):
        capture_id, url, at, kind, status, digest, file, offset, length, *original = row
        refers_to = Original(*original) if original[0] is not None else None
        yield capture_id, Recording(url, from_text(at), kind, status, digest, file, offset, length, refers_to)
