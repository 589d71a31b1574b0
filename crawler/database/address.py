"""What the setting DATABASE names: a file, or a database of a PostgreSQL server."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.database.errors import DatabaseError

SCHEMES = ("postgresql://", "postgres://")

_PASSWORD = re.compile(r"(?P<before>postgres(?:ql)?://[^\s:@/?]*:)[^\s/?]*(?=@)|(?P<option>[?&]password=)[^\s&]*")


def is_server(database: str | Path) -> bool:
    """Say whether a database is one of a PostgreSQL server."""
    return str(database).startswith(SCHEMES)


def without_password(text: str | Path) -> str:
    """Return an address, or a text that has one in it, to be shown."""
    return _PASSWORD.sub(lambda found: f"{found['before'] or found['option']}***", str(text))


def file_of_database(database: str | Path, what: str) -> Path:
    """Return the file of a database; raises `DatabaseError` for one of a server, with which `what` cannot be done."""
    if is_server(database):
        raise DatabaseError(
            f"{what} needs a database in a file; `scrapy copy {without_password(database)} news.db` makes one"
        )
    return Path(database)
