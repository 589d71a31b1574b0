"""SQL as it is written here (`?`, `:name`) as psycopg takes it (`%s`, `%(name)s`), and what it does."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<kept>'(?:[^']|'')*' | "[^"]*" | --[^\n]* | ::)
    | (?P<number>\?) | :(?P<name>[a-z_][a-z_0-9]*)""",
    re.VERBOSE,
)
_WRITES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\b")


@lru_cache(2048)
def answers(sql: str) -> bool:
    """Say whether a statement returns rows."""
    return "RETURNING" in sql or not _WRITES.search(sql)


@lru_cache(2048)
def translated(sql: str) -> bytes:
    """Return a statement with its placeholders in psycopg's way."""
    return _TOKEN.sub(_written, sql.replace("%", "%%")).encode()


def _written(token: re.Match[str]) -> str:
    if token["number"]:
        return "%s"
    return f"%({token['name']})s" if token["name"] else token[0]
