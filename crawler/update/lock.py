"""One update at a time: a lock beside the database or on its server, with who holds it."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Protocol

from crawler.clock import from_text, to_text, utc_now
from crawler.database.address import is_server


class Held(Exception):  # noqa: N818 (what happened)
    """Another update holds the lock; the message says which process since when, and the way out."""


class HasDescriptor(Protocol):
    """Something open, as the system numbers it."""

    def fileno(self) -> int:
        """Return the number."""


class UpdateLock(Protocol):
    """A lock that every process holds which has `file` open."""

    @property
    def file(self) -> HasDescriptor:
        """What is to be given to the processes of the update."""

    def release(self) -> None:
        """Let the next update begin."""


def lock_update(database: str | Path) -> UpdateLock:
    """Take the lock of a database or raise `Held`."""
    return ServerLock(str(database)) if is_server(database) else FileLock(Path(database))


class FileLock:
    """Held while an update runs. The system releases it when the last process that has `file` open is gone.

    The processes of an update are given the open file: where the one that was started by hand is killed, the lock holds
    until the others have noticed and ended.
    """

    def __init__(self, database: Path) -> None:
        """Take the lock or raise `Held`."""
        path = database.with_name(database.name + "-update")
        self.file = path.open("a+")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.file.seek(0)
            holder = _holder(self.file.read())
            self.file.close()
            raise Held(f"another update of {database} is running{holder}; wait for it or stop it") from None
        self.file.truncate(0)
        self.file.write(json.dumps({"pid": os.getpid(), "since": to_text(utc_now())}))
        self.file.flush()

    def release(self) -> None:
        """Let the next update begin."""
        self.file.close()


class ServerLock:
    """The same on a PostgreSQL server: the lock of a connection that does nothing else, `file` being its socket.

    A killed process ends no connection whose socket others have open. A server that restarts forgets the lock; the
    locks of the sites, which the crawls take anew, keep updates from each other's sites then.
    """

    def __init__(self, database: str) -> None:
        """Take the lock or raise `Held`."""
        from crawler.database.postgres import UPDATE, PostgresDatabase  # noqa: PLC0415  # it needs an extra

        self.file = PostgresDatabase(database)
        if not self.file.lock((UPDATE, 0), "the update"):
            holder = self.file.holder_of((UPDATE, 0))
            name = self.file.name
            self.file.close()
            raise Held(f"another update of {name} is running{holder}; wait for it or stop it")

    def release(self) -> None:
        """Let the next update begin."""
        self.file.close()


def _holder(text: str) -> str:
    """Say who wrote the text of a lock."""
    try:
        value = json.loads(text)
        pid, since = int(value["pid"]), from_text(value["since"])
    except (ValueError, KeyError, TypeError):  # it is just being written
        return ""
    state = "" if _alive(pid) else " (which is gone; its processes are ending)"
    return f": process {pid}{state}, since {since:%Y-%m-%d %H:%M} UTC"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
