"""Reading pages in a process beside the crawl: it dies with the crawl, and the crawl does not die with it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from crawler.urls import url_key
from tests.crawls import ROOT, command, one, rows
from tests.newsroom import spawn
from tests.processes import readers_of


def start(database: Path, url: str) -> subprocess.Popen[bytes]:
    arguments = {"url": url, "mode": "backfill", "rest": "no"}
    return subprocess.Popen(command("news", database, arguments, {}), cwd=ROOT, stderr=subprocess.DEVNULL)


def test_a_killed_reader_costs_no_page(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with spawn(articles=900, page_kb=5, links=10, crawl_delay=0) as paper:
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
        os.kill(crawl.pid, signal.SIGKILL)
        crawl.wait()
        reader.wait(10)
        assert not reader.is_running()
