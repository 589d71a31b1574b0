"""Opening a database, with an error that says what is wrong with it and the way out."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from crawler.database.schema import APPLICATION_ID, migrations

BUSY_SECONDS = 60
"""How long a writer waits for another one: crawls of several sites share one file."""

CACHE_KIB = 16 * 1024
"""Page cache; what is not in it is in the system's. Larger ones bring nothing (docs/benchmarks.md)."""


class DatabaseError(Exception):
    """A database that cannot be used; the message names the file, the reason and the way out."""


def open_database(path: str | Path) -> Database:
    """Open the news database at `path` for reading and writing, made or migrated as needed.

    Raises `DatabaseError` when the file cannot be written, is no database, belongs to another program or was
    written by a newer version of this one.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(path.parent):
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            db = Database(connection)
            _check_ours(db, path)
            # WAL: readers are never blocked by a crawl. NORMAL: a killed process loses nothing; a power cut may
            # lose the last commits whole, and those pages are then still pending.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            migrations.apply(db)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(_explain(error, path)) from error
    return db


def open_existing(path: str | Path) -> Database:
    """Open a database that is there already, as `open_database` does; raises `DatabaseError` where there is none."""
    if not Path(path).is_file():
        raise DatabaseError(f"there is no database {path}; crawl first, or name another with -s DATABASE=path")
    return open_database(path)


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


def _check_ours(db: Database, path: Path) -> None:
    tables = set(db.table_names())
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


def insert(db: Database, sql: str, parameters: Sequence[object] | dict[str, object]) -> int:
    """Run an INSERT of one row and return the row's id."""
    row_id = db.execute(sql, parameters).lastrowid
    assert row_id is not None
    return row_id
