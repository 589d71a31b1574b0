"""The queue of a cluster: which jobs are whose, what the dead leave, what comes again, and what is shown of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from crawler.cluster.jobs import crawl_job, lock_of, rebuild_job
from crawler.cluster.report import as_json, untaken
from crawler.cluster.routes import Only, queue_of
from crawler.database.cluster_status import read_status
from crawler.database.errors import DatabaseError
from crawler.database.queue import Queue, open_queue
from crawler.database.schedules import add_schedule, all_schedules, fire, remove_schedules
from crawler.overrides import Override
from crawler.update.plan import Candidate
from tests.postgres import Server, needs_postgres


def site(name: str, *hosts: str, **override: object) -> Candidate:
    found = frozenset(hosts or (f"{name}.example",))
    return Candidate(name, "press", frozenset({"ar"}), found, "press.py", Override(**override))  # type: ignore[arg-type]


GOUD = site("goud")
UPDATE = crawl_job(GOUD, {}, [GOUD])
BACKFILL = crawl_job(GOUD, {"mode": "backfill", "since": "2020-01-01"}, [GOUD])


def on(server: Server, work: Callable[[Queue], Awaitable[None]]) -> None:
    """Do something with the queue of a new database."""

    async def opened() -> None:
        async with open_queue(server.new()) as queue:
            await work(queue)

    asyncio.run(opened())


@pytest.mark.parametrize(
    ("only", "queue", "taken"),
    [
        ("", "crawl", True),
        ("", "rebuild", True),
        ("", "crawl tag=daily", True),
        ("", "crawl region=ma", False),  # it may be asked from there alone
        ("region=ma", "crawl region=ma tag=daily", True),
        ("region=ma", "crawl", False),
        ("region=ma,region=fr", "crawl region=fr", True),
        ("tag=daily", "crawl tag=daily tag=slow", True),
        ("tag=daily", "crawl tag=slow", False),
        ("region=ma,tag=daily", "crawl region=ma", False),
        ("region=ma,tag=daily", "crawl region=fr tag=daily", False),
    ],
)
def test_a_worker_takes_what_it_was_started_for(only: str, queue: str, taken: bool) -> None:
    assert Only.read(only).takes(queue) is taken


def test_what_a_worker_is_started_for_is_written_as_it_is_read() -> None:
    assert str(Only.read("tag=slow,region=ma")) == "region=ma,tag=slow"
    with pytest.raises(ValueError, match="--only regoin=ma: must be region=WORD or tag=WORD"):
        Only.read("regoin=ma")


def test_a_site_is_queued_for_its_region_and_tags() -> None:
    job = crawl_job(site("goud", region="ma", tags=("slow", "daily")), {}, [])
    assert job.queue == queue_of("crawl", "ma", ["daily", "slow"]) == "crawl region=ma tag=daily tag=slow"


def test_sites_that_share_a_host_share_a_lock_by_however_many_steps() -> None:
    chain = [site("c", "3.example", "2.example"), site("a", "1.example"), site("b", "1.example", "2.example")]
    assert {lock_of(each, chain) for each in chain} == {"site a"}
    assert lock_of(site("d", "4.example"), chain) == "site d"


def test_a_file_is_no_cluster(tmp_path: Path) -> None:
    async def opened() -> None:
        async with open_queue(str(tmp_path / "news.db")):
            pass

    with pytest.raises(DatabaseError, match=r"news.db is a file, and a cluster shares a server"):
        asyncio.run(opened())


@needs_postgres
def test_a_site_has_one_worker_and_a_job_is_there_once(server: Server) -> None:
    async def work(queue: Queue) -> None:
        assert await queue.add(UPDATE)
        assert not await queue.add(UPDATE)
        assert await queue.add(BACKFILL)
        one, two = await queue.register(""), await queue.register("")
        job = await queue.take(["crawl"], one)
        assert job is not None
        assert job.task_kwargs == {"site": "goud", "arguments": {}}
        assert await queue.take(["crawl"], two) is None  # its back-fill waits for its update
        assert not await queue.add(UPDATE)  # nor is one added that is under way
        await queue.finish(job.id or 0, one, "finished", failed=False)
        assert await queue.take(["crawl"], two) is not None
        assert await queue.add(UPDATE)

    on(server, work)


@needs_postgres
def test_the_job_of_a_dead_worker_goes_to_another_and_is_no_more_its_own(server: Server) -> None:
    async def work(queue: Queue) -> None:
        await queue.add(UPDATE)
        dead, alive = await queue.register(""), await queue.register("")
        job = await queue.take(["crawl"], dead)
        assert job is not None and job.id is not None
        await queue.rows("SELECT pg_sleep(0.6)")
        assert await queue.beat(alive, 0, 0)
        assert await queue.recover(alive, [], 30) == ([], [])  # not for long enough
        assert await queue.recover(alive, [], 0.5) == ([dead], [job.id])
        again = await queue.take(["crawl"], alive)
        assert again is not None and again.id == job.id

        assert not await queue.beat(dead, 0, 0)  # it was only slow
        await queue.finish(job.id, dead, "finished", failed=False)
        await queue.give_back(job.id, dead, "shutdown", failed=False)
        status = await read_status(queue)
        assert [(each.id, each.state) for each in status.jobs] == [(job.id, "under way")]

    on(server, work)


@needs_postgres
def test_a_job_a_worker_took_without_hearing_of_it_is_put_back(server: Server) -> None:
    async def work(queue: Queue) -> None:
        await queue.add(UPDATE)
        worker = await queue.register("")
        job = await queue.take(["crawl"], worker)
        assert job is not None and job.id is not None
        assert await queue.recover(worker, [job.id], 60) == ([], [])
        assert await queue.recover(worker, [], 60) == ([], [job.id])

    on(server, work)


@needs_postgres
def test_a_schedule_comes_again_but_never_beside_itself(server: Server) -> None:
    async def work(queue: Queue) -> None:
        await add_schedule(queue, UPDATE, 900)
        await asyncio.gather(fire(queue), fire(queue))
        worker = await queue.register("")
        job = await queue.take(["crawl"], worker)
        assert job is not None
        assert await queue.take(["crawl"], worker) is None
        await _let_it_be_due(queue)
        await fire(queue)  # under way: it is not added
        await queue.finish(job.id or 0, worker, "finished", failed=False)
        assert await queue.take(["crawl"], worker) is None
        await _let_it_be_due(queue)
        await fire(queue)
        assert await queue.take(["crawl"], worker) is not None
        [schedule] = await all_schedules(queue)
        assert (schedule.site, schedule.every.total_seconds()) == ("goud", 900)
        assert await remove_schedules(queue, ["goud", "hespress"]) == 1
        assert await all_schedules(queue) == []

    async def _let_it_be_due(queue: Queue) -> None:
        await queue.rows("UPDATE schedules SET next_at = now() - interval '1 day' RETURNING id")

    on(server, work)


@needs_postgres
def test_what_failed_and_what_nobody_takes_is_shown(server: Server) -> None:
    async def work(queue: Queue) -> None:
        worker = await queue.register("tag=daily")
        for each in (UPDATE, rebuild_job(Path("news.warc.gz"), None), crawl_job(site("h", tags=("daily",)), {}, [])):
            await queue.add(each)
        job = await queue.take(["crawl"], worker)
        assert job is not None
        await queue.finish(job.id or 0, worker, "refused", failed=True)
        status = await read_status(queue)
        assert status.counts == {"under way": 0, "waiting": 2, "failed": 1, "done": 0}
        [failed] = [each for each in status.jobs if each.state == "failed"]
        assert (failed.what, failed.reason, failed.host) == ("goud", "refused", queue.host)
        assert [Path(each.what).name for each in untaken(status)] == ["news.warc.gz"]
        assert status.lag > 0
        told = json.loads(as_json(status))
        assert told["workers"][0]["only"] == "tag=daily"
        assert told["untaken"] == [untaken(status)[0].id]

    on(server, work)
