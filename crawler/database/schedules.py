"""The schedules of a cluster: jobs that come again. They live in the database, and any worker adds what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler.database.queue import NewJob, Queue

_ADD = """
INSERT INTO schedules (key, queue, lock, args, every)
VALUES (%(key)s, %(queue)s, %(lock)s, %(args)s::jsonb, %(every)s)
ON CONFLICT (key) DO UPDATE SET queue = excluded.queue, lock = excluded.lock, args = excluded.args,
    every = excluded.every, next_at = least(schedules.next_at, now() + excluded.every)
RETURNING id
"""

# One that was missed, as no worker was there, comes once, and goes on from now. While a job waits or is under way, it
# does not come again.
_FIRE = """
WITH due AS (
    SELECT id FROM schedules WHERE next_at <= now() FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE schedules SET next_at = CASE WHEN next_at + every > now() THEN next_at + every ELSE now() + every END
    WHERE id IN (SELECT id FROM due) RETURNING key, queue, lock, args
)
SELECT procrastinate_defer_jobs_v1(array_agg(
    ROW(queue, 'crawl', 0, lock, key, args, NULL)::procrastinate_job_to_defer_v1
)) FROM moved
WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = moved.key AND status IN ('todo', 'doing'))
HAVING count(*) > 0
"""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that comes `every` so often, next at a time in UTC."""

    site: str
    arguments: dict[str, str]
    queue: str
    every: timedelta
    next_at: datetime


async def add_schedule(queue: Queue, job: NewJob, every: float) -> None:
    """Let a job come every so many seconds, from now on; one of the same site and arguments is changed."""
    await queue.rows(_ADD, key=job.key, queue=job.queue, lock=job.lock, args=job.args, every=timedelta(seconds=every))


async def remove_schedules(queue: Queue, sites: Sequence[str]) -> int:
    """Remove all schedules of sites; return how many there were. Jobs that wait or are under way stay."""
    gone = "DELETE FROM schedules WHERE args ->> 'site' = ANY(%(sites)s) RETURNING id"
    return len(await queue.rows(gone, sites=list(sites)))


async def all_schedules(queue: Queue) -> list[Schedule]:
    """Return the schedules, the next first."""
    rows = await queue.rows("SELECT args, queue, every, next_at FROM schedules ORDER BY next_at, key")
    return [_schedule(**row) for row in rows]


async def fire(queue: Queue) -> None:
    """Add the jobs that are due."""
    await queue.rows(_FIRE)


def _schedule(args: dict[str, Any], queue: str, every: timedelta, next_at: datetime) -> Schedule:
    return Schedule(args["site"], args["arguments"], queue, every, next_at)
