"""Health end to end: the sample newspaper breaks overnight, and the next crawl says so."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawls import articles_in, crawl, one, rows, start_crawl
from tests.newsroom import Newsroom, spawn
from tests.newsroom.client import Reply
from tests.starting import scrapy

SPIDER = {"SPIDER_MODULES": "tests.spiders"}
pytestmark = pytest.mark.timeout(600)  # the first test waits for the ordinary runs too

ORDINARY_RUNS = 8
NEWS = 4
"""Articles that appear between two runs."""


def health(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return scrapy("health", *arguments, DATABASE=database, **SPIDER)


def record(database: Path) -> dict[str, Any]:
    """Return the health of the paper, read from `--json`."""
    (line,) = health(database, "--json").stdout.splitlines()
    read: dict[str, Any] = json.loads(line)
    return read


def publish_and_crawl(paper: Newsroom, database: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    for _ in range(NEWS):
        paper.publish("newspaper")
    return crawl("paper", database, url=paper.url, settings=SPIDER, **options)


@pytest.fixture(scope="module")
def paper() -> Iterator[Newsroom]:
    with Newsroom(articles=40, edition="newspaper") as running:
        yield running


@pytest.fixture(scope="module")
def ordinary(paper: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database after some ordinary updates."""
    database = tmp_path_factory.mktemp("ordinary") / "news.db"
    for _ in range(ORDINARY_RUNS):
        assert " is ill" not in publish_and_crawl(paper, database).stdout
    return database


@pytest.fixture
def database(ordinary: Path, paper: Newsroom, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "news.db"
    shutil.copy(ordinary, copy)
    yield copy
    Reply(f"{paper.url}/_control/mend", "POST")


def break_down(paper: Newsroom, fault: str) -> None:
    assert Reply(f"{paper.url}/_control/break?what={fault.replace(' ', '+')}", "POST").status == 200


def test_an_ordinary_paper_is_well(database: Path, paper: Newsroom) -> None:
    done = health(database)
    assert done.returncode == 0, done.stdout
    assert "paper" in done.stdout
    assert record(database)["verdict"] == "well"
    assert record(database)["filled"]["published"] == 1


@pytest.mark.parametrize(
    ("fault", "cause", "words"),
    [
        ("layout", "layout", "layout missed in"),
        ("dates", "field", " articles have published, usually 100%"),
        ("no feed", "source", "/feed/: HTTP 404"),
        ("empty feed", "source", "/feed/: 0 articles announced, usually 20"),
        ("articles refused", "pages", "HTTP 403"),
        ("all refused", "refused", "HTTP 403"),
        ("robots", "refused", "robots.txt forbids it"),
    ],
)
def test_what_breaks_is_named_after_one_run(
    fault: str, cause: str, words: str, database: Path, paper: Newsroom
) -> None:
    break_down(paper, fault)
    done = publish_and_crawl(paper, database, check=False)
    found = record(database)
    assert found["verdict"] == "ill"
    reasons = {reason["cause"]: reason["text"] for reason in found["reasons"]}
    assert words in reasons[cause]
    assert "paper is ill: " in done.stdout
    told = health(database, "paper")
    assert told.returncode == 1
    assert words in told.stdout
    assert "tests/spiders/paper.py" in told.stdout or cause in ("refused",)


def test_a_paper_that_was_mended_is_well_with_the_next_run(database: Path, paper: Newsroom) -> None:
    break_down(paper, "layout")
    publish_and_crawl(paper, database)
    assert record(database)["verdict"] == "ill"
    Reply(f"{paper.url}/_control/mend", "POST")
    publish_and_crawl(paper, database)
    assert record(database)["verdict"] == "well"


def test_an_hour_without_news_is_no_illness(database: Path, paper: Newsroom) -> None:
    crawl("paper", database, url=paper.url, settings=SPIDER)
    crawl("paper", database, url=paper.url, settings=SPIDER)
    assert record(database)["verdict"] == "well"


def test_layouts_that_never_hit_are_remarked_not_alarmed(tmp_path: Path, paper: Newsroom) -> None:
    break_down(paper, "layout")
    database = tmp_path / "news.db"
    publish_and_crawl(paper, database)
    Reply(f"{paper.url}/_control/mend", "POST")
    found = record(database)
    assert found["verdict"] == "new"
    assert any("never gave the body" in remark["text"] for remark in found["remarks"])


def test_figures_of_a_killed_and_resumed_run_are_those_of_what_is_stored(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with spawn(articles=300, page_kb=5, crawl_delay=0, edition="newspaper") as paper:
        arguments = {"url": paper.url, "rest": "no"}
        with start_crawl("paper", database, settings=SPIDER, **arguments) as process:
            while process.poll() is None and not articles_in(database):
                time.sleep(0.02)
            process.kill()
            process.wait()
        killed_at = articles_in(database)
        crawl("paper", database, settings=SPIDER, **arguments)
    assert 0 < killed_at < articles_in(database)
    for field in ("title", "published"):
        assert one(database, "SELECT sum(articles) FROM run_fields WHERE field = ?", field) == articles_in(database)
    layouts = rows(database, "SELECT count(*) n FROM articles WHERE json_extract(methods, '$.body') = 'layout'")[0]["n"]
    counted = "SELECT sum(articles) FROM run_fields WHERE field = 'body' AND method = 'layout'"
    assert one(database, counted) == layouts
    visits = one(database, "SELECT sum(json_extract(counts, '$.pages')) FROM runs")
    assert one(database, "SELECT sum(pages) FROM run_pages") == visits
    assert one(database, "SELECT count(*) FROM runs") == 2


def test_a_name_nobody_knows_is_a_wrong_command_that_names_the_nearest(ordinary: Path) -> None:
    done = health(ordinary, "papr")
    assert done.returncode == 2
    assert "nearest: paper" in done.stderr


def test_a_missing_database_is_named_and_not_made(tmp_path: Path) -> None:
    done = health(tmp_path / "none.db")
    assert done.returncode == 1
    assert "none.db" in done.stderr
    assert not (tmp_path / "none.db").exists()
