"""One crawl of a site at a time into an SQLite file, by a lock file beside it."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import BinaryIO, ClassVar

from crawler.database.errors import DatabaseError


class SiteLock:
    """Keeps two crawls or rebuilds of one site out of one database; released by the system when a process dies.

    One lock file beside the database, one byte of it a site. The system forgets all locks of a process on a file as
    soon as the process closes it once, so the crawls of one process share it and the last of them closes it.
    """

    _shared: ClassVar[dict[Path, tuple[BinaryIO, set[int]]]] = {}
    """The open lock files of this process, each with the sites it holds."""

    def __init__(self, database: Path, site_id: int, name: str) -> None:
        """Take the lock, or raise `DatabaseError` when another crawl holds it."""
        self._path = database.with_name(database.name + "-lock").resolve()
        self._site_id = site_id
        if self._path not in self._shared:
            self._shared[self._path] = (self._path.open("a+b"), set())
        file, held = self._shared[self._path]
        try:
            if site_id in held:
                raise BlockingIOError
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, site_id)
        except OSError as error:
            self._close_unless_held()
            raise DatabaseError(
                f"another process is crawling {name} into {database}; wait for it or stop it"
            ) from error
        held.add(site_id)

    def release(self) -> None:
        """Let the next crawl of the site begin."""
        file, held = self._shared[self._path]
        fcntl.lockf(file, fcntl.LOCK_UN, 1, self._site_id)
        held.discard(self._site_id)
        self._close_unless_held()

    def _close_unless_held(self) -> None:
        file, held = self._shared[self._path]
        if not held:
            file.close()
            del self._shared[self._path]
