"""A rebuild from WARC on all cores against one pass of reading and lxml over the same file, in one process.

    python -m tests.benchmarks.rebuild [PAGES] [ROUNDS] [saved]

The pass only reads each record, with FastWARC or with warcio, and parses its page; the rebuild reads, extracts, follows
links and stores. They take turns. Pages are those of the sample newspaper, with `saved` those of ../shared/pages, each
as many articles (`tests.benchmarks.varied`). Prints pages/s, the ratios of each round, what they would be by processor
time alone, on cores that are left to the rebuild, and those of the fastest: other work on the machine only ever adds.
"Cores at once" is how many times the work of one all cores do together then.
"""

from __future__ import annotations

import os
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from crawler.clock import to_text, utc_now
from tests.benchmarks.runs import cores_at_once, machine, measure, scratch
from tests.benchmarks.throughput import count, line
from tests.benchmarks.varied import varied_pages
from tests.newsroom import spawn
from tests.warcs import write_warc

PAGE_KB, LINKS = 75, 30
PASS, READERS = (sys.executable, "-m", "tests.benchmarks.bare_pass"), ("fastwarc", "warcio")
NEWSPAPER, SAVED = "newspaper", "saved"


def main(pages: int = 3000, rounds: int = 3, origin: str = NEWSPAPER) -> None:
    """Run the comparison."""
    with scratch() as folder:
        warc = Path(folder) / "pages.warc.gz"
        found = saved_pages() if origin == SAVED else newspaper_pages(pages)
        write_warc(warc, islice(found, pages), at=to_text(utc_now()))
        print(f"{machine()}; {pages} pages ({origin}) in one .warc.gz of {warc.stat().st_size / 1_000_000:.0f} MB")
        seconds: defaultdict[str, list[float]] = defaultdict(list)
        for number in range(rounds):
            passes = {reader: measure([*PASS, str(warc), reader]) for reader in READERS}
            database = Path(folder) / f"{number}.db"
            whole = measure([sys.executable, "-m", "scrapy", "rebuild", str(warc), "-s", f"DATABASE={database}"])
            stored = count(database, "SELECT count(*) FROM articles")
            print(f"{line('rebuild', pages, whole)}, {stored} articles stored; cores at once: {cores_at_once():.2f}")
            seconds["rebuild"].append(whole.seconds)
            for reader, bare in passes.items():
                by_cpu = (os.cpu_count() or 1) * bare.cpu_seconds / whole.cpu_seconds
                print(f"{line(reader, pages, bare)}; ratio {bare.seconds / whole.seconds:.2f}", end="")
                print(f", {by_cpu:.2f} by processor time")
                seconds[reader].append(bare.seconds)
    fastest = {name: min(each) for name, each in seconds.items()}
    for reader in READERS:
        print(f"ratio of the fastest, to {reader} and lxml: {fastest[reader] / fastest['rebuild']:.2f}")


def newspaper_pages(pages: int) -> Iterator[tuple[str, bytes]]:
    """Yield the article pages of a sample newspaper."""
    with spawn(articles=pages, page_kb=PAGE_KB, links=LINKS) as paper:
        for story in paper.truth():
            with urllib.request.urlopen(story["url"]) as answer:
                yield story["url"], answer.read()


def saved_pages() -> Iterator[tuple[str, bytes]]:
    """Yield article pages of real sites without end."""
    for page in varied_pages():
        yield page.url, page.html


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
