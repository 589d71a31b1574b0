"""One update at a time: a lock beside the database, with who holds it."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from crawler.clock import from_text, to_text, utc_now


class Held(Exception):  # noqa: N818 (what happened)
    """Another update holds the lock; the message says which process since when, and the way out."""


class UpdateLock:
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
