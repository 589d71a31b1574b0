"""The schema as others rely on it: explained, versioned, brought up to date with its data, and views that are right."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from crawler.database import open_database, read_database
from crawler.database.description import describe, unexplained
from crawler.schema_document import document
from crawler.schema_svg import diagram
from tests.crawls import ROOT, one, rows
from tests.sample import sample_database
from tests.schema_dumps import DUMPS, build, load, names


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_database(tmp_path_factory.mktemp("schema"))


def everything(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that is not SQLite's or an index's own."""
    tables = rows(path, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    return {
        name: rows(path, f"SELECT * FROM [{name}]")
        for (name,) in (row.values() for row in tables)
        if not name.startswith(("sqlite_", "_sqlite_"))
    }


def kept(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return all(after.get(column) == value for column, value in before.items())


# From version to version


@pytest.mark.parametrize("version", names())
def test_every_earlier_version_is_brought_up_to_date_with_its_data(tmp_path: Path, version: str) -> None:
    path = tmp_path / "old.db"
    load(version, path)
    before = everything(path)
    assert before and all(before.values()), "a dump has rows in every table"
    open_database(path).close()
    after = everything(path)
    for table, old in before.items():
        assert len(after[table]) == len(old), table
        assert all(any(kept(row, new) for new in after[table]) for row in old), table
    assert one(path, "PRAGMA integrity_check") == "ok"
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert one(path, "SELECT version FROM schema_version") == int(names()[-1][1:4])
    with read_database(path) as news:
        assert [article.id for article in news.articles()] == [row["id"] for row in before["articles"]]
        assert all(news.revisions(row["id"]) for row in before["articles"])


def test_there_is_a_dump_of_every_version() -> None:
    missing = sorted(set(names()) ^ {path.stem for path in DUMPS.glob("*.sql")})
    assert missing == [], "python -m tests.schema_dumps writes what is missing"


@pytest.mark.parametrize("version", names())
def test_no_released_migration_was_edited(tmp_path: Path, version: str) -> None:
    load(version, tmp_path / "old.db")
    made = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    now = {tuple(row) for row in build(version).execute(made)}
    assert {tuple(row.values()) for row in rows(tmp_path / "old.db", made)} == now


# Explained


def test_every_table_view_and_column_has_its_meaning_and_no_other_has() -> None:
    assert unexplained(describe(open_database(":memory:"))) == []


def test_the_page_and_the_diagram_are_up_to_date() -> None:
    assert (ROOT / "docs" / "schema.md").read_text("utf-8") == document(), "make docs"
    picture = diagram(describe(open_database(":memory:")))
    assert (ROOT / "docs" / "schema.svg").read_text("utf-8") == picture, "make docs"


def test_the_diagram_draws_every_reference_between_boxes_that_do_not_overlap() -> None:
    relations = describe(open_database(":memory:"))
    picture = etree.fromstring(diagram(relations).encode())
    references = [column for each in relations for column in each.columns if column.refers_to]
    assert len(picture.findall("{*}path")) == len(references) > 10
    frames = [
        tuple(int(rect.get(name, "")) for name in ("x", "y", "width", "height"))
        for rect in picture.iterfind("{*}rect[@rx]")
        if rect.get("fill") == "#fff"
    ]
    for number, (x, y, width, height) in enumerate(frames):
        assert x + width < int(picture.get("width", "")) and y + height < int(picture.get("height", ""))
        for x2, y2, width2, height2 in frames[:number]:
            assert x + width <= x2 or x2 + width2 <= x or y + height <= y2 or y2 + height2 <= y


# Views


def test_latest_lists_dated_articles_newest_first(database: Path) -> None:
    found = rows(database, "SELECT * FROM latest")
    with read_database(database) as news:
        articles = {article.id: article for article in news.articles() if article.published_at}
    assert [row["id"] for row in found] == sorted(
        articles, key=lambda id: (articles[id].published_at, id), reverse=True
    )
    assert {row["id"]: row["authors"] for row in found} == {
        id: ", ".join(article.authors) or None for id, article in articles.items()
    }
    plan = rows(database, "EXPLAIN QUERY PLAN SELECT * FROM latest LIMIT 10")
    assert not any("TEMP B-TREE" in row["detail"] for row in plan), "the newest ten are not found by sorting a million"


def test_counts_by_day_and_by_author_are_those_of_the_articles(database: Path) -> None:
    with read_database(database) as news:
        articles = list(news.articles())
    by_day = Counter((article.site, f"{article.published_at:%Y-%m-%d}") for article in articles if article.published_at)
    assert {
        (row["site"], row["day"]): row["articles"] for row in rows(database, "SELECT * FROM daily_counts")
    } == by_day
    by_author = Counter((article.site, name) for article in articles for name in article.authors)
    found = rows(database, "SELECT * FROM authors_by_site")
    assert {(row["site"], row["author"]): row["articles"] for row in found} == by_author
    assert all(row["first_published_at"] <= row["last_published_at"] for row in found if row["first_published_at"])


def test_site_health_has_the_figures_of_the_newest_run(database: Path) -> None:
    (row,) = rows(database, "SELECT * FROM site_health")
    assert row["articles"] == one(database, "SELECT count(*) FROM articles")
    assert (row["last_run_mode"], row["last_run_ended"]) == ("backfill", "finished")
    assert (row["new_articles"], row["changed_articles"], row["waiting"]) == (0, 1, 0)
    assert row["last_finished_at"] == one(database, "SELECT max(finished_at) FROM runs")
    undated = one(database, "SELECT count(*) FROM articles WHERE published_at IS NULL")
    assert row["with_date"] == pytest.approx(1 - undated / row["articles"])


def test_a_site_that_was_never_crawled_has_figures_too(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    db.execute("INSERT INTO sites (name, title, home, languages) VALUES ('a', 'A', 'https://a.test/', '[]')")
    (row,) = db.query("SELECT * FROM site_health")
    assert (row["articles"], row["last_run_at"], row["with_date"], row["failures"]) == (0, None, None, 0)


def test_the_version_is_read_with_plain_sqlite(database: Path) -> None:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as plain:
        ((version, since),) = plain.execute("SELECT version, since FROM schema_version")
    assert version == int(names()[-1][1:4]) and since.endswith("Z") and len(since) == len("2026-11-24T18:30:00Z")
