"""Whether a database can be read by who may not write it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from crawler.database.connection import BUSY_SECONDS, DatabaseError, _check_ours
from crawler.database.schema import migrations


def check_readable(path: Path) -> None:
    """Raise `DatabaseError` unless a database can be read as it is, without any right to write it."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        db = Database(connection)
        _check_ours(db, path)
        older = bool(migrations.pending(db))
        connection.close()
    except sqlite3.Error as error:
        raise DatabaseError(
            f"cannot read {path}: {error}; where nothing may be written beside it, use a copy by `scrapy snapshot`"
        ) from error
    if older:
        raise DatabaseError(f"{path} was written by an older version of moroccan-news, and may not be written now")
