"""Reading pages in a process beside the crawl: it dies with the crawl, and the crawl does not die with it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.clock import utc_now
from crawler.extraction import Document
from crawler.frames import frame
from crawler.page_reading import Fetched, read_page
from crawler.readers import ReaderDied, Readers
from crawler.site import Site
from crawler.urls import url_key
from tests.crawls import ROOT, one, rows, start_crawl
from tests.newsroom import spawn
from tests.processes import readers_of
from tests.starting import Started


def start(database: Path, url: str) -> Started:
    return start_crawl("news", database, url=url, mode="backfill", rest="no")


def test_a_killed_reader_costs_no_page(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with spawn(articles=500, page_kb=5, links=10, crawl_delay=0) as paper:
        crawl = start(database, paper.url)
        for _ in range(2):
            (reader,) = readers_of(crawl)
            time.sleep(0.6)
            reader.kill()
            reader.wait(10)
        assert crawl.wait(120) == 0
        held = {url_key(row["url"]) for row in rows(database, "SELECT url FROM articles")}
        assert held == {url_key(story["url"]) for story in paper.truth()}
        assert one(database, "SELECT count(*) FROM pages WHERE state IN ('pending', 'retry', 'failed')") == 0


def test_a_reader_ends_with_the_crawl_that_was_killed(tmp_path: Path) -> None:
    with spawn(articles=300, page_kb=5, links=10, crawl_delay=0) as paper:
        crawl = start(tmp_path / "news.db", paper.url)
        (reader,) = readers_of(crawl)
        time.sleep(1)
        crawl.kill()
        crawl.wait()
        reader.wait(10)
        assert not reader.is_running()


def test_a_reader_that_cannot_be_started_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*words: str, **options: object) -> None:
        raise ValueError("unexpected option")

    async def read() -> None:
        readers = Readers(Site("Sample", "https://sample.test/", languages=("fr",)), beside=True)
        readers.start()
        page = Fetched(Document(b"<p>un</p>", "https://sample.test/news/story-1234.html"), utc_now())
        with pytest.raises(ReaderDied):
            await asyncio.wait_for(readers.read(read_page, page), 30)
        await readers.close()

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refuse)
    asyncio.run(read())


@pytest.mark.parametrize("left", [3, 12, 40, 5_000, -1])
def test_a_reader_ends_with_a_crawl_that_died_in_the_middle_of_a_page(left: int) -> None:
    """`left` is what was sent of the last message: part of its length, its length alone, part of the message, part of
    the page, all but its last byte."""
    page = Document(b"a page " * 10_000, "https://sample.test/")
    for sent in (b"", b"".join(frame(len))):
        words = [sys.executable, "-m", "crawler.reader_process"]
        reader = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            reader.communicate(sent + b"".join(frame(page))[:left], timeout=120)
        finally:
            reader.kill()
