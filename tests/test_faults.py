"""Faults of the machine under a crawl, and of the network: disk, database, clock, signals. The same command goes on."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from crawler.clock import utc_now
from crawler.database import open_database
from crawler.items import PageKind
from crawler.outcome import Outcomes
from crawler.robots import RobotsForbidden
from crawler.settings import EXTENSIONS
from crawler.urls import url_key
from crawler.visits import Page, State, Visit
from tests.crawls import articles_in, crawl, one, rows, size_of_new_database, start_crawl
from tests.hostile.server import answer, answers_with, page, wild
from tests.newsroom import Newsroom, Spawned, spawn

BACKFILL = {"mode": "backfill", "rest": "no"}
HELD_SECONDS = 60


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for some dozens of articles; making one takes root."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = 2 * size_of_new_database(tmp_path) + 400_000
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def remount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", disk], check=True)


def is_whole(database: Path, paper: Newsroom | Spawned) -> bool:
    """Say whether every story is stored once and nothing is left to be done."""
    truth = paper.stories if isinstance(paper, Newsroom) else paper.truth()
    urls = {paper.url + story.path if isinstance(paper, Newsroom) else story["url"] for story in truth}
    held = Counter(url_key(row["url"]) for row in rows(database, "SELECT url FROM articles"))
    assert set(held) == {url_key(url) for url in urls}, f"{len(urls) - len(held)} are missing"
    assert set(held.values()) == {1}
    assert one(database, "SELECT count(*) FROM pages WHERE state IN ('pending', 'retry', 'failed')") == 0
    assert one(database, "PRAGMA integrity_check") == "ok"
    return True


def test_a_disk_that_fills_up_loses_nothing(small_disk: Path) -> None:
    database = small_disk / "news.db"
    with Newsroom(articles=120) as paper:
        full = crawl("news", database, url=paper.url, check=False, **BACKFILL)
        assert full.returncode == 1
        assert "Nothing is lost" in full.stderr
        assert "Traceback" not in full.stderr
        again = crawl("news", database, url=paper.url, check=False, **BACKFILL)
        assert again.returncode == 1
        remount(small_disk, "size=50m")
        assert 0 < articles_in(database) < len(paper.stories)
        crawl("news", database, url=paper.url, **BACKFILL)
        assert is_whole(database, paper)


def test_a_database_that_cannot_be_written_is_named_before_anything_is_asked(small_disk: Path) -> None:
    database = small_disk / "news.db"
    open_database(database).close()
    remount(small_disk, "ro")
    with Newsroom(articles=10) as paper:
        done = crawl("news", database, url=paper.url, check=False)
        assert list(paper.log) == []
        remount(small_disk, "rw,size=50m")
        crawl("news", database, url=paper.url, **BACKFILL)
        assert is_whole(database, paper)
    assert done.returncode == 1
    assert f"cannot write {database}" in done.stderr
    assert "Traceback" not in done.stderr


def hold(database: Path, seconds: float) -> threading.Thread:
    """Hold the database's write lock as another writer does, from when the first articles are in."""

    def hold_it() -> None:
        while not articles_in(database):
            time.sleep(0.05)
        with closing(sqlite3.connect(database, timeout=60, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.execute("COMMIT")

    thread = threading.Thread(target=hold_it)
    thread.start()
    return thread


@pytest.mark.parametrize("seconds", [4, pytest.param(HELD_SECONDS, marks=pytest.mark.long)])
def test_another_writer_is_waited_for(seconds: float, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with spawn(articles=200, page_kb=5, links=10) as paper:
        other = hold(database, seconds)
        begun = time.monotonic()
        crawl("news", database, url=paper.url, **BACKFILL)
        other.join()
        assert time.monotonic() - begun > seconds
        assert is_whole(database, paper)


@pytest.mark.long
def test_a_writer_that_never_ends_stops_the_crawl_and_costs_nothing(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with spawn(articles=200, page_kb=5, links=10) as paper:
        other = hold(database, 150)
        done = crawl("news", database, url=paper.url, check=False, **BACKFILL)
        assert done.returncode == 1
        assert "Nothing is lost" in done.stderr
        other.join()
        crawl("news", database, url=paper.url, **BACKFILL)
        assert is_whole(database, paper)


def test_a_site_whose_rules_could_not_be_had_once_is_asked_again_in_the_same_run(tmp_path: Path) -> None:
    with Newsroom(articles=10) as paper:
        paper.site.faults.add("down")

        def come_back() -> None:
            while not paper.log:
                time.sleep(0.01)
            paper.site.faults.clear()

        thread = threading.Thread(target=come_back)
        thread.start()
        crawl("news", tmp_path / "news.db", url=paper.url, **BACKFILL)
        thread.join()
        assert is_whole(tmp_path / "news.db", paper)
    assert [row["reason"] for row in rows(tmp_path / "news.db", "SELECT reason FROM runs")] == ["finished"]


@pytest.mark.parametrize(
    ("attempts", "article_id", "state"), [(0, None, "robots"), (0, 7, "retry"), (1, None, "retry")]
)
def test_an_article_that_was_allowed_before_is_asked_for_again(
    attempts: int, article_id: int | None, state: State
) -> None:
    page = Page(1, "https://journal.example/1.html", "article", 1, attempts=attempts, article_id=article_id)
    visit = Visit(page, utc_now())
    Outcomes(get_project_settings()).of_failure(visit, Failure(RobotsForbidden("robots.txt forbids it")))
    assert (visit.state, visit.reason) == (state, "robots.txt forbids it")


@pytest.mark.parametrize(("kind", "hours"), [("front", 1), ("feed", 1), ("article", 24)])
def test_a_list_is_asked_for_again_within_the_hour_however_often_it_failed(kind: PageKind, hours: float) -> None:
    visit = Visit(Page(1, "https://journal.example/", kind, 0, attempts=4), utc_now())
    Outcomes(get_project_settings()).again(visit, "HTTP 502")
    assert visit.next_visit is not None
    assert visit.next_visit - visit.at == pytest.approx(timedelta(hours=hours), abs=timedelta(seconds=3))
    Outcomes(get_project_settings()).again(visit, "HTTP 503", wait=48 * 3600)
    assert visit.next_visit - visit.at == pytest.approx(timedelta(hours=48), abs=timedelta(seconds=3))


def test_a_clock_that_jumps_an_hour_back_and_forth_loses_nothing(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    settings: dict[str, Any] = {"EXTENSIONS": json.dumps(EXTENSIONS | {"tests.jumping.JumpingClock": 0})}
    with spawn(articles=150, page_kb=5, links=10, rest=False, chaos=0.03) as paper:
        settings |= {"RETRY_DELAYS": "1,1,1,1,1,1", "DOWNLOAD_TIMEOUT": 5}
        jumped = crawl("news", database, url=paper.url, check=False, settings=settings, **BACKFILL)
        assert "Traceback" not in jumped.stderr
        times = rows(database, "SELECT visited_at FROM pages WHERE visited_at IS NOT NULL ORDER BY visited_at")
        assert times[-1]["visited_at"][:13] > times[0]["visited_at"][:13], "the clock did not jump"
        crawl("news", database, url=paper.url, **BACKFILL)
        truth = {url_key(story["url"]) for story in paper.truth()}
    held = [url_key(row["url"]) for row in rows(database, "SELECT url FROM articles")]
    assert len(held) == len(set(held))
    states = {row["key"]: row["state"] for row in rows(database, "SELECT key, state FROM pages")}
    assert truth <= states.keys()
    left = {states[key] for key in truth - set(held)}
    assert left <= {"gone", "rejected", "failed", "offsite", "redirected", "retry"}
    assert len(truth - set(held)) < 8


@pytest.mark.parametrize("moment", [0, 0.1, 0.5, 0.9])
def test_a_scheduler_that_ends_the_crawl_loses_nothing(moment: float, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with spawn(articles=300, page_kb=5, links=10) as paper:
        arguments = {"url": paper.url, **BACKFILL}
        with start_crawl("news", database, **arguments) as process:
            while process.poll() is None and not (database.exists() and articles_in(database) >= moment * 300):
                time.sleep(0.01)
            process.terminate()
            _, log = process.communicate(timeout=60)
        assert "Traceback" not in log
        before = articles_in(database)
        asked = len(paper.log())
        crawl("news", database, **arguments)
        assert is_whole(database, paper)
        twice = sum(count - 1 for count in Counter(entry.path for entry in paper.log()).values())
        print(f"ended at {before} articles, {asked} requests: {twice} asked twice")
        # What was being fetched is fetched to its end: only robots.txt and what a young process threw away come twice.
        assert twice <= 1 + (moment == 0) * 16


def test_one_broken_answer_to_robots_txt_puts_no_page_off(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    turns = iter([[b"HTTP/1.1 200 OK\r\nContent-Le"], [answer(b"User-agent: *\n", "text/plain")]])

    class InTurn:
        def __iter__(self) -> Iterator[bytes]:
            return iter(next(turns))

    with wild(answers_with(answer(page()))) as server:
        server.answers["/robots.txt"] = InTurn()
        crawl("news", database, url=server.url, mode="backfill")
        assert server.asked.count("/robots.txt") == 2
    assert one(database, "SELECT count(*) FROM articles") == 2
    assert one(database, "SELECT count(*) FROM run_pages WHERE reason LIKE 'robots%'") == 0
