"""The jobs of a cluster, in the schema `cluster` of the database: Procrastinate's tables, and a few of our own.

Procrastinate says which job is next, holds its lock and takes note of its states. A job is taken from a worker that is
dead, and put back, in one statement each: a worker whose job was taken away can neither end it nor put it back.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.schema import SchemaManager

from crawler.database.address import is_server, without_password
from crawler.database.errors import DatabaseError, Unavailable

SCHEMA = "cluster"
KEEP_HOURS = 7 * 24
"""How long what became of a job is kept."""

_SESSION = f"SET search_path = {SCHEMA}; SET timezone = 'UTC'; SET jit = off"
_MAKING = 0x4D4E455A
"""Number of the advisory lock under which the tables are made ("MNEZ")."""

_ADD = """
SELECT procrastinate_defer_jobs_v1(ARRAY[
    ROW(%(queue)s, %(kind)s, 0, %(lock)s, %(key)s, %(args)s::jsonb, NULL)::procrastinate_job_to_defer_v1
])
WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %(key)s AND status IN ('todo', 'doing'))
"""

_REGISTER = """
WITH made AS (INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id)
INSERT INTO workers (id, host, pid, only_of) SELECT id, %(host)s, %(pid)s, %(only)s FROM made RETURNING id
"""

_BEAT = """
WITH alive AS (UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id = %(worker)s RETURNING id)
UPDATE workers SET pages = %(pages)s, pace = %(pace)s WHERE id IN (SELECT id FROM alive) RETURNING id
"""

# A server that has just come up again has heard of nobody for a while: that is no worker's silence.
_BURY = """
DELETE FROM procrastinate_workers
WHERE greatest(last_heartbeat, pg_postmaster_start_time()) < now() - make_interval(secs => %(silence)s) RETURNING id
"""

_RECOVER = """
WITH lost AS (
    SELECT id FROM procrastinate_jobs
    WHERE status = 'doing' AND (worker_id IS NULL OR (worker_id = %(worker)s AND id <> ALL(%(running)s::bigint[])))
    FOR UPDATE SKIP LOCKED
)
SELECT id, procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM lost
"""

_MINE = """
WITH mine AS (
    SELECT id FROM procrastinate_jobs WHERE id = %(job)s AND status = 'doing' AND worker_id = %(worker)s FOR UPDATE
), noted AS (
    INSERT INTO endings (job_id, host, reason, tries) SELECT id, %(host)s, %(reason)s, %(failed)s::int FROM mine
    ON CONFLICT (job_id) DO UPDATE
    SET at = now(), host = excluded.host, reason = excluded.reason, tries = endings.tries + excluded.tries
)
"""
_FINISH = _MINE + "SELECT procrastinate_finish_job_v1(id, %(status)s::procrastinate_job_status, false) FROM mine"
_GIVE_BACK = (
    _MINE
    + "SELECT procrastinate_retry_job_v2(id, now() + make_interval(secs => %(seconds)s), NULL, NULL, NULL) FROM mine"
)

_LOAD = """
SELECT queue_name, count(*) FILTER (WHERE status = 'todo') AS due, count(*) AS jobs FROM procrastinate_jobs
WHERE status = 'doing' OR (status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())) GROUP BY 1
"""


class QueueError(Unavailable):
    """The server did not answer, or not as it should; the message says what it said."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be. Of jobs with one `lock` only one is under way, of those with one `key` there is only one."""

    kind: Literal["crawl", "rebuild"]
    queue: str
    key: str
    args: dict[str, Any]
    lock: str | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """How much there is to do: by queue the jobs that are due, and those with those under way; the workers that share
    them.
    """

    due: dict[str, int] = field(default_factory=dict)
    jobs: dict[str, int] = field(default_factory=dict)
    workers: int = 1


