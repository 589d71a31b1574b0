"""Crawls, updates, rebuilds and copies on PostgreSQL, killed and with the server restarted under them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.database.writer import BATCH_VISITS
from crawler.frontier import READING_PAGES
from crawler.update.lock import Held, lock_update
from crawler.urls import url_key
from tests.benchmarks.engines import write
from tests.crawls import FAST, ROOT, articles_in, command, crawl, one, rows
from tests.newsroom import spawn
from tests.newsroom.press import start_press
from tests.postgres import Server, needs_postgres
from tests.recording import rebuild_command
from tests.test_copy import everything
from tests.updates import PACE, events, shortest_gap, start_update, unlike, until
from tests.warcs import page, write_warc
from tests.writing import Crawl

pytest.importorskip("psycopg")

PAGES = 600
KILLS = 10
IN_FLIGHT = int(FAST["CONCURRENT_REQUESTS"]) + READING_PAGES + BATCH_VISITS
"""Pages handed out and not yet committed: being fetched, being read, and the batch."""

pytestmark = [needs_postgres, pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture
def durable() -> Iterator[Server]:
    """A server that loses nothing it has committed when it is stopped at once."""
    running = Server("-c fsync=off")
    yield running
    running.close()


def restart(server: Server) -> None:
    server.stop("immediate")
    time.sleep(1)
    server.start()


def test_a_crawl_killed_ten_times_and_a_server_restarted_twice_lose_nothing(durable: Server) -> None:
    url, chance = durable.new(), random.Random(8)
    with spawn(articles=PAGES, page_kb=5, links=10, crawl_delay=0) as paper:
        arguments = {"url": paper.url, "mode": "backfill", "rest": "no"}
        for number in range(KILLS):
            process = subprocess.Popen(
                command("news", url, arguments, {}),
                cwd=ROOT,
                stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
            )
            goal = PAGES * (number + chance.random()) / (KILLS + 1)
            if number in (3, 7):  # one that is only being started says that it cannot open the database
                goal = max(goal, articles_in(url) + 1)
            while articles_in(url) < goal and process.poll() is None:
                time.sleep(0.05)
            if number in (3, 7):
                restart(durable)
                before, until_when = articles_in(url), time.monotonic() + 60
                while articles_in(url) <= before and process.poll() is None and time.monotonic() < until_when:
                    time.sleep(0.05)
                log = process.communicate()[1] if process.poll() is not None else None
                assert log is None and articles_in(url) > before, f"the crawl did not outlive the restart: {log}"
            assert process.poll() is None, process.stderr and process.stderr.read()
            os.kill(process.pid, signal.SIGKILL)
            _, log = process.communicate()
            assert "Traceback" not in log, log
        crawl("news", url, **arguments)

        truth = {url_key(story["url"]) for story in paper.truth()}
        held = [url_key(row["url"]) for row in rows(url, "SELECT url FROM articles")]
        assert len(held) == len(set(held)), "an article is stored twice"
        assert set(held) == truth, f"{len(truth - set(held))} articles are missing"
        assert one(url, "SELECT count(*) FROM pages WHERE state IN ('pending', 'retry')") == 0
        assert one(url, "SELECT count(*) FROM revisions") == 0
        assert one(url, "SELECT count(*) FROM articles WHERE search_id IS NULL") == 0
        assert one(url, "SELECT count(*) FROM articles_fts") == len(truth)
        counted = "SELECT sum(pages) AS n FROM run_pages WHERE kind = 'article' AND state = 'done'"
        assert one(url, counted) == len(truth), "a visit is counted twice"
        asked = Counter(entry.path for entry in paper.log() if entry.path != "/robots.txt")
        never = truth - {url_key(paper.url + path) for path in asked}
        assert not never, f"{len(never)} pages were never fetched"
        twice = sum(count - 1 for path, count in asked.items() if url_key(paper.url + path) in truth)
        assert twice <= IN_FLIGHT * KILLS
        print(f"{KILLS} kills, 2 restarts: {twice} pages fetched twice, 0 missing, 0 doubled")


def test_a_server_that_does_not_come_back_ends_the_crawl_in_words_and_costs_nothing(durable: Server) -> None:
    url = durable.new()
    with spawn(articles=200, page_kb=5, links=10) as paper:
        arguments = {"url": paper.url, "mode": "backfill", "rest": "no"}
        process = subprocess.Popen(
            command("news", url, arguments, {}), cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        while articles_in(url) < 40:
            time.sleep(0.05)
        durable.stop("fast")
        _, log = process.communicate(timeout=200)
        assert process.returncode == 1
        assert "Nothing is lost" in log and "does not answer for 60 seconds" in log
        durable.start()
        crawl("news", url, **arguments)
        truth = {url_key(story["url"]) for story in paper.truth()}
        held = [url_key(row["url"]) for row in rows(url, "SELECT url FROM articles")]
        assert sorted(held) == sorted(truth)


def test_an_update_goes_on_behind_a_restart_and_is_one_at_a_time(durable: Server) -> None:
    url: Any = durable.new()
    with start_press(4, articles=40, rest=False) as press:
        process = start_update(press, url, "--processes", "2")
        until(process, "begun")
        with pytest.raises(Held, match="another update of"):
            lock_update(url)
        while articles_in(url) < 5:
            time.sleep(0.05)
        restart(durable)
        told, log = process.communicate(timeout=300)
        assert process.returncode == 0, log
        assert events(told)[-1]["failed"] == {}
        assert unlike(press, url) == [] and shortest_gap(press) >= PACE


def test_a_rebuild_killed_and_restarted_gives_what_it_gives_in_a_file(durable: Server, tmp_path: Path) -> None:
    url = durable.new()
    write_warc(tmp_path / "a.warc.gz", ((f"https://paper.example/story-{n}.html", page(n)) for n in range(400)))
    for number in range(3):
        process = subprocess.Popen(rebuild_command(url, tmp_path / "a.warc.gz"), cwd=ROOT, stdout=subprocess.DEVNULL)
        while articles_in(url) < 100 * (number + 1) and process.poll() is None:
            time.sleep(0.02)
        if number == 1:
            restart(durable)
        process.kill()
        process.wait()
    for database in (url, tmp_path / "news.db"):
        subprocess.run(rebuild_command(database, tmp_path / "a.warc.gz"), cwd=ROOT, check=True)
    columns = "SELECT url, title, body, content_hash, published_at FROM articles ORDER BY url"
    assert rows(url, columns) == rows(tmp_path / "news.db", columns)
    assert one(url, "SELECT count(*) FROM articles") == 400 and one(url, "SELECT count(*) FROM revisions") == 0


def test_a_copy_killed_again_and_again_goes_on_in_both_directions(durable: Server, tmp_path: Path) -> None:
    first, second, third = tmp_path / "first.db", durable.new(), tmp_path / "third.db"
    made = Crawl(first)
    write(made, 600)
    made.db.close()
    for source, target in ((first, second), (second, third)):
        line = [sys.executable, "-m", "scrapy", "copy", str(source), str(target)]
        begun, kills = 0.0, 0
        for number in range(2):
            process = subprocess.Popen(line, cwd=ROOT)
            while process.poll() is None and progress(target) <= begun + 1:
                time.sleep(0.005)
            if number == 1 and target == second:
                restart(durable)
            kills += process.poll() is None
            process.kill()
            process.wait()
            begun = progress(target)
        assert kills, "the copy was never cut off"
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert everything(target) == everything(source)


def progress(database: str | Path) -> int:
    """Return how many tables a copy has begun with."""
    try:
        return int(one(database, "SELECT count(*) FROM _copying"))
    except Exception:
        return 0
