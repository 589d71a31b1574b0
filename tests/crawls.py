"""Running crawls in tests: the real command line, in a process of its own, against the sample newspaper."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from crawler.database import open_database
from crawler.database.address import is_server
from tests.forked import ROOT
from tests.starting import Started, scrapy, setting_words

FAST = {
    "DOWNLOAD_DELAY": "0",
    "CONCURRENT_REQUESTS": "8",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    "RETRY_DELAYS": "1,1",
    "REFUSAL_WAIT": "1",
    "REFUSAL_PAUSE": "0.1",
    "LOG_LEVEL": "WARNING",
    "CONTACT": "https://crawler.example/contact",
}
"""What a test changes: no pause between requests, errors tried again at once; who crawls is said."""

IN_PROCESS = {"READER_PROCESS": "False"}
"""Pages are read in the crawl's own process, as they are at a site's pace: one beside it takes longer to start than
the few pages of a test to be read. Crawls that are killed, and those in chaos, have it."""


def size_of_new_database(folder: Path) -> int:
    """Return how many bytes the files of a database without a site have: what a small disk must hold at least."""
    db = open_database(folder / "new.db")
    size = sum(path.stat().st_size for path in folder.glob("new.db*"))
    db.close()
    return size


def copied(folder: Path) -> Path:
    """Copy what a checkout needs to run and to be written into, and return its folder."""
    for package in ("crawler", "spiders", "pipelines"):
        shutil.copytree(ROOT / package, folder / package)
    for file in ("scrapy.cfg", "pyproject.toml"):
        shutil.copy(ROOT / file, folder)
    return folder


def command(spider: str, database: Path | str, arguments: dict[str, Any], settings: dict[str, Any]) -> list[str]:
    """Return the command line of a crawl."""
    return [sys.executable, "-m", "scrapy", *_words(spider, database, arguments, settings)]


def _words(spider: str, database: Path | str, arguments: dict[str, Any], settings: dict[str, Any]) -> list[str]:
    given = [word for name, value in arguments.items() for word in ("-a", f"{name}={value}")]
    return ["crawl", spider, *given, *setting_words(FAST | {"DATABASE": database} | settings)]


def start_crawl(
    spider: str, database: Path | str, *, settings: dict[str, Any] | None = None, **arguments: Any
) -> Started:
    """Start a crawl, which has a process to read its pages beside it."""
    return Started(*_words(spider, database, arguments, settings or {}))


def crawl(
    spider: str,
    database: Path | str,
    *,
    settings: dict[str, Any] | None = None,
    check: bool = True,
    timeout: float = 240,
    **arguments: Any,
) -> subprocess.CompletedProcess[str]:
    """Crawl to the end; `arguments` are the spider's. Raises with the log when `check` and the crawl failed, and after
    `timeout` seconds.
    """
    done = scrapy(*_words(spider, database, arguments, IN_PROCESS | (settings or {})), timeout=timeout)
    if check and done.returncode != 0:
        raise AssertionError(f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def rows(database: Path | str, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    """Return the rows of a query as dicts."""
    if is_server(database):
        from crawler.database.postgres import PostgresDatabase

        server = PostgresDatabase(str(database))
        answer = list(server.query(sql, parameters))
        server.close()
        return answer
    db = sqlite3.connect(database)
    db.row_factory = sqlite3.Row
    found = [dict(row) for row in db.execute(sql, parameters)]
    db.close()
    return found


def articles_in(database: Path | str) -> int:
    """Return how many articles are committed so far, 0 while there is no table, or no answer."""
    try:
        return int(one(database, "SELECT count(*) FROM articles"))
    except Exception:
        return 0


def one(database: Path | str, sql: str, *parameters: Any) -> Any:
    """Return the single value of a query of one row and one column."""
    (row,) = rows(database, sql, *parameters)
    (value,) = row.values()
    return value
