"""Opening a database, a file or one of a PostgreSQL server, with an error that says what is wrong and the way out."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from crawler.database.address import is_server, without_password
from crawler.database.engine import Database
from crawler.database.errors import DatabaseError
from crawler.database.sqlite import check_is_there, open_sqlite, open_sqlite_readable


def open_database(database: str | Path) -> Database:
    """Open the news database at a path or address for reading and writing, made or migrated as needed.

    Raises `DatabaseError` when it cannot be written, is no database, belongs to another program, was written by a newer
    version of this one, or is being copied to.
    """
    return _whole(open_even_unfinished(database), database)


def open_even_unfinished(database: str | Path) -> Database:
    """Open a database as `open_database` does, for a copy to be made in it or gone on with."""
    if is_server(database):
        found: Database = _postgres().open_postgres(str(database))
        return found
    return open_sqlite(database)


def open_existing(database: str | Path) -> Database:
    """Open a database that is there already, as `open_database` does; raises `DatabaseError` where there is none."""
    if is_server(database):
        return _whole(_postgres().open_postgres(str(database), existing=True), database)
    check_is_there(Path(database))
    return open_database(database)


def open_readable(database: str | Path) -> Database:
    """Open the database at a path or address for reading only, as it is.

    Raises `DatabaseError` where there is none, or it is another program's, another version's or being copied to.
    """
    if is_server(database):
        return _whole(_postgres().open_postgres_readable(str(database)), database)
    return _whole(open_sqlite_readable(database), database)


def _whole(db: Database, database: str | Path) -> Database:
    if db.has_table("_copying"):
        db.close()
        raise DatabaseError(
            f"{without_password(database)} is a copy that is not finished: the same `scrapy copy` goes on with it"
        )
    return db


def _postgres() -> ModuleType:
    try:
        from crawler.database import postgres_schema  # noqa: PLC0415  # it needs an extra
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"a PostgreSQL database needs {error.name}: pip install 'moroccan-news[cluster]', or name a file with -s "
            "DATABASE=path"
        ) from None
    return postgres_schema
