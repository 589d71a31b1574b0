"""Reading while crawls write at full speed, end, are killed, and begin again: nobody is refused, ever."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crawler.database import open_database
from tests.crawls import ROOT, command, one
from tests.newsroom import Spawned, spawn

MANNERS = ("reader", "kept", "utils")


@contextmanager
def readers(database: Path, seen: list[dict[str, Any]]) -> Iterator[None]:
    """Let readers of every manner query the database all the while; `seen` is what they tell at the end."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.steady_reader", str(database), manner],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for manner in MANNERS
    ]  # fmt: skip
    try:
        yield
    finally:
        for process in running:
            out, errors = process.communicate("\n", timeout=60)
            seen.append(json.loads(out) if out else {"errors": [errors]})


def crawling(paper: Spawned, database: Path) -> subprocess.Popen[str]:
    """Start a crawl at full speed."""
    line = command("news", database, {"url": paper.url, "mode": "backfill", "rest": "no"}, {})
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def wait_for(database: Path, articles: int, process: subprocess.Popen[str]) -> None:
    while one(database, "SELECT count(*) FROM articles") < articles:
        assert process.poll() is None, "the crawl was over too early"
        time.sleep(0.1)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_readers_are_never_refused_while_crawls_write_end_and_are_killed(tmp_path: Path) -> None:
    database, seen = tmp_path / "news.db", list[dict[str, Any]]()
    open_database(database).close()
    with spawn(articles=1500, page_kb=20, links=15, crawl_delay=0) as paper, readers(database, seen):
        for turn in range(1, 4):
            killed = crawling(paper, database)
            wait_for(database, 250 * turn, killed)
            killed.send_signal(signal.SIGKILL)
            killed.communicate()
            time.sleep(1)  # who reads now mends what the dead left in the log
        last = crawling(paper, database)
        _, errors = last.communicate(timeout=600)
        time.sleep(1)
    assert last.returncode == 0, errors
    assert "locked" not in errors and "Traceback" not in errors, errors
    for each in seen:
        assert each["errors"] == [], each
        assert each["reads"] > 20 and each["seen"] == 1500 and each["growing"], each
    assert one(database, "PRAGMA integrity_check") == "ok"


@pytest.mark.long
def test_readers_may_come_and_go_while_a_writer_commits_and_truncates_its_log(tmp_path: Path) -> None:
    database, seen = tmp_path / "news.db", list[dict[str, Any]]()
    writer = open_database(database)
    with readers(database, seen):
        until = time.monotonic() + 8
        refused = 0
        number = 0
        while time.monotonic() < until:
            number += 1
            writer.execute(
                "INSERT INTO sites (name, title, home, languages) VALUES (?, 't', 'https://a.test/', '[]')",
                [str(number)],
            )
            try:
                writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:
                refused += 1
            if number % 20 == 0:  # the last to close takes the log away
                writer.close()
                writer = open_database(database)
    assert number > 20 and refused == 0
    assert all(each["errors"] == [] and each["reads"] > 5 for each in seen), seen
