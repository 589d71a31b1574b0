"""What goes wrong with a database, whichever engine keeps it.

PEP 249 says which errors a database has, and the standard library has them in `sqlite3`. PostgreSQL's are raised as
these, so that who catches one catches both.
"""

from __future__ import annotations

from collections.abc import Callable
from random import uniform
from sqlite3 import Error as StorageError
from sqlite3 import OperationalError as Unavailable
from time import sleep
from typing import TypeVar

__all__ = ["ConnectionLost", "DatabaseError", "Deadlock", "StorageError", "Unavailable", "until_written"]

T = TypeVar("T")

MOST_LOSSES = 5
"""Times in a row that a transaction is run again because the server went away under it, more is no restart, or because
it stood in the way of another: twice is rare."""

STEP_ASIDE = 0.2
"""Seconds at most that who was in the way waits, so that the other is through before it comes back."""


class DatabaseError(Exception):
    """A database that cannot be used; the message names it, the reason and the way out."""


class ConnectionLost(Unavailable):
    """The server went away inside a transaction, of which nothing was committed: it may be run again."""


class Deadlock(Unavailable):
    """Two transactions waited for each other, and nothing of this one was committed: it may be run again."""


def until_written(write: Callable[[], T]) -> T:
    """Run a transaction, again where it was undone for no fault of its own, and return what it returns."""
    for _ in range(MOST_LOSSES):
        try:
            return write()
        except ConnectionLost:
            continue
        except Deadlock:
            sleep(uniform(0, STEP_ASIDE))  # noqa: S311 - no secret
    return write()
