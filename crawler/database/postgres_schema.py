"""Opening a PostgreSQL database: is it ours, is it whole, is its schema of this version.

`schema_postgres/` holds the schema as it was when this engine came (its first file), and a file of the same name for
each migration of SQLite's after that.
"""

from __future__ import annotations

from importlib.resources import files

from sqlite_utils import Database as SqliteUtils

from crawler.clock import to_text, utc_now
from crawler.database.errors import DatabaseError, StorageError
from crawler.database.postgres import PostgresDatabase
from crawler.database.schema import migrations
from crawler.database.search_index import index_the_rest

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"


def open_postgres(url: str, *, existing: bool = False) -> PostgresDatabase:
    """Open a database of a server for reading and writing, its tables made or migrated as needed.

    Raises `DatabaseError`; with `existing` also where there are no tables yet.
    """
    db = PostgresDatabase(url)
    try:
        if existing:
            _check_is_there(db)
        if _missing(db):
            _migrate(db)
        index_the_rest(db)
    except StorageError as error:
        db.close()
        raise DatabaseError(f"cannot use {db.name}: {error}{_hint(str(error))}") from error
    except DatabaseError:
        db.close()
        raise
    return db


def open_postgres_readable(url: str) -> PostgresDatabase:
    """Open a database of a server for reading only, as it is; raises `DatabaseError`."""
    db = PostgresDatabase(url, read_only=True)
    try:
        _check_is_there(db)
        if _missing(db):
            raise DatabaseError(
                f"{db.name} was written by an earlier version of moroccan-news; any crawl or `scrapy health` brings it "
                "up to date"
            )
    except StorageError as error:
        db.close()
        raise DatabaseError(f"cannot read {db.name}: {error}") from error
    except DatabaseError:
        db.close()
        raise
    return db


def versions() -> list[str]:
    """Return the names of all migrations, in order."""
    return [migration.name for migration in migrations.pending(SqliteUtils(memory=True))]


def scripts() -> list[str]:
    """Return the names of the migrations that have a file, in order."""
    folder = files("crawler.database") / "schema_postgres"
    return sorted(file.name.removesuffix(".sql") for file in folder.iterdir() if file.name.endswith(".sql"))


def _check_is_there(db: PostgresDatabase) -> None:
    if not db.has_table("_migrations"):
        _check_ours(db)
        raise DatabaseError(f"there is nothing in {db.name}; crawl first, or name another with -s DATABASE=")


def _check_ours(db: PostgresDatabase) -> None:
    tables = [name for (name,) in db.execute(_TABLES)]
    if tables and "_migrations" not in tables:
        raise DatabaseError(
            f"{db.name} has tables of another program ({', '.join(tables[:5])}); name another with -s DATABASE="
        )


def _missing(db: PostgresDatabase) -> list[str]:
    """Return the migrations that are to be applied; raises `DatabaseError` where the database is newer, or no UTF-8."""
    if db.execute("SHOW server_encoding").fetchone() != ("UTF8",):
        raise DatabaseError(
            f"{db.name} is not in UTF-8; make another with createdb --encoding=UTF8 --template=template0"
        )
    if not db.has_table("_migrations"):
        return versions()
    applied = {name for (name,) in db.execute("SELECT name FROM _migrations")}
    if newer := sorted(applied - set(versions())):
        raise DatabaseError(
            f"{db.name} was written by a newer version of moroccan-news (it has {newer[-1]}); update this program or "
            "name another with -s DATABASE="
        )
    return [name for name in versions() if name not in applied]


def _migrate(db: PostgresDatabase) -> None:
    """Apply what is missing, in one transaction, while no other process does."""
    with db.transaction():
        _check_ours(db)
        missing = _missing(db)
        first, *_ = scripts()
        for name in missing:
            if name in scripts():
                db.run_script((files("crawler.database") / "schema_postgres" / f"{name}.sql").read_text("utf-8"))
            elif name > first:
                raise DatabaseError(f"this version of moroccan-news cannot bring {db.name} to {name}")
        if missing:
            now = to_text(utc_now())
            db.executemany(
                "INSERT INTO _migrations (name, applied_at) VALUES (?, ?)", [(name, now) for name in missing]
            )


def _hint(text: str) -> str:
    if "permission denied" in text:
        return "; the user must own the database: createdb --owner=NAME"
    return ""