class Queue:
    """An open queue."""

    def __init__(self, connector: PsycopgConnector) -> None:
        self._connector = connector
        self._manager = JobManager(connector)
        self.host = socket.gethostname()

    # Adding

    async def add(self, job: NewJob) -> bool:
        """Add a job; say whether it was, or one of its key waits or is under way already."""
        given = {"queue": job.queue, "kind": job.kind, "lock": job.lock, "key": job.key, "args": job.args}
        try:
            return bool(await self.rows(_ADD, **given))
        except UniqueViolation:
            return False

    # A worker

    async def register(self, only: str) -> int:
        """Note that a worker is there, and return its number."""
        [row] = await self.rows(_REGISTER, host=self.host, pid=os.getpid(), only=only)
        return int(row["id"])

    async def unregister(self, worker: int) -> None:
        """Note that a worker is gone."""
        await self._do(self._manager.unregister_worker(worker))

    async def beat(self, worker: int, pages: int, pace: float) -> bool:
        """Note that a worker is alive; say whether it was not taken for dead."""
        return bool(await self.rows(_BEAT, worker=worker, pages=pages, pace=pace))

    async def recover(self, worker: int, running: Collection[int], silence: float) -> tuple[list[int], list[int]]:
        """Take those for dead who were silent for so many seconds, and put their jobs back, with those that are said
        to be a worker's that does not run them. Return the numbers of both.
        """
        dead = await self.rows(_BURY, silence=silence)
        jobs = await self.rows(_RECOVER, worker=worker, running=list(running))
        return [row["id"] for row in dead], [row["id"] for row in jobs]

    async def load(self, only: str) -> Load:
        """Return how much there is to do, and how many workers were started like this one."""
        rows = await self.rows(_LOAD)
        [alike] = await self.rows("SELECT count(*) FROM workers WHERE only_of = %(only)s", only=only)
        return Load(
            {row["queue_name"]: row["due"] for row in rows if row["due"]},
            {row["queue_name"]: row["jobs"] for row in rows},
            max(alike["count"], 1),
        )

    async def take(self, queues: Sequence[str], worker: int) -> Job | None:
        """Return the next job of these queues, which is the worker's from now on."""
        try:
            job: Job | None = await self._do(self._manager.fetch_job(queues, worker))
        except UniqueViolation:  # two workers were about to take two jobs of one lock
            return None
        return job

    async def finish(self, job: int, worker: int, reason: str, *, failed: bool) -> None:
        """Note that a job of a worker ended, and why; nothing where it is the worker's no more."""
        status = "failed" if failed else "succeeded"
        await self.rows(
            _FINISH, job=job, worker=worker, host=self.host, reason=reason, failed=int(failed), status=status
        )

    async def give_back(self, job: int, worker: int, reason: str, *, failed: bool, seconds: float = 0) -> None:
        """Put a job of a worker back, to be taken in so many seconds."""
        await self.rows(
            _GIVE_BACK, job=job, worker=worker, host=self.host, reason=reason, failed=int(failed), seconds=seconds
        )

    async def tries(self, job: int) -> int:
        """Return how often a job failed and was put back."""
        rows = await self.rows("SELECT tries FROM endings WHERE job_id = %(job)s", job=job)
        return int(rows[0]["tries"]) if rows else 0

    async def forget_old(self) -> None:
        """Delete the jobs that ended long ago."""
        await self._do(self._manager.delete_old_jobs(KEEP_HOURS, None, True, True, True))

    async def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """Run a statement with values named `%(name)s` and return its rows. Raises `QueueError`."""
        return list(await self._do(self._connector.execute_query_all_async(sql, **values)))

    async def _do(self, work: Any) -> Any:
        try:
            return await work
        except UniqueViolation:
            raise
        except ConnectorException as error:
            raise QueueError(" ".join(str(error.__cause__ or error).split())) from error


logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # who asks the queue is told, and says it once


@asynccontextmanager
async def open_queue(url: str) -> AsyncIterator[Queue]:
    """Open the queue of a database, its tables made as needed. Raises `DatabaseError` for a database in a file, and
    where the server does not answer.
    """
    if not is_server(url):
        raise DatabaseError(
            f"{url} is a file, and a cluster shares a server: -s DATABASE=postgresql://host/name (docs/cluster.md)"
        )
    try:
        await _make_tables(url)
    except psycopg.Error as error:
        said = without_password(" ".join(str(error).split()))
        raise DatabaseError(f"cannot use {without_password(url)}: {said}") from error
    connector = PsycopgConnector(
        conninfo=url, min_size=1, max_size=2, timeout=2, reconnect_timeout=1, configure=_configure
    )
    await connector.open_async()
    try:
        yield Queue(connector)
    finally:
        await connector.close_async()


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.execute(_SESSION)
    await connection.commit()


async def _make_tables(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, connect_timeout=10) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING])
        cursor = await connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.paces"])
        if await cursor.fetchone() != (None,):
            return
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        await connection.execute(f"SET LOCAL search_path = {SCHEMA}")
        await connection.execute(SchemaManager.get_schema())
        ours = files("crawler.database") / "schema_cluster" / "cluster.sql"
        await connection.execute(ours.read_bytes())
