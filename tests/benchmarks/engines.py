"""What it costs to write a page, its article of 320 words and 30 links, into a file and into a PostgreSQL server.

    python -m tests.benchmarks.engines [PAGES]

One writer, batches as in a crawl, both with their usual durability. Prints milliseconds a page, and the processor
time in it, ours and the server's.
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path

from crawler.clock import utc_now
from crawler.database.writer import BATCH_VISITS
from crawler.items import Link, content_hash_of
from crawler.urls import url_key
from crawler.visits import NewPage, Visit
from tests.benchmarks.clusters import press
from tests.benchmarks.runs import machine, scratch
from tests.postgres import Server
from tests.writing import Crawl, article

LINKS = 30


def main(pages: int = 2000) -> dict[str, float]:
    """Write so many pages into both, and return milliseconds a page by engine."""
    print(f"{machine()}; {pages} pages with {LINKS} links each")
    found = {}
    with scratch() as folder, closing(Server("")) as server:
        for name, database in (("sqlite", Path(folder) / "news.db"), ("postgresql", server.new())):
            crawl, before = Crawl(database), server.processor_seconds()
            wall, cpu = write(crawl, pages)
            served = server.processor_seconds() - before
            found[name] = 1000 * wall / pages
            print(
                f"{name:10} {found[name]:6.2f} ms/page; of processor time {1000 * cpu / pages:6.2f} ms ours,"
                f" {1000 * served / pages:6.2f} ms the server's"
            )
    return found


def write(crawl: Crawl, pages: int, after: int = 0) -> tuple[float, float]:
    """Write pages `after` so many written before; return the seconds that took and those our process computed."""
    urls = [f"https://sample.test/news/story-{number}.html" for number in range(after, after + pages)]
    crawl.seed(*urls)
    begun, computed = time.perf_counter(), time.process_time()
    for _ in range(0, pages, BATCH_VISITS):
        for page in crawl.queue.take(BATCH_VISITS, without=()):
            text = f"{press.article(2 * page.id)}.\n\n{press.article(2 * page.id + 1)}"
            named = [urls[(page.id + step) % pages] for step in range(1, LINKS + 1)]
            story = article(
                page.url, text, f"t{page.id}", links=[Link(url, "inline", "x", n) for n, url in enumerate(named)]
            )
            story.content_hash = content_hash_of(story.title or "", story.body)
            news = [NewPage(url, url_key(url), "article", "pending") for url in named]
            crawl.writer.add(Visit(page=page, at=utc_now(), status=200, articles=[story], found=news))
        crawl.writer.flush()
    return time.perf_counter() - begun, time.process_time() - computed


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
