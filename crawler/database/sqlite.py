"""The news database as an SQLite file: opening it, and what the engine's seam asks of it."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, ClassVar

from sqlite_utils import Database

from crawler.database.engine import Engine, Parameters
from crawler.database.errors import DatabaseError
from crawler.database.schema import APPLICATION_ID, migrations
from crawler.database.search_index import index_the_rest
from crawler.database.site_lock import SiteLock
from crawler.database.sql_functions import prepare_connection

BUSY_SECONDS = 60
"""How long a writer waits for another one: crawls of several sites share one file."""

OLDEST = (3, 39)
"""The SQLite that understands our SQL (IS DISTINCT FROM)."""

CACHE_KIB = 16 * 1024
"""Page cache; what is not in it is in the system's. Larger ones bring nothing (docs/benchmarks.md)."""


class SqliteDatabase(Database):
    """An SQLite file that is open; sqlite-utils' own methods are there besides."""

    engine: ClassVar[Engine] = "sqlite"

    def __init__(self, connection: sqlite3.Connection, path: Path = Path()) -> None:
        super().__init__(connection)
        self.path = path

    def executemany(self, sql: str, rows: Sequence[Parameters]) -> None:
        """Run a statement for each of the rows, within a transaction."""
        # Past sqlite-utils: these are the statements that run dozens of times a page.
        self.conn.executemany(sql, rows)

    def stream(self, sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
        """Run a SELECT; rows are read as they are asked for."""
        return self.conn.execute(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write in one transaction; the write lock is taken at its start, so that it is waited for, not refused."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.rollback()
            raise
        self.execute("COMMIT")

    def transaction_of(self, hosts: Collection[str]) -> AbstractContextManager[None]:
        """Write in one transaction, alone: a file has one writer at a time."""
        return self.transaction()

    def turn(self) -> None:
        """Nobody else writes here."""

    def fetch_each(self, sql: str, rows: Sequence[Parameters]) -> list[list[tuple[Any, ...]]]:
        """Run a SELECT with each of the rows."""
        return [self.conn.execute(sql, row).fetchall() for row in rows]

    def together(self) -> AbstractContextManager[None]:
        """Nothing is sent anywhere here."""
        return nullcontext()

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Read as of one moment. Not for days: the log grows meanwhile."""
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.rollback()

    def has_table(self, name: str) -> bool:
        """Say whether there is a table of this name."""
        return name in self.table_names()

    def lock_site(self, site_id: int, name: str) -> SiteLock:
        """Keep other crawls and rebuilds of a site out of the database."""
        return SiteLock(self.path, site_id, name)


def open_sqlite(path: str | Path) -> SqliteDatabase:
    """Open the file at `path` for reading and writing, made or migrated as needed; raises `DatabaseError`."""
    path = Path(path)
    if sqlite3.sqlite_version_info < OLDEST:
        raise DatabaseError(f"this Python has SQLite {sqlite3.sqlite_version}; 3.39 or newer is needed")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(path.parent):
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            prepare_connection(connection)
            db = SqliteDatabase(connection, path)
            _check_ours(db, path)
            # WAL: readers are never blocked by a crawl. NORMAL: a killed process loses nothing; a power cut may
            # lose the last commits whole, and those pages are then still pending.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            migrations.apply(db)
        index_the_rest(db)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(_explain(error, path)) from error
    return db


def open_sqlite_readable(path: str | Path) -> SqliteDatabase:
    """Open the file at `path` for reading only, as it is; raises `DatabaseError`."""
    path = Path(path)
    check_is_there(path)
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        db = SqliteDatabase(connection, path)
        _check_ours(db, path)
        if migrations.pending(db):
            raise DatabaseError(
                f"{path} was written by an earlier version of moroccan-news; any crawl or `scrapy health` brings it up "
                "to date"
            )
    except sqlite3.Error as error:
        raise DatabaseError(
            f"cannot read {path}: {error}; where nothing may be written beside it, use a copy by `scrapy snapshot`"
        ) from error
    return db


def check_is_there(path: Path) -> None:
    """Raise `DatabaseError` where there is no such file."""
    if not path.is_file():
        raise DatabaseError(f"there is no database {path}; crawl first, or name another with -s DATABASE=path")


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let one process at a time open a database of this folder: two that make or migrate the same one would fail.

    The lock is the folder's, as closing a file of the database's would free the locks SQLite holds on it.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _check_ours(db: SqliteDatabase, path: Path) -> None:
    """Raise `DatabaseError` when a database is another program's or a newer version's.

    An empty one is ours, and one whose making was cut off before its first table.
    """
    tables = set(db.table_names()) - {migrations.migrations_table}
    if not tables:
        return
    (application_id,) = db.execute("PRAGMA application_id").fetchone()
    if application_id != APPLICATION_ID:
        raise DatabaseError(
            f"{path} is an SQLite database of another program (tables: {', '.join(sorted(tables)[:5])}); "
            "name another file with -s DATABASE=path"
        )
    ours = {m.name for m in migrations.pending(Database(memory=True))}
    if newer := sorted({m.name for m in migrations.applied(db)} - ours):
        raise DatabaseError(
            f"{path} was written by a newer version of moroccan-news (it has {newer[-1]}); "
            "update this program or name another file with -s DATABASE=path"
        )


def _explain(error: Exception, path: Path) -> str:
    text = str(error)
    if isinstance(error, OSError) or "readonly" in text or "unable to open" in text:
        return f"cannot write {path}: {text}; check its folder and rights, or name another with -s DATABASE=path"
    if "not a database" in text:
        return f"{path} is no SQLite database; name another file with -s DATABASE=path"
    if "disk is full" in text or "disk I/O" in text:
        return f"no space left for {path}: {text}; free some and run the same command again"
    return f"cannot use {path}: {text}"
