"""Rebuilding into a database that holds the pages already: what is read better changes, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawls import ROOT, one, rows
from tests.recording import held
from tests.starting import scrapy
from tests.warcs import page, write_warc

SPIDER = """
from crawler.site import Layout, Site
from crawler.spider import NewsSpider


class {name}(NewsSpider):
    name = "{lower}"
    site = Site(title="{name}", home="https://{lower}.example/", languages=("fr",), layouts=({layouts},))
"""
OLD, NEW = 'Layout(seen="2018", body="div.old p:first-child")', 'Layout(seen="2019", body="div.entry-content")'
BLIND = 'Layout(seen="2020", title="h1", body="div.entry-content p:first-child")'


class Project:
    """Two sites with a spider each in a folder of their own, an archive of both, and a database."""

    def __init__(self, folder: Path, pages: int, layout: str) -> None:
        self.folder, self.database, self.archive = folder, folder / "news.db", folder / "archive"
        (folder / "local_spiders").mkdir()
        (folder / "local_spiders" / "__init__.py").touch()
        self.archive.mkdir()
        self.declare("Second", OLD)
        self.declare("First", layout)
        for site in ("first", "second"):
            stories = ((f"https://{site}.example/story-{n}.html", page(n, word=site)) for n in range(pages // 2))
            write_warc(self.archive / f"{site}.warc.gz", stories)

    def declare(self, name: str, layouts: str) -> None:
        text = SPIDER.format(name=name, lower=name.lower(), layouts=layouts)
        (self.folder / "local_spiders" / f"{name.lower()}.py").write_text(text)

    def rebuild(self, *arguments: str, code: int = 0) -> str:
        done = scrapy(
            *("rebuild", self.archive, *arguments),
            env={"COLUMNS": "160", "PYTHONPATH": f"{self.folder}:{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=600,
            DATABASE=self.database,
            SPIDER_MODULES="local_spiders,spiders",
        )
        assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def records(self, site: str) -> list[dict[str, object]]:
        query = "SELECT articles.* FROM articles JOIN sites ON sites.id = site_id WHERE name = ? ORDER BY articles.url"
        return rows(self.database, query, site)


def check_one_layout_mended(folder: Path, pages: int) -> None:
    """Change the layout of one site and rebuild in place: its records change, as was said before, and no other."""
    project = Project(folder, pages, BLIND)
    project.rebuild()
    before = {site: project.records(site) for site in ("first", "second")}
    assert [len(records) for records in before.values()] == [pages // 2, pages // 2]
    project.declare("First", NEW)

    said = project.rebuild("--compare")
    assert {site: project.records(site) for site in before} == before, "--compare changed something"
    project.rebuild()

    assert f"first: {pages // 2} records would be replaced by a better reading, 0 would be kept" in said
    assert "second:" not in said
    assert project.records("second") == before["second"]
    for old, new in zip(before["first"], project.records("first"), strict=True):
        assert old["body"] != new["body"] and new["body"].startswith(old["body"])
        assert (old["id"], old["changed_at"], old["last_seen_at"]) == (
            new["id"],
            new["changed_at"],
            new["last_seen_at"],
        )
        assert old["extractor"] != new["extractor"]
    kept = rows(project.database, "SELECT * FROM revisions ORDER BY article_id")
    assert [(each["kind"], each["body"], each["extractor"]) for each in kept] == [
        ("re-extraction", old["body"], old["extractor"]) for old in sorted(before["first"], key=lambda row: row["id"])
    ]


def test_a_mended_layout_changes_the_records_of_its_site_and_no_other_as_was_said_before(tmp_path: Path) -> None:
    check_one_layout_mended(tmp_path, 40)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_of_5000_archived_pages_a_mended_layout_changes_those_of_its_site(tmp_path: Path) -> None:
    check_one_layout_mended(tmp_path, 5_000)


def test_a_reading_that_lost_most_of_the_text_is_reported_and_not_taken(tmp_path: Path) -> None:
    project = Project(tmp_path, 10, NEW)
    project.rebuild()
    before = held(project.database)
    project.declare("First", BLIND)

    said = project.rebuild()

    assert "first: 0 records replaced by a better reading, 5 kept although they are read otherwise now" in said
    assert held(project.database) == before


def test_comparing_with_no_database_is_a_wrong_command(tmp_path: Path) -> None:
    project = Project(tmp_path, 2, NEW)
    project.rebuild("--compare", code=2)
    assert not project.database.exists()


def test_a_later_capture_is_a_change_and_an_earlier_one_an_earlier_state(tmp_path: Path) -> None:
    project = Project(tmp_path, 2, NEW)
    url = "https://first.example/story-0.html"
    for file in project.archive.iterdir():
        file.unlink()
    words = {"2019-01-01T00:00:00Z": "cité", "2019-06-01T00:00:00Z": "ville", "2020-01-01T00:00:00Z": "commune"}
    for number, at in enumerate(sorted(words, key=lambda at: "06" not in at)):
        write_warc(
            project.archive / f"{number}.warc.gz", [(url, page(0, word=words[at], published="2019-01-01"))], at=at
        )

    project.rebuild()

    (article,) = project.records("first")
    assert "commune" in article["title"]
    assert (article["first_seen_at"], article["changed_at"]) == ("2019-01-01T00:00:00Z", "2020-01-01T00:00:00Z")
    states = rows(project.database, "SELECT title, kind, seen_from FROM revisions ORDER BY seen_from")
    assert [state["title"] for state in states] == ["Budget 0 de la cité", "Budget 0 de la ville"]
    assert {state["kind"] for state in states} == {"change"}
    assert one(project.database, "SELECT revision_count FROM articles") == 2
