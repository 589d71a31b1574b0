"""Searching the database: what is indexed when, in which order articles come, and the ways to ask."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import entry_points
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from crawler.database import open_database
from crawler.database.schema import migrations
from crawler.database.search import COMMON
from crawler.database.search_index import BATCH, index_articles
from crawler.database.sqlite import SqliteDatabase
from crawler.items import Moment
from crawler.search import Filters, count, search
from tests.crawls import ROOT
from tests.starting import run_module, scrapy
from tests.writing import Crawl, article

IN_SQL = """
SELECT articles.id FROM articles_fts JOIN articles ON articles.search_id = articles_fts.rowid
WHERE articles_fts MATCH news_query(?) ORDER BY rank
"""


def add(db: Any, *rows: dict[str, Any], site: str = "sample") -> None:
    """Put articles into the database as they are stored, in one statement each, and index them."""
    made = "INSERT INTO sites (name, title, home, languages) VALUES (?, '', '', '[]') ON CONFLICT DO NOTHING"
    db.execute(made, [site])
    with db.transaction():
        for row in rows:
            known = {"title": "عنوان", "body": "نص", "language": "ar", "published_at": "2026-11-20T10:00:00Z"} | row
            db.execute(
                "INSERT INTO articles (site_id, url, title, subtitle, body, language, section, published_at, blocks,"
                " word_count, content_hash, first_seen_at, last_seen_at, changed_at, methods) VALUES ((SELECT id FROM"
                " sites WHERE name = :site), 'https://sample.test/a', :title, :subtitle, :body, :language, :section,"
                " :published_at, '[]', 1, :hash, '2026-11-24T00:00:00Z', '', '', '{}')",
                {"site": site, "subtitle": None, "section": None, "hash": token_hex(8)} | known,
            )
        while index_articles(db):
            pass


def ids(db: Any, query: str, filters: Filters | None = None) -> list[int]:
    return [found.article_id for found in search(db, query, filters).found]


@pytest.fixture
def db(database: str) -> Iterator[Any]:
    """An empty database of each engine."""
    made = open_database(database)
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """An empty database in a file, for what is SQLite's own."""
    return open_database(tmp_path / "news.db")


@pytest.fixture
def crawl(database: str) -> Iterator[Crawl]:
    made = Crawl(database)
    yield made
    made.db.close()


URL = "https://sample.test/a-1"


