"""What an earlier export of a file holds, in a database of its own that is gone with the process.

Not in memory: an export of a million articles must not need more of it than one of a thousand.
"""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from typing import Literal

What = Literal["new", "changed", "known"]


class Seen:
    """Remembers records by the ids of their articles."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # SQLite's name for a temporary file
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE seen (id INTEGER PRIMARY KEY, digest BLOB NOT NULL) STRICT")
        self._db.execute("BEGIN")

    def note(self, article_id: int, record: str) -> What:
        """Remember a record; say whether its article is new, has changed, or is known so."""
        digest = blake2b(record.encode(), digest_size=16).digest()
        row = self._db.execute("SELECT digest FROM seen WHERE id = ?", [article_id]).fetchone()
        if row == (digest,):
            return "known"
        self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", [article_id, digest])
        return "changed" if row else "new"

    def close(self) -> None:
        """Forget everything."""
        self._db.close()
