"""Where the payloads are that records of an archive refer to: an index on the disk, gone with its process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

Name = tuple[int, str | None, str | None, str | None]
"""Offset of a record, its payload digest, its address and its WARC-Date."""


class PayloadIndex:
    """Remembers records by digest and by address and time; memory stays flat however many there are."""

    def __init__(self) -> None:
        # An empty name: a temporary database that SQLite writes to the disk once it outgrows its cache.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE places (name TEXT PRIMARY KEY, file INTEGER, byte INTEGER) WITHOUT ROWID")

    def add(self, file: int, records: Iterable[Name]) -> None:
        """Remember the records of a file, numbered by the caller; the first of a name is kept."""
        self._db.execute("BEGIN")
        for offset, digest, url, date in records:
            names = [digest, f"{url} {date}"]
            rows = [(name, file, offset) for name in names if name]
            self._db.executemany("INSERT OR IGNORE INTO places VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def find(self, digest: str | None, url: str | None, date: str | None) -> tuple[int, int] | None:
        """Return file and offset of a record by its digest, else by its address and time."""
        for name in (digest, f"{url} {date}" if url and date else None):
            if name and (row := self._db.execute("SELECT file, byte FROM places WHERE name = ?", [name]).fetchone()):
                return int(row[0]), int(row[1])
        return None

    def close(self) -> None:
        """Forget all."""
        self._db.close()