def test_an_article_is_found_once_it_is_stored_and_then_by_what_it_says_now(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    crawl.visit(page, article(URL, "فتحت المدرسة أبوابها.", title="أخبار التعليم"))
    assert ids(crawl.db, "مدرسه") == ids(crawl.db, "اخبار") == [1]
    crawl.visit(
        crawl.queue.by_id(page.id) if hasattr(crawl.queue, "by_id") else page,
        article(URL, "أغلق المصنع أبوابه.", title="أخبار التعليم"),
    )
    assert ids(crawl.db, "مدرسه") == []
    assert ids(crawl.db, "المصنع") == ids(crawl.db, "اخبار") == [1]


def test_an_article_seen_again_as_it_was_is_not_indexed_again(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    crawl.visit(page, article(URL, "نص."))
    entries = crawl.one("SELECT count(*) FROM articles_fts")
    crawl.visit(page, article(URL, "نص."))
    assert crawl.one("SELECT count(*) FROM articles_fts") == entries == 1


def test_a_standfirst_and_a_date_that_come_later_are_indexed(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    crawl.visit(page, article(URL, "نص."))
    dated = Moment(datetime(2020, 5, 1, tzinfo=UTC), "2020-05-01", "day", "meta")
    crawl.visit(page, article(URL, "نص.", subtitle="مقدمة الجفاف", published=dated))
    assert ids(crawl.db, "جفاف", Filters(until=date(2020, 5, 1))) == [1]


def test_what_is_rolled_back_is_not_found(db: Any) -> None:
    add(db, {"title": "باق"})

    def write() -> None:
        with db.transaction():
            db.execute("UPDATE articles SET title = 'زائل'")
            index_articles(db)
            assert ids(db, "زائل") == [1]
            raise KeyError

    with pytest.raises(KeyError):
        write()
    assert ids(db, "باق") == [1] and ids(db, "زائل") == []


def earlier(path: Path, articles: int) -> SqliteDatabase:
    """Make a database as it was before there was an index."""
    db = SqliteDatabase(sqlite3.connect(path))
    migrations.apply(db, stop_before="m007_search")
    db.execute("INSERT INTO sites (name, title, home, languages) VALUES ('sample', 'Sample', 'https://x.test/', '[]')")
    db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO articles (site_id, url, title, body, blocks, word_count, content_hash, first_seen_at,"
        " last_seen_at, changed_at, methods)"
        " SELECT 1, i, 'المقال ' || i, 'نص', '[]', 1, i, '2026-11-24T00:00:00Z', '', '', '{}' FROM n",
        [articles],
    )
    db.conn.commit()
    return db


def test_articles_of_an_earlier_version_are_indexed_when_the_database_is_opened(tmp_path: Path) -> None:
    number = 2 * BATCH + 7
    earlier(tmp_path / "news.db", number).close()
    db = open_database(tmp_path / "news.db")
    assert search(db, "مقال").total == number
    assert ids(db, str(number)) == [number]


def test_indexing_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    db = earlier(tmp_path / "news.db", BATCH + 7)
    migrations.apply(db)
    with db.atomic():
        assert index_articles(db) == BATCH
    db.close()
    db = open_database(tmp_path / "news.db")
    assert search(db, "مقال").total == db.execute("SELECT count(*) FROM articles_fts").fetchone()[0] == BATCH + 7


def test_processes_that_open_a_database_at_once_share_the_indexing(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = earlier(path, 4 * BATCH)
    migrations.apply(db)
    db.close()
    code = f"from crawler.database import open_database; open_database({str(path)!r})"
    both = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    db = open_database(path)
    assert db.execute("SELECT count(*) FROM articles_fts").fetchone()[0] == 4 * BATCH
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")


def test_the_database_may_be_open_read_only_while_another_writes(file: Any, tmp_path: Path) -> None:
    add(file, {"title": "المدرسة"})
    reader = SqliteDatabase(sqlite3.connect(f"file:{tmp_path / 'news.db'}?mode=ro", uri=True))
    with file.transaction():
        file.execute("UPDATE articles SET title = 'المصنع'")
        index_articles(file)
        assert ids(reader, "مدرسة") == [1]
    assert ids(reader, "مدرسة") == [] and ids(reader, "مصنع") == [1]


def test_headlines_come_before_texts_and_words_as_they_are_before_their_stems(db: Any) -> None:
    filler = "كلام عن أشياء أخرى كثيرة لا علاقة لها بالأمر"
    add(
        db,
        {"title": "خبر", "body": f"{filler} مدرستهم {filler}"},
        {"title": "خبر", "body": f"{filler} المدرسة {filler}"},
        {"title": "حول مدرستهم", "body": filler},
        {"title": "حول المدرسة", "body": filler},
        *[{"title": "خبر", "body": filler} for _ in range(20)],
    )
    assert ids(db, "المدرسة") == [4, 3, 2, 1]
    if db.engine == "sqlite":
        assert [row[0] for row in db.execute(IN_SQL, ["المدرسة"])] == [4, 3, 2, 1]


def test_of_common_words_the_newest_come_first_those_with_them_in_the_headline_before(file: Any) -> None:
    common = [
        {"title": "خبر", "body": "المغرب", "published_at": f"2020-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z"}
        for n in range(COMMON + 10)
    ]
    add(file, *common)
    add(file, {"title": "المغرب", "published_at": "2020-01-01T02:46:00Z"}, {"title": "أخبار نادرة", "body": "المغرب"})
    answer = search(file, "المغرب")
    assert [found.article_id for found in answer.found][:4] == [COMMON + 11, COMMON + 12, COMMON + 10, COMMON + 9]
    assert not answer.complete
    assert ids(file, "المغرب نادرة") == [COMMON + 12]
    assert ids(file, "المغرب -خبر -أخبار") == [COMMON + 11]
    assert sum(count(file, "المغرب", "month").values()) == COMMON
    assert search(file, "المغرب", limit=5, offset=5).found[0].article_id == COMMON + 7


def test_of_a_phrase_the_newest_come_first_those_with_it_in_the_headline_before(db: Any) -> None:
    add(
        db,
        {"title": "سعر الحليب", "published_at": "2020-01-01T00:00:00Z"},
        {"title": "سعر", "body": "سعر الحليب", "published_at": "2021-01-01T00:00:00Z"},
        {"title": "الحليب", "body": "سعر الحليب"},
        {"title": "الحليب", "body": "سعر"},
    )
    assert ids(db, '"سعر الحليب"') == [1, 3, 2]
    assert ids(db, '"سعر الحليب" -"الحليب نص"') == [1, 3, 2]


def test_filters_and_what_is_counted(db: Any) -> None:
    add(db, {"section": "رياضة"}, {"section": "سياسة", "published_at": "2026-10-31T23:59:59Z"}, site="one")
    add(db, {"language": "fr", "published_at": "2026-11-01T00:00:00Z"}, {"published_at": None}, site="two")
    db.execute("INSERT INTO authors (name, folded) VALUES ('كاتبة', '')")
    db.execute("INSERT INTO article_authors VALUES (1, 0, 1), (3, 0, 1)")

    def found(**filters: Any) -> list[int]:
        return sorted(ids(db, "عنوان", Filters(**filters)))

    assert found() == [1, 2, 3, 4]
    assert found(site="one") == [1, 2]
    assert found(site="two", language="fr") == [3]
    assert found(language='f"r') == [3] and found(language="zz") == []
    assert found(section="سياسة") == [2]
    assert found(author="كاتبة") == [1, 3]
    assert found(since=date(2026, 11, 1)) == [1, 3, 4]
    assert found(until=date(2026, 10, 31)) == [2]
    assert found(since=date(2026, 10, 31), until=date(2026, 11, 1), site="two") == [3]
    with pytest.raises(ValueError, match="no site three"):
        found(site="three")
    assert count(db, "عنوان", "site") == {"one": 2, "two": 2}
    assert count(db, "عنوان", "language") == {"ar": 3, "fr": 1}
    assert count(db, "عنوان", "section") == {"رياضة": 1, "سياسة": 1}
    assert count(db, "عنوان", "author", Filters(site="one")) == {"كاتبة": 1}
    assert list(count(db, "عنوان", "month").items()) == [("2026-11", 3), ("2026-10", 1)]


def test_nobody_finds_labels_by_typing_them(db: Any) -> None:
    add(db, {})
    if db.engine == "sqlite":
        labelled = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'labels : \"§site1\"'"
        assert db.execute(labelled).fetchone() == (1,)
    assert [ids(db, typed) for typed in ("§site1", "site1", '"§languagear"', "§site*", "labels")] == [[]] * 5


def test_articles_of_one_second_have_entries_of_their_own(db: Any) -> None:
    add(db, *[{"title": f"رقم {n}"} for n in range(30)])
    add(db, *[{"title": f"رقم {n}"} for n in range(30, 40)])
    assert search(db, "رقم").total == 40
    assert ids(db, '"رقم 35"') == [36]


def sql(command: Sequence[str], query: str) -> Any:
    done = run_module(*command, query)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_sqlite_utils_knows_the_function(file: Any, tmp_path: Path) -> None:
    add(file, {"title": "المدرسة"})
    file.close()
    query = IN_SQL.replace("?", "'مدرسه \"'")
    assert sql(["sqlite_utils", str(tmp_path / "news.db")], query) == [{"id": 1}]


def test_datasette_is_told_of_the_function() -> None:
    (plugin,) = entry_points(group="datasette", name="moroccan_news")
    assert plugin.load().prepare_connection.datasette_impl is not None


def test_datasette_knows_the_function(file: Any, tmp_path: Path) -> None:
    datasette = pytest.importorskip("datasette.app")
    add(file, {"title": "المدرسة"})
    news = datasette.Datasette([tmp_path / "news.db"]).get_database("news")
    found = asyncio.run(news.execute(IN_SQL.replace("?", ":words"), {"words": 'مدرسه "'}))
    assert [tuple(row) for row in found.rows] == [(1,)]


def run(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("search", *words, DATABASE=database)


def test_the_command_shows_what_it_finds(file: Any, tmp_path: Path) -> None:
    add(
        file,
        {"title": "تلاميذ المدرسة \x1b[2J", "body": "نص\n\nيحتج سكان الحي", "section": "مجتمع"},
        {"title": "Une école", "body": "Rien", "language": "fr", "published_at": None},
    )
    database = tmp_path / "news.db"
    shown = run(database, "مدرسه", "سكان")
    assert shown.returncode == 0, shown.stderr
    assert "[المدرسة]" in shown.stdout and "يحتج [سكان] الحي" in shown.stdout and "\x1b" not in shown.stdout
    assert "1 · sample · 2026-11-20 · ar · مجتمع" in shown.stdout
    assert "1 article found" in shown.stdout
    found = json.loads(run(database, "--json", "ecoles", "--language", "fr").stdout)
    assert [each["id"] for each in found["articles"]] == [2]
    assert found["articles"][0]["headline"] == [["Une ", False], ["école", True]]
    assert json.loads(run(database, "--json", "--until", "2026-11-19", "مدرسة").stdout)["total"] == 0
    assert "0 articles found" in run(database, "مدرسة", "-سكان").stdout


def test_the_command_prints_the_expression_for_a_shell_without_the_function(file: Any, tmp_path: Path) -> None:
    add(file, {"title": "المدرسة"})
    told = run(tmp_path / "none.db", "--match", "مدرسه")
    assert told.returncode == 0, told.stderr
    plain = sqlite3.connect(tmp_path / "news.db")
    assert plain.execute(
        "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?", [told.stdout.strip()]
    ).fetchone() == (1,)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 2, "name a word"),
        (("-x",), 2, "name a word"),
        (("x", "--author", "y"), 2, "no option --author"),
        (("x", "--since", "May"), 2, "--since=May"),
        (("x", "--limit", "0"), 2, "--limit=0"),
        (("x", "--site", "nowhere"), 1, "no site nowhere"),
    ],
)
def test_what_the_command_refuses(tmp_path: Path, words: tuple[str, ...], code: int, says: str) -> None:
    open_database(tmp_path / "news.db").close()
    done = run(tmp_path / "news.db", *words)
    assert (done.returncode, says in done.stdout + done.stderr) == (code, True)


def test_the_command_makes_no_database(tmp_path: Path) -> None:
    assert run(tmp_path / "none.db", "x").returncode == 1
    assert not (tmp_path / "none.db").exists()
