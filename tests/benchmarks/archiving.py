"""What keeping every exchange costs: the same crawl without and with an archive, turn about.

    python -m tests.benchmarks.archiving [PAGES] [ROUNDS]

Prints pages a second and processor time a page, the ratios of both, and how large the archive is. On a machine
with other guests the second ratio is the one that holds still.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from tests.benchmarks.runs import crawl_command, machine, measure, scratch
from tests.benchmarks.throughput import LINKS, PAGE_KB, count, line
from tests.newsroom import spawn


def main(pages: int = 1500, rounds: int = 5) -> float:
    """Run the comparison and return the median ratio of pages a second with an archive to without one."""
    ratios, cpu_ratios = [], []
    print(f"{machine()}; {pages} pages of {PAGE_KB} KB with {LINKS} article links, concurrency 32")
    with scratch() as folder, spawn(articles=pages, page_kb=PAGE_KB, links=LINKS, printed=True) as paper:
        arguments = {"url": paper.url, "mode": "backfill", "rest": "no"}
        for number in range(rounds):
            speeds, cpu = {}, {}
            # Whoever goes second finds a warmer machine: they take turns at that too.
            for kept in (False, True) if number % 2 == 0 else (True, False):
                database = Path(folder) / f"{number}-{kept}.db"
                archive = Path(folder) / f"{number}"
                run = measure(crawl_command("news", database, arguments, **({"ARCHIVE": str(archive)} if kept else {})))
                fetched = count(database, "SELECT count(*) FROM pages WHERE visited_at IS NOT NULL")
                speeds[kept] = fetched / run.seconds
                cpu[kept] = run.cpu_seconds / fetched
                print(line("with archive" if kept else "without", fetched, run))
            ratios.append(speeds[True] / speeds[False])
            cpu_ratios.append(cpu[True] / cpu[False])
            size = sum(file.stat().st_size for file in archive.iterdir())
            print(f"speed {ratios[-1]:.2f}, processor {cpu_ratios[-1]:.2f}; archive {size / 2**20:.0f} MiB")
    print(f"median ratios: speed {statistics.median(ratios):.2f}, processor {statistics.median(cpu_ratios):.2f}")
    return statistics.median(ratios)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
