"""A corpus moved between the engines: all of it, in both directions, cut off anywhere, and read alike afterwards."""

from __future__ import annotations

from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from crawler.clock import utc_now
from crawler.database import DatabaseError, copying, open_database, read_database
from crawler.database.connection import open_even_unfinished
from crawler.database.copying import Copy
from crawler.database.description import describe
from crawler.database.runs import finish_run
from crawler.database.sqlite import open_sqlite
from crawler.items import Link, Moment
from crawler.urls import url_key
from crawler.visits import NewPage
from tests.crawls import one, rows
from tests.postgres import Server, needs_postgres
from tests.schema_dumps import load, names
from tests.writing import Crawl, article

pytest.importorskip("psycopg")

pytestmark = needs_postgres

TABLES = [each for each in describe(open_sqlite(":memory:")) if each.kind == "table"]


def everything(database: Path | str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table; where an article stands in the index is each engine's own."""
    found = {}
    for table in TABLES:
        key = ", ".join(column.name for column in table.columns if column.key)
        found[table.name] = rows(database, f"SELECT * FROM {table.name} ORDER BY {key}")
        for row in found[table.name]:
            row.pop("search_id", None)
    return found


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with rows in every table."""
    path = tmp_path_factory.mktemp("corpus") / "news.db"
    load(names()[-1], path)
    open_database(path).close()
    return path


@pytest.fixture(scope="module")
def url(corpus: Path, server: Server) -> str:
    """The same, copied to a server by the command."""
    address = server.new()
    done = run("copy", corpus, address)
    assert (done[0], done[2]) == (0, ""), done[2]
    assert "rows, the same as in" in done[1]
    return address


def run(*words: str | Path, **settings: str | Path) -> tuple[int, str, str]:
    """Run the command line in this process; return its exit code and what it said."""
    line = ["scrapy", *map(str, words)]
    for name, value in settings.items():
        line += ["-s", f"{name}={value}"]
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as errors, pytest.raises(SystemExit) as ended:
        execute(line, get_project_settings())
    return int(str(ended.value)), out.getvalue(), errors.getvalue()


def test_a_corpus_goes_to_a_server_and_back_as_it_is(corpus: Path, url: str, tmp_path: Path) -> None:
    before = everything(corpus)
    assert all(before.values()), "the corpus has rows in every table"
    assert everything(url) == before
    assert run("copy", url, tmp_path / "back.db")[0] == 0
    assert everything(tmp_path / "back.db") == before
    assert one(tmp_path / "back.db", "PRAGMA integrity_check") == "ok"
    assert rows(tmp_path / "back.db", "PRAGMA foreign_key_check") == []
    references = "SELECT count(*) AS n FROM pg_constraint WHERE contype = 'f'"
    assert one(url, references) == sum(bool(column.refers_to) for table in TABLES for column in table.columns)


def test_crawls_go_on_in_the_copy_with_ids_of_their_own(server: Server, corpus: Path, tmp_path: Path) -> None:
    """Ids of clusters are never given twice, though the highest is gone."""
    source = Crawl(tmp_path / "news.db")
    same = " ".join(f"كلمة{number}" for number in range(200))
    pages = source.seed(*(f"https://sample.test/news/{n}.html" for n in range(2)))
    for page in pages:
        source.visit(page, article(page.url, same, f"عنوان {page.id}"))
    assert source.one("SELECT max(id) FROM clusters") == 1
    source.visit(pages[1], article(pages[1].url, "نص آخر لا علاقة له بما سبق.", "عنوان آخر"))
    assert source.one("SELECT count(*) FROM clusters") == 0
    source.db.close()
    url = server.new()
    assert run("copy", tmp_path / "news.db", url)[0] == 0
    with closing(open_database(url)) as db:
        made = [db.execute(f"INSERT INTO {table} DEFAULT VALUES RETURNING id").fetchone() for table in ()]
        assert made == []
        (cluster,) = db.execute("INSERT INTO clusters (articles) VALUES (0) RETURNING id").fetchone()
        (author,) = db.execute("INSERT INTO authors (name, folded) VALUES ('a', 'a') RETURNING id").fetchone()
        assert (cluster, author) == (2, 1)
        going_on = Crawl(url)
        (page,) = going_on.seed("https://sample.test/news/new.html")
        going_on.visit(page, article(page.url, "نص جديد.", "جديد"))
        assert going_on.one("SELECT count(*) FROM articles") == 3
        going_on.db.close()


@pytest.mark.parametrize("to_server", [True, False])
def test_a_copy_that_was_cut_off_goes_on(
    corpus: Path, url: str, server: Server, tmp_path: Path, monkeypatch: Any, to_server: bool
) -> None:
    monkeypatch.setattr(copying, "BATCH_ROWS", 2)
    source, target = (corpus, server.new()) if to_server else (url, str(tmp_path / "copy.db"))
    names_of = (str(source), str(target))
    for steps in (0, 1, 7, 12, 30, 200):
        with closing(open_database(source)) as held, closing(open_even_unfinished(target)) as made:
            steps_made = list(islice(Copy(held, made, names_of).run(), steps))
        if steps < 30:
            assert len(steps_made) == steps
            with pytest.raises(DatabaseError, match="is a copy that is not finished: the same `scrapy copy` goes on"):
                open_database(target)
            with pytest.raises(DatabaseError, match="not finished"):
                read_database(target)
    with closing(open_database(source)) as held, closing(open_even_unfinished(target)) as made:
        if made.has_table("_copying"):
            list(Copy(held, made, names_of).run())
    assert everything(target) == everything(source)
    open_database(target).close()


def test_a_copy_that_is_not_alike_says_so_and_stays_closed(
    corpus: Path, server: Server, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(copying, "BATCH_ROWS", 2)
    target = server.new()
    with closing(open_database(corpus)) as held, closing(open_even_unfinished(target)) as made:
        work = Copy(held, made, (str(corpus), target)).run()
        while next(work).what != "articles":
            pass
        made.execute("UPDATE articles SET body = 'something else' WHERE id = (SELECT min(id) FROM articles)")
    code, _, said = run("copy", corpus, target)
    assert code == 1 and "is not what" in said and "articles; make it anew" in said
    with pytest.raises(DatabaseError, match="not finished"):
        open_database(target)
    code, _, said = run("copy", tmp_path / "other.db", target)
    assert code == 1 and "there is no database" in said


def test_a_copy_goes_into_an_empty_database_and_from_one_at_rest(corpus: Path, url: str, server: Server) -> None:
    code, _, said = run("copy", corpus, url)
    assert code == 1 and "holds sites already; a copy goes into an empty database" in said
    with closing(open_database(corpus)) as db:
        site_id, name = db.execute("SELECT id, name FROM sites LIMIT 1").fetchone()
        lock = db.lock_site(site_id, name)
        code, _, said = run("copy", corpus, server.new())
        assert code == 1 and f"another process is crawling {name}" in said
        lock.release()
    assert run("copy", corpus)[0] == 2


# Read alike


@pytest.fixture(scope="module")
def both(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A corpus of articles that say something, in a file and on a server."""
    path, url = tmp_path_factory.mktemp("both") / "news.db", server.new()
    crawl = Crawl(path)
    pages = crawl.seed(*(f"https://sample.test/news/story-{number}.html" for number in range(12)))
    for number, page in enumerate(pages):
        dated = Moment(datetime(2026, 10, 1 + number, 8, tzinfo=UTC), "x", "minute", "meta") if number % 5 else None
        story = article(
            page.url,
            f"حكاية المدرسة رقم {number}.\n\nفقرة ثانية «{number}» لا تشبه غيرها.",
            f"المدارس {number}" if number % 3 else f"خبر {number}",
            section=("رياضة", None, "سياسة")[number % 3],
            authors=["كاتبة", "كاتب"][: number % 3],
            tags=["ماء"],
            published=dated,
            subtitle="مقدمة" if number % 2 else None,
            links=[Link(pages[number - 1].url, "inline", "هنا", 0), Link("https://other.test/", "related", "%s", 1)],
        )
        crawl.visit(
            page, story, found=(NewPage("https://other.test/", url_key("https://other.test/"), "article", "noted"),)
        )
    crawl.visit(pages[3], article(pages[3].url, "نص جديد.", "عنوان جديد"))
    finish_run(crawl.db, crawl.run.id, "finished", utc_now(), {"downloader/response_count": 13})
    crawl.new_run("backfill")
    crawl.db.close()
    assert run("copy", path, url)[0] == 0
    return path, url


@pytest.mark.parametrize("name", ["jsonl", "csv", "tei", "text", "parquet"])
def test_exports_of_both_engines_are_the_same_bytes(both: tuple[Path, str], tmp_path: Path, name: str) -> None:
    found = []
    for number, database in enumerate(both):
        target = tmp_path / str(number) / f"news.{name}"
        target.parent.mkdir()
        done = run("export", target, "--format", name, DATABASE=database)
        assert done[0] == 0, done[2]
        files = [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]
        found.append({str(path.relative_to(target)): path.read_bytes() for path in files})
    assert found[0] == found[1] and any(found[0].values())


@pytest.mark.parametrize(
    "words",
    [
        ("runs", "--json"),
        ("health", "--json"),
        ("coverage", "{site}", "--json"),
        ("search", "--json", "المدرسة"),
        ("search", "--json", "مدارس*", "--site", "{site}", "--since", "2026-10-04"),
        ("search", "--json", '"حكاية المدرسة"'),
        ("clusters",),
        ("diff", "{id}"),
        ("verify",),
    ],
    ids=" ".join,
)
def test_commands_say_the_same_of_both_engines(both: tuple[Path, str], words: tuple[str, ...]) -> None:
    asked = [word.format(site="sample", id=4) for word in words]
    here, there = (run(*asked, DATABASE=database) for database in both)
    assert here[0] == there[0]
    assert here[1].replace(str(both[0]), "") == there[1].replace(both[1], "")
    assert here[1]


def test_a_graph_of_both_engines_is_the_same(both: tuple[Path, str], tmp_path: Path) -> None:
    found = []
    for number, database in enumerate(both):
        assert run("graph", tmp_path / f"{number}.graphml", DATABASE=database)[0] == 0
        found.append((tmp_path / f"{number}.graphml").read_bytes())
    assert found[0] == found[1]
