"""The news database on a PostgreSQL server: what the engine's seam asks of it.

A server may be restarted under a crawl. It is then waited for, a minute at most, and the locks held are taken anew.
What was being written is rolled back, which the caller is told (`ConnectionLost`), so that it writes it again; whether
a transaction whose COMMIT was not answered is there, the server says. A statement outside a transaction is run again,
and so must be one that can be.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, cast
from zlib import crc32

import psycopg
from psycopg import errors
from psycopg.adapt import Dumper, Loader
from psycopg.rows import dict_row

from crawler.database.address import without_password
from crawler.database.engine import Engine, Parameters
from crawler.database.errors import ConnectionLost, DatabaseError, Deadlock, Unavailable
from crawler.database.many_rows import inserts
from crawler.database.placeholders import answers, translated

PATIENCE = 60.0
"""Seconds a server that went away is waited for, and a writer waits for another one; SQLite's writers wait as long."""

AGAIN = 0.5
"""Seconds between two attempts to connect."""

STREAMED = 500
"""Rows fetched at a time of a SELECT that is read as a stream."""

WRITER, SITE, UPDATE, TELLING, HOST = 0x4D4E4557, 0x4D4E4558, 0x4D4E4559, 0x4D4E455A, 0x4D4E455B
"""First numbers of our advisory locks ("MNEW" and the next ones): a writer's, a site's by its id, an update's, that of
telling people, a host's that is written of."""

ALL, TURN = 0, 1
"""Second numbers of writers' locks: one writes alone, those who share it beside each other; whose turn it is there."""

_GONE = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, errors.IdleSessionTimeout)
_SESSION = f"SET lock_timeout = '{PATIENCE:.0f}s'; SET timezone = 'UTC'; SET jit = off"
# All in one go: a transaction costs two ways to the server and back, this and the COMMIT. What is written is found by
# keys. Plans are made once, and before anything is known of tables that are new: they may not go through them whole.
_BEGIN = (
    "BEGIN; SELECT pg_current_xact_id()::text, set_config('enable_seqscan', 'off', true),"
    " set_config('plan_cache_mode', 'force_generic_plan', true)"
)


class _Number(Dumper):
    """Numbers and truth values, as text whose type the server tells from where it stands: 0 and 1 are SQLite's."""

    oid = 0

    def dump(self, obj: Any) -> bytes:
        return b"%d" % obj

    def quote(self, obj: Any) -> bytes:
        return b"%d" % obj  # psycopg writes how many rows it fetches into its own SQL


class _Text(Dumper):
    """Texts, without the one character that PostgreSQL cannot hold."""

    oid = 0

    def dump(self, obj: Any) -> bytes:
        return cast("bytes", obj.replace("\0", "\ufffd").encode())


class _Sum(Loader):
    """What `sum` gives of whole numbers is a whole number."""

    def load(self, data: Any) -> int | float:
        text = bytes(data)
        return float(text) if b"." in text else int(text)


@dataclass(slots=True)
class SessionLock:
    """An advisory lock of the connection; the server lets go of it when the connection ends, however it does."""

    db: PostgresDatabase
    key: tuple[int, int]

    def release(self) -> None:
        """Let the next one take it."""
        self.db.unlock(self.key)


