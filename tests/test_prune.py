"""Letting go of what no article needs, and of nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from crawler.database import open_database
from crawler.urls import url_key
from tests.crawls import crawl, one, rows
from tests.newsroom import Newsroom
from tests.starting import scrapy


def prune(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("prune", *words, DATABASE=database)


def counts(database: Path) -> dict[str, int]:
    tables = ("articles", "links", "revisions", "pages", "authors", "tags")
    return {table: one(database, f"SELECT count(*) FROM {table}") for table in tables}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A crawl with an article of two versions, two pages nobody links to, and a feed that is gone."""
    path = tmp_path / "news.db"
    with Newsroom(articles=12, crawl_delay=0) as paper:
        crawl("news", path, url=paper.url)
        story = [story for story in paper.stories if story.edition == "newspaper"][-1]
        paper.edit(story.id, paragraph=0, text="Un paragraphe corrigé par la rédaction une heure après.")
        crawl("news", path, url=paper.url)
    db = open_database(path)
    values: list[tuple[Any, ...]] = [
        (None, "https://elsewhere.test/1", "related", "noted"),
        (None, "https://elsewhere.test/2", "tag", "noted"),
        (1, f"{paper.url}/old-feed/", "feed", "gone"),
        (1, f"{paper.url}/known-and-not-fetched-12345.html", "article", "noted"),
    ]
    for site, url, kind, state in values:
        db.execute(
            "INSERT INTO pages (site_id, key, url, kind, state, found_at) VALUES (?, ?, ?, ?, ?, ?)",
            [site, url_key(url), url, kind, state, "2026-11-20T00:00:00Z"],
        )
    db.close()
    return path


def test_nothing_goes_until_told(database: Path) -> None:
    before = counts(database)
    told = prune(database, "--revisions", "1")
    assert told.returncode == 0, told.stderr
    assert [line.split()[0] for line in told.stdout.splitlines()[:3]] == ["2", "1", "0"]
    assert "--yes" in told.stdout
    assert counts(database) == before


def test_what_no_article_needs_goes_and_the_rest_stays_whole(database: Path) -> None:
    before, held = counts(database), rows(database, "SELECT * FROM article_links")
    assert prune(database, "--yes").returncode == 0
    after = counts(database)
    assert before["pages"] - after["pages"] == 3
    assert {**after, "pages": 0} == {**before, "pages": 0}
    assert rows(database, "SELECT * FROM article_links") == held
    assert rows(database, "PRAGMA foreign_key_check") == []
    assert one(database, "SELECT count(*) FROM pages WHERE url LIKE '%not-fetched%'") == 1


def test_earlier_versions_go_only_when_asked_for_and_old_enough(database: Path) -> None:
    assert one(database, "SELECT count(*) FROM revisions") == 1
    prune(database, "--yes", "--revisions", "30")
    assert one(database, "SELECT count(*) FROM revisions") == 1
    db = open_database(database)
    db.execute("UPDATE revisions SET seen_to = '2020-01-01T00:00:00Z'")
    db.close()
    prune(database, "--yes", "--revisions", "30")
    assert one(database, "SELECT count(*) FROM revisions") == 0
    assert one(database, "SELECT count(*) FROM articles WHERE revision_count = 1") == 1
    assert prune(database, "--revisions", "-1").returncode == 2
