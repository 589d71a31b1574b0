"""Opening a database, a file or one of a PostgreSQL server, with an error that says what is wrong and the way out."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from crawler.database.address import is_server
from crawler.database.engine import Database
from crawler.database.errors import DatabaseError
from crawler.database.sqlite import check_is_there, open_sqlite, open_sqlite_readable


def open_database(database: str | Path) -> Database:
    """Open the news database at a path or address for reading and writing, made or migrated as needed.

    Raises `DatabaseError` when it cannot be written, is no database, belongs to another program or was written by a
    newer version of this one.
    """
    if is_server(database):
        found: Database = _postgres().open_postgres(str(database))
        return found
    return open_sqlite(database)


def open_existing(database: str | Path) -> Database:
    """Open a database that is there already, as `open_database` does; raises `DatabaseError` where there is none."""
    if is_server(database):
        found: Database = _postgres().open_postgres(str(database), existing=True)
        return found
    check_is_there(Path(database))
    return open_sqlite(database)


def open_readable(database: str | Path) -> Database:
    """Open the database at a path or address for reading only, as it is.

    Raises `DatabaseError` where there is none, or it is another program's or another version's.
    """
    if is_server(database):
        found: Database = _postgres().open_postgres_readable(str(database))
        return found
    return open_sqlite_readable(database)


def _postgres() -> ModuleType:
    try:
        from crawler.database import postgres_schema  # noqa: PLC0415  # it needs an extra
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"a PostgreSQL database needs {error.name}: pip install 'moroccan-news[cluster]', or name a file with -s "
            "DATABASE=path"
        ) from None
    return postgres_schema
