"""One update in one process and in two: what the second core is worth, and whether any site was asked too early.

    python -m tests.benchmarks.update [PAPERS] [ARTICLES] [PACE] [ROUNDS]

Papers on hosts of their own, asked so fast that the processes have no time to spare; the two take turns. Speed and
pace are read from the papers' logs. Prints pages/s, their ratio, and the shortest time between two requests to a paper.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

import psutil

from tests.benchmarks.runs import machine, measure, scratch
from tests.newsroom.press import start_press
from tests.updates import shortest_gap, unlike, words

PAGE_KB, LINKS = 75, 30


def main(papers: int = 60, articles: int = 20, pace: float = 0.1, rounds: int = 3) -> float:
    """Return the median ratio of two processes to one, in pages a second."""
    print(f"{machine()}; {papers} papers of {articles} articles of {PAGE_KB} KB, a request in {pace} s each")
    ratios = []
    with scratch() as folder:
        for number in range(rounds):
            one, two = (speed_of(Path(folder) / f"{number}-{n}.db", n, papers, articles, pace) for n in (1, 2))
            ratios.append(two / one)
            print(f"ratio {ratios[-1]:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}")
    return statistics.median(ratios)


def speed_of(database: Path, processes: int, papers: int, articles: int, pace: float) -> float:
    """Update a fresh press into a fresh database and return pages a second."""
    with start_press(papers, printed=True, articles=articles, page_kb=PAGE_KB, links=LINKS, rest=False) as press:
        os.environ.update(press.environment)
        printed = psutil.Process(press.process.pid).cpu_times()
        update = words(database, "--processes", str(processes), DOWNLOAD_DELAY=pace)
        run = measure([sys.executable, "-m", "scrapy", *update])
        if wrong := unlike(press, database):
            raise RuntimeError(f"not every story is stored once: {wrong[:5]}")
        times = sorted(entry.at for log in press.log().values() for entry in log)
        gap = shortest_gap(press)
        served = psutil.Process(press.process.pid).cpu_times()
        serving = served.user + served.system - printed.user - printed.system
    speed = len(times) / (times[-1] - times[0])
    ms = 1000 / len(times)
    print(
        f"{processes} processes {speed:5.1f} pages/s, {len(times)} pages, {ms * run.cpu_seconds:.1f} ms CPU/page and"
        f" {ms * serving:.1f} the server's, {run.peak_mib:.0f} MiB; shortest gap {gap:.3f} s of {pace} s"
    )
    if gap < pace:
        raise RuntimeError("a paper was asked too early")
    return speed


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*map(int, given[:2]), *map(float, given[2:3]), *map(int, given[3:4]))