class PostgresDatabase:
    """A connection to a database of a PostgreSQL server. `name` is its address without the password."""

    engine: ClassVar[Engine] = "postgresql"

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        """Connect; raises `DatabaseError` naming the database and the way out."""
        self.name = without_password(url)
        self._url = url
        self._read_only = read_only
        self._held: dict[tuple[int, int], str] = {}
        self._inside = False
        self._pipeline: psycopg.Pipeline | None = None
        self._given_up = ""
        self._cursors = count()
        try:
            self._connection = self._connected()
        except psycopg.Error as error:
            raise DatabaseError(f"cannot open {self.name}: {said(error)}; {_way_out(error)}") from None

    # The seam

    def execute(self, sql: str, parameters: Parameters | None = None) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run a statement."""
        query, values = translated(sql, parameters)
        while True:
            try:
                cursor = self._connection.execute(query, values)
                if self._pipeline and answers(sql):
                    self._pipeline.sync()
                return cursor
            except psycopg.Error as error:
                self._mend(error)

    def executemany(self, sql: str, rows: Sequence[Parameters]) -> None:
        """Run a statement for each of the rows, within a transaction."""
        statements = inserts(sql, rows) or ((sql, row) for row in rows)
        try:
            for statement, values in statements:
                self._connection.execute(*translated(statement, values))
        except psycopg.Error as error:
            self._mend(error)

    def fetch_each(self, sql: str, rows: Sequence[Parameters]) -> list[list[tuple[Any, ...]]]:
        """Run a SELECT with each of the rows; all are asked before the first is answered."""
        while True:
            try:
                with self._connection.pipeline():
                    cursors = [self._connection.execute(*translated(sql, row)) for row in rows]
                    return [cursor.fetchall() for cursor in cursors]
            except psycopg.Error as error:
                self._mend(error)

    def run_script(self, script: str) -> None:
        """Run the statements of a file, within a transaction."""
        try:
            self._connection.execute(script.encode())
        except psycopg.Error as error:
            self._mend(error)

    def query(self, sql: str, parameters: Parameters | None = None) -> Iterator[dict[str, Any]]:
        """Run a SELECT and yield its rows by the names of their columns."""
        while True:
            try:
                found = self._connection.cursor(row_factory=dict_row).execute(*translated(sql, parameters))
                return iter(found.fetchall())
            except psycopg.Error as error:
                self._mend(error)

    def stream(self, sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
        """Run a SELECT; rows are fetched some at a time, from the server's memory or disk."""
        try:
            with self._connection.cursor(f"stream_{next(self._cursors)}", withhold=not self._inside) as cursor:
                cursor.itersize = STREAMED
                yield from cursor.execute(*translated(sql, parameters))
        except psycopg.Error as error:
            raise as_ours(error) from error

    def transaction(self) -> AbstractContextManager[None]:
        """Write in one transaction, alone: what SQLite's lock brings, its cost too."""
        return self._transaction(f"pg_advisory_xact_lock({WRITER}, {ALL})::text")

    def transaction_of(self, hosts: Collection[str]) -> AbstractContextManager[None]:
        """Write in one transaction what belongs to sites on these hosts, beside writers of others."""
        locks = [f"pg_advisory_xact_lock_shared({WRITER}, {ALL})::text"]
        # By numbers that grow, so that no two wait for each other.
        locks += [f"pg_advisory_xact_lock({HOST}, {number})::text" for number in sorted(map(_number_of, hosts))]
        return self._transaction(", ".join(locks))

    def turn(self) -> None:
        """Let no other writer in from here to the end of a transaction that began beside others."""
        self.execute(f"SELECT pg_advisory_xact_lock({WRITER}, {TURN})::text")

    @contextmanager
    def _transaction(self, locks: str) -> Iterator[None]:
        transaction_id = self._begin(locks)
        try:
            yield
        except BaseException:
            self._roll_back()
            raise
        self._commit(transaction_id)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send statements that only write without waiting for each; a page takes a hundred ways to the server else."""
        try:
            with self._connection.pipeline() as self._pipeline:
                yield
        except psycopg.Error as error:
            self._mend(error)
        finally:
            self._pipeline = None

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Read as of one moment."""
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self._inside = True
        try:
            yield
        finally:
            self._roll_back()

    def has_table(self, name: str) -> bool:
        """Say whether there is a table of this name."""
        return self.execute("SELECT to_regclass(CAST(? AS text))", [name]).fetchone() != (None,)

    def lock_site(self, site_id: int, name: str) -> SessionLock:
        """Keep other crawls and rebuilds of a site out of the database, those of other machines too."""
        key = (SITE, site_id)
        if not self.lock(key, name):
            raise DatabaseError(f"another process is crawling {name} into {self.name}; wait for it or stop it")
        return SessionLock(self, key)

    def close(self) -> None:
        """Close the connection; locks are let go of."""
        self._connection.close()

    # Locks

    def lock(self, key: tuple[int, int], name: str) -> bool:
        """Take an advisory lock for as long as this connection, or the one that takes its place, lives; say whether it
        could be had. `name` is what it stands for.
        """
        if key in self._held:
            return False
        (had,) = self.execute("SELECT pg_try_advisory_lock(CAST(? AS int), CAST(? AS int))", key).fetchone() or (False,)
        if had:
            self._held[key] = name
        return bool(had)

    def unlock(self, key: tuple[int, int]) -> None:
        """Let go of a lock; that of a connection that is gone is gone."""
        self._held.pop(key, None)
        with contextlib.suppress(psycopg.Error):
            self._connection.execute("SELECT pg_advisory_unlock($1::int, $2::int)", key)

    def holder_of(self, key: tuple[int, int]) -> str:
        """Say which connection holds a lock, to be added to a message; nothing where that cannot be told."""
        row = self.execute(
            "SELECT activity.pid, coalesce(host(client_addr), 'a socket'), to_char(backend_start, 'YYYY-MM-DD HH24:MI')"
            " FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND classid = CAST(? AS oid) AND objid = CAST(? AS oid)",
            key,
        ).fetchone()
        return f": connection {row[0]} by {row[1]}, since {row[2]} UTC" if row else ""

    def fileno(self) -> int:
        """Return the number the system has for the connection."""
        return self._connection.fileno()

    # Transactions

    def _begin(self, locks: str) -> str:
        while True:
            try:
                cursor = self._connection.execute(f"{_BEGIN}, {locks}".encode())
                cursor.nextset()
                row = cursor.fetchone()
                assert row is not None
                self._inside = True
                return str(row[0])
            except psycopg.Error as error:
                if not self._is_lost(error):
                    self._roll_back()
                self._mend(error)

    def _commit(self, transaction_id: str) -> None:
        try:
            status = self._connection.execute("COMMIT").statusmessage
        except psycopg.Error as error:
            lost = self._is_lost(error)
            self._roll_back()
            if not lost:
                raise as_ours(error) from error
            self._recover()
            if not self._was_committed(transaction_id):
                raise ConnectionLost(f"{self.name}: {said(error)}") from error
            return
        self._inside = False
        if status != "COMMIT":
            raise sqlite3.InternalError("a statement of the transaction had failed")

    def _was_committed(self, transaction_id: str) -> bool:
        ask = "SELECT pg_xact_status(CAST(CAST(? AS text) AS xid8))"
        while True:
            (status,) = self.execute(ask, [transaction_id]).fetchone() or ("",)
            if status != "in progress":
                return bool(status == "committed")
            time.sleep(AGAIN)

    def _roll_back(self) -> None:
        self._inside = False
        with contextlib.suppress(psycopg.Error):
            self._connection.execute("ROLLBACK")

    # A server that goes away

    def _mend(self, error: psycopg.Error) -> None:
        """Return where a statement may be run again, on a new connection; raise what the error is otherwise."""
        if isinstance(error, errors.DeadlockDetected):
            if self._inside:
                raise Deadlock(f"{self.name}: {said(error)}") from error
            return
        if not self._is_lost(error):
            raise as_ours(error) from error
        if self._inside:
            raise ConnectionLost(f"{self.name}: {said(error)}") from error
        self._recover()

    def _is_lost(self, error: psycopg.Error) -> bool:
        return self._connection.closed or isinstance(error, _GONE)

    def _recover(self) -> None:
        """Connect again and take the locks again; raises `Unavailable` once that was tried for long enough."""
        if self._given_up:
            raise Unavailable(self._given_up)
        self._connection.close()
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._connection = self._connected()
                missed = [name for key, name in self._held.items() if not self._locked_again(key)]
                if not missed:
                    return
                why = f"another process is crawling {missed[0]} now"
                self._connection.close()
            except psycopg.Error as error:
                why = said(error)
            if time.monotonic() >= until:
                self._given_up = f"{self.name} does not answer for {PATIENCE:.0f} seconds: {why}"
                raise Unavailable(self._given_up)
            time.sleep(AGAIN)

    def _locked_again(self, key: tuple[int, int]) -> bool:
        row = self._connection.execute("SELECT pg_try_advisory_lock($1::int, $2::int)", key).fetchone()
        return row is not None and bool(row[0])

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        connection = psycopg.connect(
            self._url, autocommit=True, connect_timeout=10, application_name="moroccan-news", client_encoding="utf8"
        )
        connection.cursor_factory = psycopg.RawCursor
        connection.server_cursor_factory = psycopg.RawServerCursor
        connection.prepared_max = 300
        for kind in (int, bool):
            connection.adapters.register_dumper(kind, _Number)
        connection.adapters.register_dumper(str, _Text)
        connection.adapters.register_loader("numeric", _Sum)
        connection.execute(_SESSION)
        if self._read_only:
            connection.execute("SET default_transaction_read_only = on")
        return connection


def _number_of(host: str) -> int:
    """Return the number of a host's lock, below 2^31."""
    return crc32(host.encode()) >> 1


def as_ours(error: psycopg.Error) -> sqlite3.Error:
    """Return an error as PEP 249 has it in the standard library."""
    kinds = (each.__name__ for each in type(error).__mro__ if each.__module__ == "psycopg")
    kind: type[sqlite3.Error] = getattr(sqlite3, next(kinds), sqlite3.Error)
    return kind(said(error))


def said(error: psycopg.Error) -> str:
    """Return what the server or the driver said, on one line."""
    return without_password(" ".join((error.diag.message_primary or str(error)).split()))


def _way_out(error: psycopg.Error) -> str:
    text = str(error)
    if "does not exist" in text and "database" in text:
        return "make it with createdb, or name another with -s DATABASE="
    if "password" in text or "authentication" in text or "role" in text:
        return "check user and password: ~/.pgpass and PGPASSWORD are read"
    return "start the server, or name another with -s DATABASE="
