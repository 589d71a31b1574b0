"""One process at a time tells what is in a database: a lock beside the file, or on the server."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.database import DatabaseError
from crawler.database.address import is_server


@contextmanager
def one_at_a_time(database: str | Path) -> Iterator[None]:
    """Wait until no other process tells what is in this database; raises `DatabaseError` where that cannot be known."""
    with _of_server(str(database)) if is_server(database) else _of_file(Path(database)):
        yield


@contextmanager
def _of_file(database: Path) -> Iterator[None]:
    if not database.is_file():  # whoever opens it says so
        yield
        return
    path = database.with_name(database.name + "-notify")
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as error:
        raise DatabaseError(f"cannot write {path}: {error.strerror}; check its folder and rights") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _of_server(database: str) -> Iterator[None]:
    from crawler.database.postgres import AGAIN, TELLING, PostgresDatabase  # noqa: PLC0415  # it needs an extra

    connection = PostgresDatabase(database)
    try:
        while not connection.lock((TELLING, 0), "the telling"):
            time.sleep(AGAIN)
        yield
    finally:
        connection.close()
