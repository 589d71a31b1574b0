"""What the rest of this room asks of a database: the seam between its SQL and the engine that runs it.

SQLite (`sqlite.py`) and PostgreSQL (`postgres.py`) stand behind it. SQL is written once, in what both understand, with
`?` or `:name` for values; what one of them alone can do has a module of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

Engine = Literal["sqlite", "postgresql"]

Parameters = Sequence[object] | Mapping[str, object]
"""The values of `?`, or of `:name`."""


class Cursor(Protocol):
    """The rows of a statement, or how many it changed."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""

    @property
    def description(self) -> Any:
        """The columns of the rows, the name of each first."""

    def fetchone(self) -> Any:
        """Return the next row, None behind the last."""

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows that are left."""


class Lock(Protocol):
    """Something held; gone with the process that took it."""

    def release(self) -> None:
        """Let the next one take it."""


class Database(Protocol):
    """A news database that is open. A statement outside a transaction is one of its own."""

    @property
    def engine(self) -> Engine:
        """What keeps the database."""

    def execute(self, sql: str, parameters: Any = None, /) -> Cursor:
        """Run a statement."""

    def executemany(self, sql: str, rows: Sequence[Parameters], /) -> None:
        """Run a statement for each of the rows, within a transaction."""

    def fetch_each(self, sql: str, rows: Sequence[Parameters], /) -> list[list[Any]]:
        """Run a SELECT with each of the rows of values, and return what each found."""

    def query(self, sql: str, parameters: Any = None, /) -> Iterator[dict[str, Any]]:
        """Run a SELECT and yield its rows by the names of their columns."""

    def stream(self, sql: str, parameters: Parameters = (), /) -> Iterator[tuple[Any, ...]]:
        """Run a SELECT whose rows may be more than memory holds."""

    def transaction(self) -> AbstractContextManager[None]:
        """Write in one transaction, that no other writer is let into from its start: others wait for its end."""

    def transaction_of(self, hosts: Collection[str], /) -> AbstractContextManager[None]:
        """Write in one transaction what belongs to the sites on these hosts. Other writers of theirs wait for its end;
        those of other sites may be at work beside it, until it takes its `turn`.
        """

    def turn(self) -> None:
        """Within such a transaction: let no other writer in from here to its end, for what all sites share."""

    def together(self) -> AbstractContextManager[None]:
        """Within a transaction: statements that only write may be sent with those behind them, so that an error of one
        is raised by a later one, or at the end.
        """

    def one_state(self) -> AbstractContextManager[None]:
        """Read as of one moment, whatever others commit meanwhile."""

    def has_table(self, name: str) -> bool:
        """Say whether there is a table of this name."""

    def lock_site(self, site_id: int, name: str) -> Lock:
        """Keep other crawls and rebuilds of a site out of the database; raises `DatabaseError` where one is there."""

    def close(self) -> None:
        """Close the database; locks are let go of."""


def insert(db: Database, sql: str, parameters: Parameters) -> int:
    """Run an INSERT of one row within a transaction, and return the row's id."""
    [(row_id,)] = db.execute(f"{sql} RETURNING id", parameters).fetchall()
    return int(row_id)
