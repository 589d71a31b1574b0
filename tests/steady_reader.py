"""A reader that never rests: queries a database until its input ends, then prints what it saw as JSON.

    python -m tests.steady_reader DATABASE MANNER

MANNER is how the database is opened: "reader" (`read_database`, each time anew), "kept" (one read-only connection for
good, as Datasette does), "utils" (sqlite-utils, which asks for writing, each time anew).
"""

from __future__ import annotations

import json
import select
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from crawler.database import read_database

QUERIES = (
    "SELECT count(*) FROM articles",
    "SELECT * FROM latest LIMIT 20",
    "SELECT * FROM daily_counts",
    "SELECT * FROM site_health",
    "SELECT * FROM article_links LIMIT 50",
    "SELECT state, count(*) FROM pages GROUP BY 1",
)


def main(path: Path, manner: str) -> None:
    """Read until the input ends."""
    kept = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    reads, errors, counts = 0, [], [0]
    read: Callable[[], int] = {
        "reader": lambda: _with_reader(path),
        "kept": lambda: _query(kept),
        "utils": lambda: _with_utils(path),
    }[manner]
    while not select.select([sys.stdin], [], [], 0)[0]:
        try:
            counts.append(read())
            reads += 1
        except Exception as error:  # whatever it is, it must not be
            errors.append(f"{type(error).__name__}: {error}")
    growing = counts == sorted(counts)
    print(json.dumps({"reads": reads, "errors": errors[:5], "seen": counts[-1], "growing": growing}))


def _query(connection: sqlite3.Connection) -> int:
    counts = [connection.execute(sql).fetchall() for sql in QUERIES]
    return int(counts[0][0][0])


def _with_reader(path: Path) -> int:
    with read_database(path) as news, news.one_state():
        held = _query(news.db.conn)
        assert sum(1 for _ in news.articles()) == held, "one state is one state"
    return held


def _with_utils(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return _query(Database(connection).conn)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
