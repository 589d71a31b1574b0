"""The whole job (parse, extract, follow 30 links, store) against a bare Scrapy spider that only downloads.

    python -m tests.benchmarks.throughput [PAGES] [ROUNDS]

Same server, same pages, same concurrency, no delay; the two take turns. The pages are made ahead: on two cores what the
server computes is taken from those it serves. Prints pages/s and the ratio of each round, of the fastest of either, as
other work on the machine only ever adds, and of all rounds together.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from statistics import harmonic_mean

from tests.benchmarks.runs import Measured, bare_command, crawl_command, machine, measure, scratch
from tests.newsroom import spawn

PAGE_KB, LINKS = 75, 30


def main(pages: int = 1500, rounds: int = 3) -> float:
    """Run the comparison and return the ratio of whole job to bare spider, in pages a second, the fastest of each."""
    bare_speeds, whole_speeds = [], []
    print(f"{machine()}; {pages} pages of {PAGE_KB} KB with {LINKS} article links, concurrency 32")
    with scratch() as folder, spawn(articles=pages, page_kb=PAGE_KB, links=LINKS, printed=True) as paper:
        urls = [story["url"] for story in paper.truth()]
        for number in range(rounds):
            bare = measure(bare_command(urls, Path(folder)))
            database = Path(folder) / f"{number}.db"
            whole = measure(crawl_command("news", database, {"url": paper.url, "mode": "backfill", "rest": "no"}))
            fetched = count(database, "SELECT count(*) FROM pages WHERE visited_at IS NOT NULL")
            stored = count(database, "SELECT count(*) FROM articles")
            bare_speeds.append(len(urls) / bare.seconds)
            whole_speeds.append(fetched / whole.seconds)
            print(line("bare spider", len(urls), bare))
            print(f"{line('whole job', fetched, whole)}, {stored} articles stored", end="")
            print(f"; ratio {whole_speeds[-1] / bare_speeds[-1]:.2f}")
    ratio = max(whole_speeds) / max(bare_speeds)
    together = harmonic_mean(whole_speeds) / harmonic_mean(bare_speeds)
    print(f"ratio of the fastest {ratio:.2f}, of all together {together:.2f}")
    return ratio


def line(name: str, pages: int, run: Measured) -> str:
    """Return one measured run as text."""
    return (
        f"{name:12} {pages / run.seconds:7.0f} pages/s {1000 * run.cpu_seconds / pages:6.2f} ms CPU/page"
        f" {run.peak_mib:5.0f} MiB"
    )


def count(database: Path, sql: str) -> int:
    """Return the one number a query yields."""
    db = sqlite3.connect(database)
    (number,) = db.execute(sql).fetchone()
    db.close()
    return int(number)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
