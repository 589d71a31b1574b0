"""Rebuilds by one worker of a cluster and by two: what the second one is worth.

    python -m tests.benchmarks.cluster [FILES] [PAGES] [ROUNDS]

A worker has a core to itself, as on a machine of one core; the PostgreSQL server takes what it needs of both. The jobs
are archive files of a site each. Timed from the first job's begin to the last one's end, by the queue's own events, so
that the start of the workers does not count. Prints pages/s, the server's share of the processor time, the ratio, and
how many times the work of one the cores do at once, which no second worker can be worth more than.
"""

from __future__ import annotations

import os
import statistics
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.clock import to_text, utc_now
from tests.benchmarks.runs import cores_at_once, machine, scratch
from tests.clustering import Cluster
from tests.newsroom.press import Press, start_press
from tests.postgres import Server, processor_seconds
from tests.warcs import write_warc

PAGE_KB, LINKS = 75, 30
PAUSE = 3.0
"""Seconds between two looks at the jobs: each takes a connection and two processes, of which five a second were a tenth
of a core that the workers lacked."""
SPAN = "SELECT extract(epoch FROM max(at) - min(at)) FROM cluster.procrastinate_events WHERE type <> 'deferred'"


def main(files: int = 8, pages: int = 150, rounds: int = 3) -> float:
    """Return the median ratio of two workers to one, in jobs a second."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    if len(cores) < 2:
        raise SystemExit("this takes two cores")
    print(f"{machine()}; {files} files of {pages} pages of {PAGE_KB} KB, a worker a core")
    ratios = []
    with (
        scratch() as folder,
        start_press(files, articles=pages, page_kb=PAGE_KB, links=LINKS, rest=False) as press,
        _running() as server,
    ):
        warcs = [_write(press, number, Path(folder)) for number in range(1, files + 1)]
        for _ in range(rounds):
            one, two = (_seconds(server, press, warcs, cores[:count], Path(folder)) for count in (1, 2))
            ratios.append(one / two)
            print(f"ratio {ratios[-1]:.2f}; cores at once: {cores_at_once():.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}")
    return statistics.median(ratios)


def _seconds(server: Server, press: Press, warcs: list[Path], cores: list[int], folder: Path) -> float:
    """Let a worker on each core rebuild all files into a new database, and return how long that took."""
    with Cluster(server, press, WORKER_SILENCE=60) as cluster:
        cluster.run("schedule", "rebuild", *map(str, warcs))
        before = server.processor_seconds()
        workers = [cluster.work("--processes", "1", log=folder / f"{core}.log") for core in cores]
        for worker, core in zip(workers, cores, strict=True):
            os.sched_setaffinity(worker.process.pid, {core})
        cluster.wait(600, pause=PAUSE)
        served = server.processor_seconds() - before
        [(span,)] = cluster.sql(SPAN)
        stored = cluster.stored()
        worked = sum(processor_seconds(each) for worker in workers for each in worker.family())
    seconds = float(span)
    pages = sum(len(press.truth(number)) for number in range(1, press.papers + 1))
    if stored != pages or (jobs := cluster.jobs()) != {"succeeded": len(warcs)}:
        raise RuntimeError(f"{stored} of {pages} articles stored; {jobs}")
    print(
        f"{len(cores)} workers {pages / seconds:5.1f} pages/s, {len(warcs)} jobs in {seconds:.1f} s;"
        f" the server's share of the processor time {100 * served / (served + worked):.0f}%"
    )
    return seconds


@contextmanager
def _running() -> Iterator[Server]:
    server = Server(options="")
    try:
        yield server
    finally:
        server.close()


def _write(press: Press, number: int, folder: Path) -> Path:
    """Write the article pages of a paper as response records."""
    warc = folder / f"paper{number:02}.warc.gz"
    urls = [story["url"] for story in press.truth(number)]
    write_warc(warc, ((url, _fetched(url)) for url in urls), at=to_text(utc_now()))
    return warc


def _fetched(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
