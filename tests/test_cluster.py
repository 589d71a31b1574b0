"""A cluster: workers on one PostgreSQL server, started, stopped and killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster_kills import RESTARTS, ordeal
from tests.clustering import Cluster, too_early
from tests.newsroom.press import Press, start_press
from tests.postgres import Server, needs_postgres
from tests.updates import PACE

pytestmark = [pytest.mark.timeout(600), needs_postgres]
PAPERS = 4


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with start_press(PAPERS, articles=8, rest=False) as running:
        yield running


@pytest.fixture
def cluster(server: Server, press: Press) -> Iterator[Cluster]:
    with Cluster(server, press) as made:
        yield made


def test_what_is_to_be_done_once_is_done_by_all_workers_together(cluster: Cluster, tmp_path: Path) -> None:
    assert cluster.run("schedule", "once").stdout == f"{PAPERS} jobs added\n"
    assert "wait or are under way already" in cluster.run("schedule", "once", "paper01").stdout
    workers = [cluster.work("--processes", "1", log=tmp_path / name, USER_AGENT=name) for name in ("one", "two")]
    cluster.wait(180)
    assert [worker.stop() for worker in workers] == [0, 0]
    assert cluster.unlike() == []
    assert cluster.jobs() == {"succeeded": PAPERS}
    assert too_early(cluster.press, PACE) == []


@pytest.mark.long
def test_killed_workers_and_a_restarted_server_lose_nothing_and_hurry_nobody(tmp_path: Path) -> None:
    findings = ordeal(tmp_path, papers=9, articles=40, pace=0.5)
    print(findings)
    assert findings.wrong == []
    assert findings.restarts == len(RESTARTS)
    assert findings.handovers > 0
