"""Opening a database, with an error that says what is wrong with it and the way out."""

from __future__ import annotations

from pathlib import Path

from crawler.database.engine import Database
from crawler.database.sqlite import check_is_there, open_sqlite, open_sqlite_readable


def open_database(database: str | Path) -> Database:
    """Open the news database at a path for reading and writing, made or migrated as needed.

    Raises `DatabaseError` when it cannot be written, is no database, belongs to another program or was written by a
    newer version of this one.
    """
    return open_sqlite(database)


def open_existing(database: str | Path) -> Database:
    """Open a database that is there already, as `open_database` does; raises `DatabaseError` where there is none."""
    check_is_there(Path(database))
    return open_database(database)


def open_readable(database: str | Path) -> Database:
    """Open the database at a path for reading only, as it is.

    Raises `DatabaseError` where there is none, or it is another program's or another version's.
    """
    return open_sqlite_readable(database)
