"""SQL as it is written here (`?`, `:name`) as PostgreSQL takes it (`$1`), and what it does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from crawler.database.engine import Parameters

T = TypeVar("T")

_TOKEN = re.compile(
    r"""(?P<kept>'(?:[^']|'')*' | "[^"]*" | --[^\n]* | ::)
    | (?P<number>\?) | :(?P<name>[a-z_][a-z_0-9]*)""",
    re.VERBOSE,
)
_WRITES = re.compile(r"\b(?:INSERT INTO|(?<!KEY )UPDATE|DELETE FROM)\b")


def listed(values: Sequence[T]) -> tuple[str, list[T]]:
    """Return what IN takes to find one or more values, `(?, ?)`, and the values for it."""
    # The last one again and again: statements of few different lengths are prepared once.
    many = 1 << (len(values) - 1).bit_length()
    return f"({', '.join('?' * many)})", [*values, *[values[-1]] * (many - len(values))]


@lru_cache(2048)
def answers(sql: str) -> bool:
    """Say whether a statement returns rows."""
    return "RETURNING" in sql or not _WRITES.search(sql)


def translated(sql: str, parameters: Parameters | None) -> tuple[bytes, Sequence[object]]:
    """Return a statement with its placeholders numbered, and the values by these numbers."""
    query, names = _numbered(sql)
    if isinstance(parameters, Mapping):
        return query, [parameters[name] for name in names]
    return query, parameters or ()


@lru_cache(2048)
def _numbered(sql: str) -> tuple[bytes, Sequence[str]]:
    places: dict[str, int] = {}

    def written(token: re.Match[str]) -> str:
        if token["kept"]:
            return token[0]
        name = token["name"] or f"?{len(places)}"
        return f"${places.setdefault(name, len(places) + 1)}"

    query = _TOKEN.sub(written, sql)
    return query.encode(), tuple(places)
