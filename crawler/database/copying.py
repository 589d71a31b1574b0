"""Copying a whole database into an empty one, of either engine: batch by batch, so that a copy cut off goes on.

The target has a table `_copying` until it is whole, which says how far each table is and keeps everybody else out.
References are not kept while rows come in: pages and articles name each other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from crawler.database.description import Relation, describe
from crawler.database.engine import Database
from crawler.database.errors import DatabaseError, until_written
from crawler.database.loading import Loading, loading_of
from crawler.database.search_index import index_articles
from crawler.database.sqlite import open_sqlite

BATCH_ROWS = 1_000
"""Rows a transaction; a kill repeats no more."""

NOT_COPIED = "search_id"
"""The column that each engine fills as it indexes the texts."""

SOURCE = "source"
"""The row of `_copying` that says what is copied."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was done last: rows of a table, articles indexed or rows compared."""

    what: str
    rows: int


class Copy:
    """One copy from a database to another; `names` are theirs, as they are shown."""

    def __init__(self, source: Database, target: Database, names: tuple[str, str]) -> None:
        """Begin, or go on with, a copy. Raises `DatabaseError` where the target holds something else."""
        self.source = source
        self.target = target
        self.names = names
        self.tables = [each for each in describe(open_sqlite(":memory:")) if each.kind == "table"]
        self._loading: Loading = loading_of(target)
        if not target.has_table("_copying"):
            if target.execute("SELECT 1 FROM sites LIMIT 1").fetchone():
                raise DatabaseError(f"{names[1]} holds sites already; a copy goes into an empty database")
            with target.transaction():
                target.execute("CREATE TABLE _copying (name TEXT PRIMARY KEY, last TEXT NOT NULL)")
                target.execute("INSERT INTO _copying VALUES (?, ?)", [SOURCE, names[0]])
        (begun,) = target.execute("SELECT last FROM _copying WHERE name = ?", [SOURCE]).fetchone()
        if begun != names[0]:
            raise DatabaseError(f"{names[1]} holds part of a copy of {begun}; go on with that, or make it anew")

    def rows(self) -> int:
        """Return how many rows there are to be copied."""
        return sum(_count(self.source, table) for table in self.tables)

    def run(self) -> Iterator[Step]:
        """Copy what is missing, index it, and compare; raises `DatabaseError` where the two are not alike in the end.

        The source must not change meanwhile: the caller holds the locks of its sites.
        """
        self._loading.begin()
        for table in self.tables:
            yield from self._copy(table)
        self._loading.end(self.source)
        yield from self._index()
        differing = []
        for table in self.tables:
            if _digest(self.source, table) != _digest(self.target, table):
                differing.append(table.name)
            yield Step("compared", _count(self.source, table))
        if differing:
            raise DatabaseError(f"{self.names[1]} is not what {self.names[0]} is: {', '.join(differing)}; make it anew")
        self.target.execute("DROP TABLE _copying")

    def _copy(self, table: Relation) -> Iterator[Step]:
        columns, key = _columns(table), _key(table)
        places = ", ".join("?" * len(columns))
        select = f"SELECT {', '.join(columns)} FROM {table.name}"
        insert = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})"
        order = f"ORDER BY {', '.join(key)} LIMIT {BATCH_ROWS}"
        after = f"WHERE ({', '.join(key)}) > ({', '.join('?' * len(key))})"
        key_at = [columns.index(name) for name in key]
        last = self._last(table)
        if last:
            yield Step(table.name, _count(self.target, table))
        while True:
            batch = self.source.execute(f"{select} {after if last else ''} {order}", last).fetchall()
            if not batch:
                return
            last = [batch[-1][place] for place in key_at]

            def write(batch: list[tuple[object, ...]] = batch, last: list[object] = last) -> None:
                with self.target.transaction():
                    self.target.executemany(insert, batch)
                    self.target.execute(
                        "INSERT INTO _copying VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
                        [table.name, json.dumps(last)],
                    )

            until_written(write)
            yield Step(table.name, len(batch))

    def _last(self, table: Relation) -> list[object]:
        row = self.target.execute("SELECT last FROM _copying WHERE name = ?", [table.name]).fetchone()
        found: list[object] = json.loads(row[0]) if row else []
        return found

    def _index(self) -> Iterator[Step]:
        def write() -> int:
            with self.target.transaction():
                return index_articles(self.target)

        while indexed := until_written(write):
            yield Step("indexed", indexed)


def _columns(table: Relation) -> list[str]:
    return [f'"{column.name}"' for column in table.columns if column.name != NOT_COPIED]


def _key(table: Relation) -> list[str]:
    return [f'"{column.name}"' for column in table.columns if column.key]


def _count(db: Database, table: Relation) -> int:
    (number,) = db.execute(f"SELECT count(*) FROM {table.name}").fetchone()
    return int(number)


def _digest(db: Database, table: Relation) -> tuple[int, bytes]:
    """Return the number of a table's rows and a hash of all of them."""
    digest, number = blake2b(digest_size=16), 0
    sql = f"SELECT {', '.join(_columns(table))} FROM {table.name} ORDER BY {', '.join(_key(table))}"
    for row in db.stream(sql):
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
        number += 1
    return number, digest.digest()
