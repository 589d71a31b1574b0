"""Reading pages in a process beside the crawl: it dies with the crawl, and the crawl does not die with it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from crawler.clock import utc_now
from crawler.extraction import Document
from crawler.frames import frame
from crawler.page_reading import Fetched, read_page
from crawler.readers import ReaderDied, Readers
from crawler.rebuild.report import Bar
from crawler.rebuild.run import rebuild
from crawler.site import Site
from crawler.urls import url_key
from tests.crawls import ROOT, one, rows, start_crawl
from tests.hostile.server import answer, answers_with, wild
from tests.hostile.server import page as hostile_page
from tests.newsroom import spawn
from tests.processes import readers_of
from tests.starting import Started
from tests.warcs import page, write_warc


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
        readers = Readers(Site("Sample", "https://sample.test/", languages=("fr",)), largest_here=0)
        readers.start()
        page = Fetched(Document(b"<p>un</p>", "https://sample.test/news/story-1234.html"), utc_now())
        with pytest.raises(ReaderDied):
            await asyncio.wait_for(readers.read(read_page, page), 30)
        await readers.close()

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refuse)
    asyncio.run(read())


def test_a_large_page_is_read_beside_a_crawl_at_any_speed(tmp_path: Path) -> None:
    large = hostile_page(title="Une grande page", body=f"<script>{'x = 1;' * 200_000}</script>")
    with wild(answers_with(answer(large))) as server:
        crawl = start_crawl("news", tmp_path / "news.db", url=server.url, settings={"READER_PROCESS": False})
        assert readers_of(crawl)
        assert crawl.wait(120) == 0
    titles = {row["title"] for row in rows(tmp_path / "news.db", "SELECT title FROM articles")}
    assert titles == {"Une grande page", "Une autre histoire du jour"}


def page_that_takes_long() -> bytes:
    """Return a page that makes a parser look through 40,000 attributes for each of them, which is not known before."""
    return b"<p" + b"".join(b" a%d%s" % (number, b"" if number % 100 else b"<") for number in range(40_000)) + b">un"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let reader processes end after a second of their time on a page."""
    program = "import runpy, crawler.readers as readers; readers.PAGE_SECONDS = 1; runpy._run_module_as_main({!r})"
    words = (sys.executable, "-c", program.format("crawler.reader_process"))
    monkeypatch.setattr("crawler.readers.READER_PROCESS", words)
    monkeypatch.setattr("crawler.rebuild.pool.READER_PROCESS", words)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("largest_here", [0, 100_000], ids=["at full speed", "at one page a second"])
def test_a_page_that_takes_too_long_fails_alone(largest_here: int) -> None:
    async def read() -> None:
        readers = Readers(Site("Sample", "https://sample.test/", languages=("fr",)), largest_here)
        pages = [
            readers.read(read_page, Fetched(Document(body, "https://sample.test/news/story-1234.html"), utc_now()))
            for body in (page_that_takes_long(), b"<h1>Un titre</h1><p>un texte")
        ]
        slow, other = await asyncio.wait_for(asyncio.gather(*pages, return_exceptions=True), 60)
        await readers.close()
        assert isinstance(slow, ReaderDied)
        assert "takes more than" in str(slow)
        assert not isinstance(other, BaseException)

    asyncio.run(read())


@pytest.mark.usefixtures("impatient")
def test_a_capture_that_takes_too_long_fails_alone(tmp_path: Path) -> None:
    bodies = [page(0), page_that_takes_long(), page(2)]
    warc, database = tmp_path / "a.warc.gz", tmp_path / "news.db"
    write_warc(warc, ((f"https://paper.example/story-{number}.html", body) for number, body in enumerate(bodies)))

    rebuild(get_project_settings(), [warc], database, only=None, watcher=Bar([warc]))

    pages = rows(database, "SELECT url, state, reason FROM pages ORDER BY url")
    assert [row["state"] for row in pages] == ["done", "failed", "done"]
    assert "takes more than" in pages[1]["reason"]


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
