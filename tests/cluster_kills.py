"""An ordeal for a cluster: three workers, one of which, as it is at work, is killed with -9 every ten seconds and
started again, and a PostgreSQL server that is restarted twice, once as if its power had failed.

    python -m tests.cluster_kills [PAPERS] [ARTICLES] [PACE]

Every page of every paper must be fetched, every article stored once, and no paper asked by two workers at once or
faster than its pace, by the papers' own logs. 30 papers of 200 articles are the whole ordeal; the long tests have a
smaller one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.clustering import Cluster, WorkerProcess, at_once, never_asked, too_early
from tests.newsroom.press import start_press
from tests.postgres import Server

WORKERS, KILL_SECONDS = 3, 10.0
AT_WORK = 2
"""Workers that must have asked for pages before one of them is killed: a busy machine takes its time to start one."""

RESTARTS = ((1 / 4, "fast"), (1 / 2, "immediate"))
"""The share of articles with which the server is restarted, and how it is stopped."""

MOST_SECONDS = 1800.0


@dataclass
class Findings:
    """What an ordeal came to."""

    seconds: float = 0
    kills: int = 0
    restarts: int = 0
    requests: int = 0
    articles: int = 0
    handovers: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.requests} requests, {self.articles} articles in {self.seconds:.0f} s; {self.kills} kills,"
            f" {self.restarts} restarts of the server, {self.handovers} sites handed over; {len(self.wrong)} wrong"
        )


def ordeal(folder: Path, papers: int, articles: int, pace: float) -> Findings:
    """Let a cluster crawl a press whole under all this; logs of workers go into the folder."""
    server = Server(options="")  # it must keep what it confirmed
    try:
        with (
            start_press(papers, printed=True, articles=articles, rest=False) as press,
            Cluster(server, press, DOWNLOAD_DELAY=pace) as cluster,
        ):
            cluster.run("schedule", "once", "-a", "mode=backfill")
            findings = Findings()
            began = time.monotonic()
            _torment(cluster, folder, papers * articles, findings)
            findings.seconds = time.monotonic() - began
            _judge(cluster, pace, findings)
            return findings
    finally:
        server.close()


def _torment(cluster: Cluster, folder: Path, articles: int, findings: Findings) -> None:
    def start(number: int, life: int) -> None:
        name = f"worker{number}.{life}"
        log = folder / f"worker{number}.log"
        workers[number] = cluster.work("--processes", "1", log=log, USER_AGENT=name, LOG_LEVEL="INFO")

    workers: dict[int, WorkerProcess] = {}
    for number in range(WORKERS):
        start(number, 0)
    began = last = time.monotonic()
    while not _done(cluster):
        assert time.monotonic() - began < MOST_SECONDS, findings
        time.sleep(0.5)
        if findings.restarts < len(RESTARTS) and cluster.stored() >= RESTARTS[findings.restarts][0] * articles:
            cluster.server.stop(RESTARTS[findings.restarts][1])
            cluster.server.start()
            findings.restarts += 1
        pids = _at_work(cluster)
        at_work = [number for number, worker in workers.items() if worker.process.pid in pids]
        if time.monotonic() - last < KILL_SECONDS or len(at_work) < AT_WORK:
            continue
        last = time.monotonic()
        number = at_work[findings.kills % len(at_work)]
        if findings.kills % 2:
            workers[number].kill_alone()
        else:
            workers[number].kill()
        findings.kills += 1
        start(number, findings.kills)


def _at_work(cluster: Cluster) -> set[int]:
    """Return the workers that have asked for pages."""
    try:
        return {int(pid) for (pid,) in cluster.sql("SELECT pid FROM cluster.workers WHERE pages > 0")}
    except subprocess.CalledProcessError:
        return set()


def _done(cluster: Cluster) -> bool:
    try:
        return cluster.jobs().keys() <= {"succeeded", "failed"}
    except subprocess.CalledProcessError:
        return False


def _judge(cluster: Cluster, pace: float, findings: Findings) -> None:
    press = cluster.press
    left = cluster.sql("SELECT count(*) FROM pages WHERE state IN ('pending', 'retry')")
    findings.wrong = [
        *cluster.unlike(),
        *(f"never fetched: {url}" for url in never_asked(press)),
        *(f"too early: {each}" for each in too_early(press, pace)),
        *(f"at once: {each}" for each in at_once(press)),
        *([f"{left[0][0]} pages left"] if left != [("0",)] else []),
        *(f"{count} jobs {state}" for state, count in cluster.jobs().items() if state != "succeeded"),
    ]
    log = press.log()
    findings.requests = sum(map(len, log.values()))
    findings.articles = cluster.stored()
    findings.handovers = sum(len({entry.user_agent for entry in entries}) - 1 for entries in log.values())


def main(papers: int = 30, articles: int = 200, pace: float = 0.5) -> int:
    """Print what the ordeal came to; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="moroccan-news-") as folder:
        findings = ordeal(Path(folder), papers, articles, pace)
    print(findings)
    print("\n".join(findings.wrong[:20]))
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(*map(int, given[:2]), *map(float, given[2:3])))
