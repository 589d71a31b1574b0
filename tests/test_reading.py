"""Reading the database from code: read-only, typed, one by one."""

from __future__ import annotations

import sqlite3
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from crawler.database import DatabaseError, open_database, read_database
from tests.crawls import one, rows
from tests.sample import sample_database


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample newspaper, crawled, one article changed since."""
    return sample_database(tmp_path_factory.mktemp("reading"))


def test_articles_are_those_of_the_database_typed(database: Path) -> None:
    with read_database(database) as news:
        articles = list(news.articles())
    assert len(articles) == one(database, "SELECT count(*) FROM articles")
    for article in articles:
        (row,) = rows(database, "SELECT * FROM articles WHERE id = ?", article.id)
        assert (article.title, article.body, article.url) == (row["title"], row["body"], row["url"])
        assert (article.published_at and article.published_at.tzinfo) == (UTC if row["published_at"] else None)
        assert "\n\n".join(block.text for block in article.blocks) == article.body
        names = (
            "SELECT name FROM article_authors JOIN authors ON authors.id = author_id"
            " WHERE article_id = ? ORDER BY position"
        )
        assert list(article.authors) == [row["name"] for row in rows(database, names, article.id)]
    assert any(article.tags for article in articles) and any(article.authors for article in articles)
    assert {type(article.has_media) for article in articles} == {bool}


def test_articles_come_by_publication_and_in_the_bounds_asked_for(database: Path) -> None:
    with read_database(database) as news:
        every = list(news.articles())
        days = sorted(article.published_at.date() for article in every if article.published_at)
        assert [article.published_at for article in every if article.published_at] == sorted(
            article.published_at for article in every if article.published_at
        )
        first, last = days[len(days) // 3], days[2 * len(days) // 3]
        chosen = [article.published_at for article in news.articles(since=first, until=last)]
        assert [at.date() for at in chosen if at] == [day for day in days if first <= day <= last]
        languages = {article.language for article in every}
        assert {"ar", "fr"} <= languages
        assert {article.language for article in news.articles(language="fr")} == {"fr"}
        (site,) = news.sites()
        assert list(news.articles(site=site.name)) == every
        assert list(news.articles(since=days[-1] + timedelta(days=1))) == []


def test_an_article_is_found_by_id_and_by_any_of_its_addresses(database: Path) -> None:
    with read_database(database) as news:
        first = next(news.articles())
        assert news.article(first.id) == news.article(first.url) == news.article(first.url + "?utm_source=x") == first
        assert news.article(10**9) is None and news.article("https://nowhere.test/") is None


def test_revisions_and_links_of_an_article(database: Path) -> None:
    with read_database(database) as news:
        (changed,) = (article for article in news.articles() if article.revision_count)
        versions = news.revisions(changed.id)
        assert [version.number for version in versions] == [1, 2]
        assert versions[1].version.body == changed.body != versions[0].version.body
        assert news.revisions(10**9) == ()
        edges = {article.id: news.links(article.url) for article in news.articles()}
        assert sum(map(len, edges.values())) == one(database, "SELECT count(*) FROM links")
        assert any(edge.target_id in edges for links in edges.values() for edge in links)


def test_nothing_can_be_written(database: Path) -> None:
    with read_database(database) as news, pytest.raises(sqlite3.OperationalError, match="readonly"):
        news.db.execute("DELETE FROM links")


def test_one_state_holds_while_others_write(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    writer = open_database(path)
    add = "INSERT INTO sites (name, title, home, languages) VALUES (?, 't', 'h', '[]')"
    writer.execute(add, ["a"])
    with read_database(path) as news:
        with news.one_state():
            before = news.sites()
            writer.execute(add, ["b"])
            assert news.sites() == before
        assert len(news.sites()) == 2


def test_what_is_wrong_is_named(tmp_path: Path, database: Path) -> None:
    with pytest.raises(DatabaseError, match="there is no database"):
        read_database(tmp_path / "none.db")
    with read_database(database) as news, pytest.raises(ValueError, match="'nobody' is held; there are: 127"):
        next(news.articles(site="nobody"))
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.execute("PRAGMA user_version = 0")
        old.execute("VACUUM")
    with pytest.raises(DatabaseError, match="earlier version"):
        read_database(tmp_path / "old.db")
    (tmp_path / "text.db").write_text("no database at all, but long enough to be read as the head of one" * 20)
    with pytest.raises(DatabaseError, match="not a database"):
        read_database(tmp_path / "text.db")
