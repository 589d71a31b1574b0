"""The database room: the schema, opening a database, writing one page's outcome, the queries commands share.

`open_database` is for writing, `read_database` for reading (docs/reading.md).
"""

import crawler.database.lean_sqlite_utils  # noqa: F401  # isort: skip
from crawler.database.connection import open_database, open_existing
from crawler.database.errors import DatabaseError
from crawler.database.reading import Reader, read_database
from crawler.database.stored import StoredArticle, StoredLink, StoredSite

__all__ = [
    "DatabaseError", "Reader", "StoredArticle", "StoredLink", "StoredSite", "open_database", "open_existing",
    "read_database",
]  # fmt: skip
