"""Many rows in one INSERT, which costs PostgreSQL a third of what as many statements cost."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from crawler.database.engine import Parameters

MOST_ROWS = 32
"""Rows a statement: those of a usual page. More would be statements of more lengths, each to be prepared."""

_OF_ONE_ROW = re.compile(
    r"\s*INSERT\s+INTO\s+\w+\s*\((?P<columns>[\w\s,]+)\)\s*VALUES\s*(?P<row>\((?:\?|'\w*'|\s|,)+\))(?P<rest>[^?]*)",
)
_CONFLICT = re.compile(r"\bON\s+CONFLICT\s*\(([\w\s,]+)\)\s*DO\s+UPDATE\b")


class _Insert(NamedTuple):
    """The SQL before the values, the values of a row, the SQL behind them, and which of them tell rows apart."""

    head: str
    row: str
    rest: str
    key: tuple[int, ...]

    def of(self, rows: int) -> str:
        """Return the statement of as many rows."""
        return f"{self.head}{', '.join([self.row] * rows)}{self.rest}"


def inserts(sql: str, rows: Sequence[Any]) -> Iterator[tuple[str, Parameters]] | None:
    """Return statements, with their values, that do what an INSERT of one row does with each of the rows in turn; None
    where it is not an INSERT of values alone.
    """
    insert = _parsed(sql)
    return _statements(insert, rows) if insert else None


def _statements(insert: _Insert, rows: Sequence[Sequence[Hashable]]) -> Iterator[tuple[str, Parameters]]:
    for distinct in _rounds(insert.key, rows):
        for first in range(0, len(distinct), MOST_ROWS):
            taken = distinct[first : first + MOST_ROWS]
            yield insert.of(len(taken)), list(chain.from_iterable(taken))


def _rounds(key: tuple[int, ...], rows: Sequence[Sequence[Hashable]]) -> Iterator[Sequence[Sequence[Hashable]]]:
    """Divide rows so that none is updated twice by one statement, which PostgreSQL refuses."""
    if not key:
        yield rows
        return
    while rows:
        seen: set[tuple[Hashable, ...]] = set()
        now: list[Sequence[Hashable]] = []
        later: list[Sequence[Hashable]] = []
        for row in rows:
            named = tuple(row[place] for place in key)
            (later if named in seen else now).append(row)
            seen.add(named)
        yield now
        rows = later


@lru_cache(512)
def _parsed(sql: str) -> _Insert | None:
    found = _OF_ONE_ROW.fullmatch(sql)
    if not found:
        return None
    columns = [name.strip() for name in found["columns"].split(",")]
    values = [value.strip() for value in found["row"].strip("()").split(",")]
    given = [column for column, value in zip(columns, values, strict=True) if value == "?"]
    conflict = _CONFLICT.search(found["rest"])
    key = tuple(given.index(name.strip()) for name in conflict[1].split(",")) if conflict else ()
    return _Insert(sql[: found.start("row")], found["row"], found["rest"], key)
