"""Kill -9 at twenty random moments of a 2,000-page crawl: nothing lost, nothing doubled, hardly anything repeated."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from crawler.database.writer import BATCH_VISITS
from crawler.frontier import READING_PAGES
from crawler.urls import url_key
from tests.crawls import FAST, ROOT, articles_in, command, crawl, one, rows
from tests.marks import some_in_ci
from tests.newsroom import spawn

PAGES = 2_000
KILLS = 20
IN_FLIGHT = int(FAST["CONCURRENT_REQUESTS"]) + READING_PAGES + BATCH_VISITS
"""Pages handed out and not yet committed: being fetched, being read, and the batch."""

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.mark.parametrize("number", some_in_ci(range(KILLS)))
def test_killed_anywhere_and_resumed_it_is_the_same_crawl(number: int, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    moment = random.Random(number).uniform(0.02, 0.98)
    with spawn(articles=PAGES, page_kb=5, links=10, crawl_delay=0) as paper:
        arguments = {"url": paper.url, "mode": "backfill", "rest": "no"}
        process = subprocess.Popen(command("news", database, arguments, {}), cwd=ROOT, stderr=subprocess.DEVNULL)
        while articles_in(database) < moment * PAGES and process.poll() is None:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        killed_at = articles_in(database)
        assert 0 < killed_at < PAGES

        done = crawl("news", database, **arguments)

        truth = {url_key(story["url"]) for story in paper.truth()}
        held = [url_key(row["url"]) for row in rows(database, "SELECT url FROM articles")]
        assert len(held) == len(set(held)), "an article is stored twice"
        assert set(held) == truth, f"{len(truth - set(held))} articles are missing"
        assert one(database, "SELECT count(*) FROM pages WHERE state IN ('pending', 'retry')") == 0
        assert one(database, "PRAGMA integrity_check") == "ok"
        asked = Counter(entry.path for entry in paper.log() if entry.path != "/robots.txt")
        never = truth - {url_key(paper.url + path) for path in asked}
        assert not never, f"{len(never)} pages were never fetched"
        twice = sum(count - 1 for count in asked.values())
        assert twice <= IN_FLIGHT, f"{twice} pages fetched twice, at most {IN_FLIGHT} were in flight"
        print(f"killed at {killed_at}: {twice} fetched twice, 0 missing; {done.stdout.splitlines()[-1:]}")
