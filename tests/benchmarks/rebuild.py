"""A rebuild from WARC on all cores against one pass of FastWARC and lxml over the same file, in one process.

    python -m tests.benchmarks.rebuild [PAGES] [ROUNDS]

The pass only reads each record and parses its page; the rebuild reads, extracts, follows links and stores. The two
take turns. Prints pages/s, the ratio of each round and what it would be by processor time alone, on cores that are left
to the rebuild, and the ratio of the fastest of either: other work on the machine only ever adds.
"""

from __future__ import annotations

import os
import sys
import urllib.request
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.benchmarks.runs import machine, measure, scratch
from tests.benchmarks.throughput import count, line
from tests.newsroom import spawn

PAGE_KB, LINKS = 75, 30


def main(pages: int = 3000, rounds: int = 3) -> float:
    """Run the comparison and return the ratio of rebuild to bare pass, in pages a second, the fastest of each."""
    bare_seconds, whole_seconds = [], []
    print(f"{machine()}; {pages} pages of {PAGE_KB} KB with {LINKS} article links in one .warc.gz")
    with scratch() as folder:
        warc = Path(folder) / "pages.warc.gz"
        write(warc, pages)
        for number in range(rounds):
            bare = measure([sys.executable, "-m", "tests.benchmarks.bare_pass", str(warc)])
            database = Path(folder) / f"{number}.db"
            whole = measure([sys.executable, "-m", "scrapy", "rebuild", str(warc), "-s", f"DATABASE={database}"])
            stored = count(database, "SELECT count(*) FROM articles")
            bare_seconds.append(bare.seconds)
            whole_seconds.append(whole.seconds)
            print(line("bare pass", pages, bare))
            by_cpu = (os.cpu_count() or 1) * bare.cpu_seconds / whole.cpu_seconds
            print(f"{line('rebuild', pages, whole)}, {stored} articles stored", end="")
            print(f"; ratio {bare.seconds / whole.seconds:.2f}, {by_cpu:.2f} by processor time")
    ratio = min(bare_seconds) / min(whole_seconds)
    print(f"ratio of the fastest {ratio:.2f}")
    return ratio


def write(warc: Path, pages: int) -> None:
    """Write the article pages of a sample newspaper as response records."""
    with warc.open("wb") as file, spawn(articles=pages, page_kb=PAGE_KB, links=LINKS) as paper:
        writer = WARCWriter(file, gzip=True)
        for story in paper.truth():
            with urllib.request.urlopen(story["url"]) as answer:
                headers = StatusAndHeaders("200 OK", list(answer.headers.items()), protocol="HTTP/1.1")
                body = BytesIO(answer.read())
            writer.write_record(writer.create_warc_record(story["url"], "response", payload=body, http_headers=headers))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
