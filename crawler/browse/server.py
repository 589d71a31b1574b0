"""Datasette set up for the news database: read-only, bounded, and closed but for what a reader needs."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from datasette.app import Datasette
from datasette.database import Database as DatasetteDatabase
from datasette.plugins import pm
from datasette.utils import sqlite_timelimit

from crawler.database.sqlite import SqliteDatabase

HERE = Path(__file__).parent
NAME = "news"
"""The database in addresses (/news/articles), whatever its file is called."""

TIME_LIMIT_MS = 2000
"""What the queries of one page may take together; a cold list of a thousand articles takes a quarter of it."""

LARGEST_VALUE = 16 * 1024 * 1024
"""Bytes of a value in a query: above the largest article there can be, below what would fill the memory."""

LONGEST_PATTERN = 100
"""Characters of a LIKE pattern: one with many wildcards takes the square of its length, and no time limit sees it."""

CONCURRENT = 64
"""Requests served at a time; others are told to come back."""

SETTINGS = {
    "sql_time_limit_ms": TIME_LIMIT_MS,
    "facet_time_limit_ms": 500,
    "max_returned_rows": 1000,
    "default_page_size": 50,
    "allow_download": False,
    "allow_csv_stream": False,  # a whole table is what `scrapy export` and `scrapy snapshot` are for
    "max_csv_mb": 20,
    "suggest_facets": False,  # each suggestion is a query over the whole table
    "default_cache_ttl": 30,
}

T = TypeVar("T")


class TooSlow(Exception):  # noqa: N818  # a finding, told to the reader
    """A page whose queries took longer than they may."""


class NewsDatabase(DatasetteDatabase):  # type: ignore[misc]  # Datasette has no types
    """The news database as Datasette opens it; `archive` is the folder of the archive, None where none is named.

    It is opened read-only, not as a file that never changes: a crawl may be writing to it.
    """

    def __init__(self, datasette: Datasette, path: Path, archive: Path | None) -> None:
        super().__init__(datasette, str(path))
        self.archive = archive

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Open the file for reading, whatever is asked for."""
        uri = f"{Path(self.path).absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
        self._all_file_connections.append(connection)
        return connection


def make_site(path: Path, archive: Path | None = None, *, sql: bool = False) -> Datasette:
    """Return the website of the database at `path`; `sql` lets its readers write queries of their own."""
    from crawler.browse import plugin  # noqa: PLC0415  # it serves the pages that read through this module

    if not pm.is_registered(plugin):
        pm.register(plugin)
    site = Datasette(
        template_dir=str(HERE / "templates"),
        static_mounts=[("static", str(HERE / "static"))],
        settings=SETTINGS | {"default_allow_sql": sql},
        metadata={"databases": {NAME: {"tables": {"articles": {"sort_desc": "published_at"}}}}},
    )
    site.remove_database("_memory")
    site.add_database(NewsDatabase(site, path, archive), name=NAME)
    return site


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; raises `OSError` or `OverflowError` where that cannot be done."""
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def serve(site: Datasette, listening: socket.socket) -> None:
    """Serve until stopped by hand."""
    config = uvicorn.Config(
        site.app(),
        log_level="error",
        access_log=False,
        lifespan="on",
        server_header=False,
        limit_concurrency=CONCURRENT,
        timeout_graceful_shutdown=5,
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


async def read(site: Datasette, work: Callable[[SqliteDatabase], T], time_limit_ms: int = TIME_LIMIT_MS) -> T:
    """Do the reading of a page in a thread, all of it in one state of the database; raises `TooSlow` after so long."""

    def in_thread(connection: sqlite3.Connection) -> T:
        with sqlite_timelimit(connection, time_limit_ms):
            connection.execute("BEGIN")
            try:
                return work(SqliteDatabase(connection))
            finally:
                connection.rollback()

    try:
        found: T = await site.get_database(NAME).execute_fn(in_thread)
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise TooSlow from None
        raise
    return found


def archive_of(site: Datasette) -> Path | None:
    """Return the folder of the archive that belongs to the database, if one was named."""
    database: Any = site.get_database(NAME)
    folder: Path | None = database.archive
    return folder
