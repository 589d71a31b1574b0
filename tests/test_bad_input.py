"""Wrong input: a clear word, a non-zero exit, and nothing lost."""

from __future__ import annotations

import resource
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.database import open_database
from tests.crawls import ROOT, command, crawl, one, rows
from tests.newsroom import Newsroom


@pytest.mark.parametrize(
    ("spider", "arguments", "words"),
    [
        ("hespres", {}, ["no spider is called 'hespres'", "nearest: hespress"]),
        ("hespress", {"mode": "backfil"}, ["mode=backfil: must be update or backfill"]),
        ("hespress", {"mode": "backfill", "since": "01/02/2020"}, ["since=01/02/2020: must be a date such as"]),
        ("hespress", {"mode": "backfill", "until": "2020-02-31"}, ["until=2020-02-31"]),
        ("hespress", {"mode": "backfill", "since": "2021-01-01", "until": "2020-01-01"}, ["lies after until"]),
        ("hespress", {"since": "2021-01-01"}, ["bound a backfill"]),
        ("hespress", {"limit": "0"}, ["limit=0: must be a whole number"]),
        ("hespress", {"limits": "5"}, ["unknown argument limits", "hespress takes: mode, since"]),
        ("news", {}, ["needs the address of a site: -a url="]),
        ("news", {"url": "not an address"}, ["needs the address of a site"]),
    ],
)
def test_a_wrong_command_is_explained(spider: str, arguments: dict[str, str], words: list[str], tmp_path: Path) -> None:
    done = crawl(spider, tmp_path / "news.db", check=False, **arguments)
    assert done.returncode == 2
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "news.db").exists()


def test_an_unreachable_site_is_said_to_be_one(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        done = crawl("news", tmp_path / "news.db", check=False, url=url, settings={"RETRY_PATIENCE": "0"})
    assert done.returncode == 1
    assert "did not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unwritable_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = crawl("hespress", tmp_path / "file" / "news.db", check=False)
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "-s DATABASE=path" in done.stderr


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    foreign = sqlite3.connect(database)
    foreign.execute("CREATE TABLE shopping (milk)")
    foreign.close()
    before = database.read_bytes()
    done = crawl("hespress", database, check=False)
    assert done.returncode == 1
    assert "another program" in done.stderr
    assert database.read_bytes() == before


def test_a_full_disk_loses_nothing_and_the_same_command_goes_on(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    open_database(database).close()
    limit = database.stat().st_size + 100_000  # for some of the articles
    with Newsroom(articles=60, crawl_delay=0) as paper:
        arguments = {"url": paper.url, "mode": "backfill", "rest": "no"}
        full = subprocess.run(
            command("news", database, arguments, {}),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            # A limit on file size is what a full disk looks like to SQLite.
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
        assert full.returncode == 1, full.stderr
        assert "Nothing is lost" in full.stderr
        assert one(database, "PRAGMA integrity_check") == "ok"
        crawl("news", database, **arguments)
        stored = [row["url"] for row in rows(database, "SELECT url FROM articles")]
        assert sorted(stored) == sorted(paper.url + story.path for story in paper.stories)


def test_scrapy_lists_the_spiders() -> None:
    command = [sys.executable, "-m", "scrapy", "list"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"hespress", "news", "wordpress"} <= set(done.stdout.split())


def test_the_console_script_works_from_any_folder(tmp_path: Path) -> None:
    script = Path(sys.executable).parent / "moroccan-news"
    done = subprocess.run([script, "list"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "hespress" in done.stdout.split()
