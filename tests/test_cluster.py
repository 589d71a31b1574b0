"""A cluster: workers on one PostgreSQL server, started, stopped and killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.clock import from_text
from tests.cluster_kills import RESTARTS, ordeal
from tests.clustering import Cluster, at_once, lines_of, too_early
from tests.newsroom.press import Press, start_press
from tests.postgres import Server, needs_postgres
from tests.updates import PACE
from tests.warcs import page, write_warc

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800), needs_postgres]
PAPERS = 4
PATIENCE = 600
"""Seconds that a busy machine may take to do a few jobs."""


@pytest.fixture
def press() -> Iterator[Press]:
    with start_press(PAPERS, articles=8, rest=False) as running:
        yield running


@pytest.fixture
def cluster(server: Server, press: Press) -> Iterator[Cluster]:
    with Cluster(server, press) as made:
        yield made


def test_workers_do_together_what_is_to_be_done_each_site_by_one_of_them(cluster: Cluster, tmp_path: Path) -> None:
    delay = 3
    assert cluster.run("schedule", "once").stdout == f"{PAPERS} jobs added\n"
    cluster.sql(f"INSERT INTO cluster.paces VALUES ('paper01', {delay})")  # a Crawl-delay that is there no more
    workers = [cluster.work("--processes", "1", log=tmp_path / name, USER_AGENT=name) for name in ("one", "two")]
    cluster.wait(PATIENCE)
    [told] = lines_of(cluster.run("cluster", "--json"))
    assert [worker.stop() for worker in workers] == [0, 0]
    assert cluster.unlike() == []
    assert cluster.jobs() == {"succeeded": PAPERS}
    assert too_early(cluster.press, PACE) == []
    assert at_once(cluster.press) == []
    [(begun,)] = cluster.sql("SELECT started_at FROM runs JOIN sites ON sites.id = site_id WHERE name = 'paper01'")
    assert cluster.press.log()["paper01"][0].at >= from_text(begun).timestamp() + delay
    assert cluster.sql("SELECT seconds FROM cluster.paces WHERE site = 'paper01'") == [("0",)]
    assert {worker["pid"] for worker in told["workers"]} == {worker.process.pid for worker in workers}
    assert told["counts"]["done"] == PAPERS
    assert {job["reason"] for job in told["jobs"]} == {"finished"}


def test_a_worker_that_is_stopped_puts_its_jobs_back_for_another(cluster: Cluster, tmp_path: Path) -> None:
    cluster.run("schedule", "once")
    first = cluster.work("--processes", "1", log=tmp_path / "one", USER_AGENT="one")
    cluster.wait(PATIENCE, until=lambda: any(cluster.press.log().values()))
    assert first.stop() == 0
    assert cluster.jobs() == {"todo": PAPERS}
    assert {row[0] for row in cluster.sql("SELECT reason FROM cluster.endings")} == {"shutdown"}
    assert cluster.sql("SELECT count(*) FROM runs WHERE reason IS NULL") == [("0",)]
    cluster.work("--processes", "1", log=tmp_path / "two", USER_AGENT="two")
    cluster.wait(PATIENCE)
    assert cluster.unlike() == []
    assert too_early(cluster.press, PACE) == []
    assert at_once(cluster.press) == []


def test_a_worker_takes_only_what_it_was_started_for(cluster: Cluster, tmp_path: Path) -> None:
    sites = tmp_path / "sites.toml"
    sites.write_text('[paper01]\nregion = "ma"\n\n[paper02]\ntags = ["daily"]\n', encoding="utf-8")
    cluster.run("schedule", "once", SITES_FILE=sites)
    cluster.work("--processes", "1", log=tmp_path / "anywhere", SITES_FILE=sites)
    cluster.wait(PATIENCE, until=lambda: cluster.jobs() == {"succeeded": PAPERS - 1, "todo": 1})
    shown = cluster.run("cluster").stdout
    assert "No worker takes 1 of them, for region=ma" in shown
    cluster.work("--processes", "1", "--only", "region=ma", log=tmp_path / "morocco", SITES_FILE=sites)
    cluster.wait(PATIENCE)
    assert cluster.unlike() == []


def test_archive_files_are_rebuilt_by_workers_one_of_which_dies(cluster: Cluster, tmp_path: Path) -> None:
    pages = 300
    for part in range(3):
        urls = (
            f"http://127.0.1.{part + 1}:{cluster.press.port}/fr/politique/story-{number}.html"
            for number in range(pages)
        )
        write_warc(tmp_path / f"{part}.warc.gz", ((url, page(number)) for number, url in enumerate(urls)))
    cluster.run("schedule", "rebuild", *(str(tmp_path / f"{part}.warc.gz") for part in range(3)))
    first = cluster.work("--processes", "2", log=tmp_path / "one")
    cluster.wait(PATIENCE, until=lambda: cluster.stored() > pages)
    first.kill()
    cluster.work("--processes", "2", log=tmp_path / "two")
    cluster.wait(PATIENCE)
    assert cluster.jobs() == {"succeeded": 3}
    assert cluster.sql("SELECT count(*) FROM articles") == [(str(3 * pages),)]
    assert cluster.sql("SELECT sum((counts::json ->> 'captures')::int) FROM runs") == [(str(3 * pages),)]


@pytest.mark.longest
def test_killed_workers_and_a_restarted_server_lose_nothing_and_hurry_nobody(tmp_path: Path) -> None:
    findings = ordeal(tmp_path, papers=9, articles=40, pace=1.0)
    print(findings)
    assert findings.wrong == []
    assert findings.restarts == len(RESTARTS)
    assert findings.handovers > 0
