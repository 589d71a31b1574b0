"""`scrapy runs`: what ran, and two runs beside each other."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.crawls import crawl
from tests.newsroom import Newsroom
from tests.starting import scrapy


def runs(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return scrapy("runs", *arguments, DATABASE=database)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first update, one that finds two new stories, and a backfill of another site."""
    path = tmp_path_factory.mktemp("runs") / "news.db"
    with Newsroom(articles=6) as paper:
        crawl("news", path, url=paper.url)
        paper.publish()
        paper.publish()
        crawl("news", path, url=paper.url)
    with Newsroom(articles=3) as other:
        crawl("news", path, url=other.url, mode="backfill")
    return path


def cells(line: str) -> list[str]:
    return line.split()


def test_the_newest_run_stands_first_with_what_it_brought(database: Path) -> None:
    lines = [line for line in runs(database).stdout.splitlines() if line.split()[:1] and line.split()[0].isdecimal()]
    assert [cells(line)[0] for line in lines] == ["3", "2", "1"]
    assert "backfill" in lines[0]
    second = cells(lines[1])
    assert second[2] == "update"
    assert second[6] == "finished"
    # pages, failed, new, changed
    assert second[-3:] == ["0", "2", "0"]
    assert all(len(line.rstrip()) - len(cells(line)[1]) <= 67 for line in lines)  # 80 with a usual name


def test_sites_and_number_of_runs_are_chosen(database: Path) -> None:
    site = json.loads(runs(database, "--json").stdout.splitlines()[-1])["site"]
    chosen = [json.loads(line) for line in runs(database, site, "--json").stdout.splitlines()]
    assert [run["id"] for run in chosen] == [2, 1]
    assert len(runs(database, "--last", "1", "--json").stdout.splitlines()) == 1


def test_a_run_as_json_has_the_counts_of_the_crawler_and_of_scrapy(database: Path) -> None:
    (line,) = runs(database, "--last", "1", "--json").stdout.splitlines()
    run = json.loads(line)
    assert run["reason"] == "finished"
    assert run["counts"]["articles_new"] == 3
    assert run["stats"]["downloader/response_status_count/200"] >= 3
    assert run["seconds"] >= 0


def test_two_runs_stand_beside_each_other_with_their_differences(database: Path) -> None:
    for arguments in (("1", "2"), ("2",)):
        lines = [cells(line) for line in runs(database, *arguments).stdout.splitlines()]
        assert ["run", "1", "run", "2", "difference"] in lines
        assert ["articles_new", "6", "2", "-4"] in lines


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["99"], 1, "there is no such run"),
        (["nobody"], 1, "there is no such run"),
        (["1", "hespress"], 2, "name sites, or one or two numbers"),
        (["--last", "some"], 2, "--last=some: must be a whole number"),
    ],
)
def test_what_is_wrong_is_named(database: Path, arguments: list[str], code: int, said: str) -> None:
    done = runs(database, *arguments)
    assert done.returncode == code
    assert said in done.stderr


def test_no_database_is_named(tmp_path: Path) -> None:
    done = runs(tmp_path / "none.db")
    assert done.returncode == 1
    assert "there is no database" in done.stderr
