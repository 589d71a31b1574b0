"""How a cluster is: its workers, its jobs, how fast they go and how far behind they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from crawler.database.queue import Queue

State = Literal["under way", "waiting", "done", "failed"]

RECENT_HOURS = 24
"""How far back jobs are counted and listed that ended."""

LISTED = 20
"""Jobs of a state that are listed at most."""

_WORKERS = """
SELECT id, host, pid, since, last_heartbeat AS heard, only_of AS only, pages, pace,
    (SELECT count(*) FROM procrastinate_jobs WHERE worker_id = id_of AND status = 'doing') AS jobs
FROM workers JOIN (SELECT id AS id_of, last_heartbeat FROM procrastinate_workers) AS lives ON id = id_of ORDER BY id
"""

# The time of a state is that of its last event; a job that was put back waits since its time came.
_JOBS = """
WITH states AS (
    SELECT id, task_name AS kind, args, queue_name AS queue, worker_id,
        CASE status WHEN 'doing' THEN 'under way' WHEN 'todo' THEN 'waiting' WHEN 'succeeded' THEN 'done' ELSE 'failed'
        END AS state,
        greatest(scheduled_at, (SELECT max(at) FROM procrastinate_events WHERE job_id = procrastinate_jobs.id)) AS since
    FROM procrastinate_jobs
), recent AS (
    SELECT *, count(*) OVER (PARTITION BY state) AS of_state,
        row_number() OVER (PARTITION BY state ORDER BY CASE WHEN state = 'waiting' THEN since END, since DESC) AS place
    FROM states WHERE state IN ('under way', 'waiting') OR since > now() - make_interval(hours => %(hours)s)
)
SELECT recent.id, kind, args, queue, state, since, of_state, reason, coalesce(tries, 0) AS tries,
    coalesce((SELECT host FROM workers WHERE workers.id = worker_id), endings.host) AS host
FROM recent LEFT JOIN endings ON job_id = recent.id WHERE place <= %(listed)s ORDER BY state, place
"""

_LAG = """
SELECT extract(epoch FROM now() - min(greatest(scheduled_at, at)))::float AS seconds FROM procrastinate_jobs
JOIN procrastinate_events ON job_id = procrastinate_jobs.id AND type IN ('deferred', 'deferred_for_retry')
WHERE status = 'todo' AND greatest(scheduled_at, at) <= now()
"""


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker: where it runs since when, when it last gave a sign of life, what it was started for, the pages it asked
    for, how many a second of late, and its jobs under way.
    """

    id: int
    host: str
    pid: int
    since: datetime
    heard: datetime
    only: str
    pages: int
    pace: float
    jobs: int


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job: what it does, since when it is as it is, where, and why it ended or was put back."""

    id: int
    kind: str
    what: str
    queue: str
    state: State
    since: datetime
    host: str | None
    reason: str | None
    tries: int


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """All workers; of each state how many jobs there are, those that ended of the last day; the jobs themselves, some
    of each state; `lag` is the seconds that the oldest due job waits.
    """

    now: datetime
    workers: list[WorkerRow]
    counts: dict[State, int]
    jobs: list[JobRow]
    lag: float

    @property
    def pace(self) -> float:
        """Pages a second of all workers."""
        return sum(worker.pace for worker in self.workers)


async def read_status(queue: Queue) -> ClusterStatus:
    """Return how a cluster is now."""
    [clock] = await queue.rows("SELECT now()")
    workers = [WorkerRow(**row) for row in await queue.rows(_WORKERS)]
    rows = await queue.rows(_JOBS, hours=RECENT_HOURS, listed=LISTED)
    [lag] = await queue.rows(_LAG)
    counts: dict[State, int] = {"under way": 0, "waiting": 0, "done": 0, "failed": 0}
    counts |= {row["state"]: row["of_state"] for row in rows}
    return ClusterStatus(clock["now"], workers, counts, [_job(row) for row in rows], lag["seconds"] or 0.0)


def _job(row: dict[str, Any]) -> JobRow:
    args = row.pop("args")
    del row["of_state"]
    words = [f"{name}={value}" for name, value in args.get("arguments", {}).items()]
    what = " ".join([args["site"], *words]) if row["kind"] == "crawl" else args["path"]
    return JobRow(what=what, **row)
