"""Copies of a database taken while it is written, and the check of database and archive."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.crawls import ROOT, command, crawl, one, rows
from tests.newsroom import Newsroom, spawn
from tests.starting import scrapy

# Snapshots


@pytest.mark.long
def test_a_snapshot_under_a_running_crawl_is_whole_and_the_crawl_goes_on(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with spawn(articles=300, page_kb=20, crawl_delay=0) as paper:
        arguments = {"url": paper.url, "mode": "backfill", "rest": "no"}
        paced = command("news", database, arguments, {"DOWNLOAD_DELAY": "0.1", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"})
        process = subprocess.Popen(paced, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        copies: list[Path] = []
        while process.poll() is None and len(copies) < 2:
            time.sleep(0.2)
            try:
                if one(database, "SELECT count(*) FROM articles") <= 30 * len(copies):
                    continue
            except sqlite3.OperationalError:
                continue
            copies.append(tmp_path / f"copy{len(copies)}.db")
            done = scrapy("snapshot", copies[-1], DATABASE=database)
            assert done.returncode == 0, done.stderr
        assert process.poll() is None, "the crawl was over before it was copied"
        assert process.wait(200) == 0
    counts = [one(path, "SELECT count(*) FROM articles") for path in copies]
    assert 0 < counts[0] < counts[-1] < one(database, "SELECT count(*) FROM articles") == 300
    for path in copies:
        assert scrapy("verify", DATABASE=path).returncode == 0
        # Articles and the state of their pages are of one moment.
        done_pages = "SELECT count(*) FROM pages WHERE kind = 'article' AND state = 'done' AND article_id IS NULL"
        assert one(path, done_pages) == 0
    assert not list(tmp_path.glob("*.part"))


def test_a_crawl_goes_on_from_a_snapshot(tmp_path: Path) -> None:
    with Newsroom(articles=12) as paper:
        crawl("news", tmp_path / "news.db", url=paper.url, limit=4)
        assert scrapy("snapshot", tmp_path / "copy.db", DATABASE=tmp_path / "news.db").returncode == 0
        crawl("news", tmp_path / "copy.db", url=paper.url)
    assert one(tmp_path / "copy.db", "SELECT count(*) FROM articles") > 4


def test_a_snapshot_overwrites_nothing_and_needs_a_database(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("precious")
    (tmp_path / "news.db").touch()
    done = scrapy("snapshot", tmp_path / "there", DATABASE=tmp_path / "news.db")
    assert done.returncode == 1 and "exists already" in done.stderr
    assert (tmp_path / "there").read_text() == "precious"
    done = scrapy("snapshot", tmp_path / "new.db", DATABASE=tmp_path / "none.db")
    assert done.returncode == 1 and "there is no database" in done.stderr
    assert scrapy("snapshot", DATABASE=tmp_path / "news.db").returncode == 2


# Verify


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archived crawl of the sample newspaper: news.db, archive."""
    folder = tmp_path_factory.mktemp("archived")
    with Newsroom(articles=12) as paper:
        for _ in range(2):
            crawl("news", folder / "news.db", settings={"ARCHIVE": folder / "archive"}, url=paper.url)
    return folder


@pytest.fixture
def copy(archived: Path, tmp_path: Path) -> Path:
    """The same to be damaged."""
    return Path(shutil.copytree(archived, tmp_path / "copy"))


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    return scrapy("verify", DATABASE=folder / "news.db", ARCHIVE=folder / "archive")


def change(folder: Path, sql: str) -> None:
    db = sqlite3.connect(folder / "news.db")
    db.execute(sql)
    db.commit()
    db.close()


def test_a_sound_database_and_its_archive_have_no_faults(archived: Path) -> None:
    done = verify(archived)
    assert done.returncode == 0, done.stdout
    captures = one(archived / "news.db", "SELECT count(*) FROM captures")
    assert done.stdout.startswith("0 faults") and f"{captures} records" in done.stdout and captures > 12


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE articles SET body = body || '!' WHERE id = 3", "article 3: title and text are not what was stored"),
        ("UPDATE articles SET capture_id = 9999 WHERE id = 3", "articles 3: refers to a row of captures"),
        ("UPDATE captures SET offset = offset + 1 WHERE id = 5", "capture 5: .* has no record at"),
        ("UPDATE captures SET length = length - 9 WHERE id = 5", "capture 5: .* has no whole record at"),
        ("UPDATE captures SET url = 'http://a.example/' WHERE id = 5", "capture 5: .* has another record at"),
    ],
)
def test_what_the_database_says_wrongly_is_named(copy: Path, sql: str, says: str) -> None:
    change(copy, sql)
    done = verify(copy)
    assert done.returncode == 1 and done.stdout.splitlines()[-1].startswith("1 faults")
    assert re.search(says, done.stdout.splitlines()[0]), done.stdout


def test_a_flipped_byte_and_a_missing_file_of_the_archive_are_named(copy: Path) -> None:
    (row,) = rows(copy / "news.db", "SELECT * FROM captures WHERE id = 5")
    path = copy / "archive" / row["file"]
    data = bytearray(path.read_bytes())
    data[row["offset"] + row["length"] // 2] ^= 0x10
    path.write_bytes(data)
    done = verify(copy)
    assert done.returncode == 1 and done.stdout.startswith("capture 5: ")
    assert done.stdout.splitlines()[-1].startswith("1 faults")
    path.unlink()
    done = verify(copy)
    assert f"{row['file']} is not there" in done.stdout and done.returncode == 1
