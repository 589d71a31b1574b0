"""A consistent copy of a database, taken while crawls go on writing to it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.database.errors import DatabaseError
from crawler.database.sqlite import BUSY_SECONDS


def take_snapshot(source: Path, target: Path) -> None:
    """Copy the database `source` as it is at this moment to the new file `target`.

    One read transaction sees one state, and in WAL mode no writer waits for it. The copy gets its name once it is
    whole. Raises `DatabaseError` when there is nothing to copy, or `target` exists or cannot be written.
    """
    if not source.exists():
        raise DatabaseError(f"there is no database {source}; name yours with -s DATABASE=path")
    if target.exists():
        raise DatabaseError(f"{target} exists already; name a new file, or remove it first")
    draft = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        connection = sqlite3.connect(source, timeout=BUSY_SECONDS)
        try:
            connection.execute("VACUUM INTO ?", [str(draft)])
        finally:
            connection.close()
        draft.replace(target)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        raise DatabaseError(f"cannot copy {source} to {target}: {error}") from error
