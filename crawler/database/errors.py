"""What goes wrong with a database, whichever engine keeps it.

PEP 249 says which errors a database has, and the standard library has them in `sqlite3`. PostgreSQL's are raised as
these, so that who catches one catches both.
"""

from __future__ import annotations

from sqlite3 import Error as StorageError
from sqlite3 import OperationalError as Unavailable

__all__ = ["ConnectionLost", "DatabaseError", "StorageError", "Unavailable"]


class DatabaseError(Exception):
    """A database that cannot be used; the message names it, the reason and the way out."""


class ConnectionLost(Unavailable):
    """The server went away inside a transaction, of which nothing was committed: it may be run again."""
