"""The database on a PostgreSQL server: the same schema, the same crawl, one process a site, a server that goes away."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.clock import utc_now
from crawler.database import DatabaseError, open_database, open_existing, read_database
from crawler.database.address import without_password
from crawler.database.description import describe
from crawler.database.errors import ConnectionLost, Unavailable
from crawler.database.sqlite import open_sqlite
from crawler.update.lock import Held, lock_update
from crawler.visits import Visit
from tests.crawls import ROOT, crawl, one, rows
from tests.newsroom import Newsroom
from tests.postgres import Server, needs_postgres
from tests.starting import scrapy
from tests.writing import URL, Crawl, article

psycopg = pytest.importorskip("psycopg")
postgres = pytest.importorskip("crawler.database.postgres")
postgres_schema = pytest.importorskip("crawler.database.postgres_schema")

pytestmark = needs_postgres

KINDS = {
    "INTEGER": "bigint",
    "TEXT": "text",
    "BLOB": "bytea",
    "REAL": "double precision",
}
"""What SQLite's types are called."""

ENGINES_OWN = {"articles_fts", "_migrations"}


@pytest.fixture
def url(server: Server) -> str:
    return server.new()


@pytest.fixture
def held(url: str) -> Iterator[Crawl]:
    made = Crawl(url)
    yield made
    made.db.close()


def cut(server: Server, crawl: Crawl) -> None:
    """End a connection as a server does that is shut down."""
    (pid,) = crawl.db.execute("SELECT pg_backend_pid()").fetchone()
    server.psql("postgres", f"SELECT pg_terminate_backend({pid}, 5000)")


# The schema


def test_both_engines_have_the_same_tables_columns_and_views(url: str) -> None:
    relations = [each for each in describe(open_sqlite(":memory:")) if each.name not in ENGINES_OWN]
    open_database(url).close()
    columns = rows(
        url,
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position",
    )
    here: dict[str, dict[str, tuple[str, str]]] = {}
    for row in columns:
        here.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"], row["is_nullable"]
    assert {each.name for each in relations} == here.keys() - ENGINES_OWN
    views = {row["viewname"] for row in rows(url, "SELECT viewname FROM pg_views WHERE schemaname = 'public'")}
    assert {each.name for each in relations if each.kind == "view"} == views
    for relation in relations:
        assert [column.name for column in relation.columns] == list(here[relation.name]), relation.name
        for column in relation.columns:
            kind, nullable = here[relation.name][column.name]
            if relation.kind != "view":
                assert (KINDS[column.type], column.nullable) == (kind, nullable == "YES"), (
                    f"{relation.name}.{column.name}"
                )
    references = rows(
        url,
        "SELECT conrelid::regclass::text AS child, attname AS name, confrelid::regclass::text AS parent"
        " FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f'",
    )
    assert {(each["child"], each["name"], each["parent"]) for each in references} == {
        (relation.name, column.name, column.refers_to)
        for relation in relations
        for column in relation.columns
        if column.refers_to
    }


def test_every_index_of_one_engine_is_in_the_other(url: str) -> None:
    open_database(url).close()
    here = {row["indexname"] for row in rows(url, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")}
    made = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE 'idx_%'"
    assert {name for (name,) in open_sqlite(":memory:").execute(made)} <= here


def test_the_version_of_the_schema_is_that_of_sqlite(url: str) -> None:
    open_database(url).close()
    (version,) = open_sqlite(":memory:").execute("SELECT version FROM schema_version").fetchone()
    assert one(url, "SELECT version FROM schema_version") == version


def test_every_migration_after_the_first_schema_is_there_for_postgresql() -> None:
    versions, scripts = postgres_schema.versions(), postgres_schema.scripts()
    assert scripts == versions[versions.index(scripts[0]) :]


def test_processes_that_make_the_tables_at_the_same_moment_all_open_them(url: str) -> None:
    opening = "import sys; from crawler.database import open_database; sys.stdin.read(1); open_database(sys.argv[1])"
    processes = [
        subprocess.Popen([sys.executable, "-c", opening, url], stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdin
        process.stdin.close()
        process.stdin = None
    assert [process.communicate()[1] for process in processes] == [b""] * 3


# What cannot be opened


def test_tables_of_another_program_are_left_alone(server: Server, url: str) -> None:
    server.psql(url.split("/")[3].split("?", maxsplit=1)[0], "CREATE TABLE shopping (milk int)")
    with pytest.raises(DatabaseError, match=r"another program \(shopping\)"):
        open_database(url)
    assert one(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 1


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    db = open_database(url)
    db.execute("INSERT INTO _migrations VALUES ('m999_future', 'x')")
    db.close()
    for opening in (open_database, read_database):
        with pytest.raises(DatabaseError, match=r"newer version.*m999_future"):
            opening(url)


def test_who_only_reads_makes_no_tables(url: str) -> None:
    for opening in (open_existing, read_database):
        with pytest.raises(DatabaseError, match=r"there is nothing in .*crawl first"):
            opening(url)


def test_a_reader_cannot_write(held: Crawl, url: str) -> None:
    with read_database(url) as news, pytest.raises(Exception, match="read-only transaction"):
        news.db.execute("DELETE FROM sites")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://u:secret@127.0.0.1:1/news", "start the server, or name another"),
        ("postgresql:///missing?user=postgres&password=secret&host={folder}", "make it with createdb"),
    ],
)
def test_what_cannot_be_reached_is_named_without_its_password(server: Server, address: str, says: str) -> None:
    with pytest.raises(DatabaseError, match=says) as found:
        open_database(address.format(folder=server.folder))
    assert "secret" not in str(found.value) and "***" in str(found.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:p:w@[::1]:5432/news?x=1", "postgresql://me:***@[::1]:5432/news?x=1"),
        ("'DATABASE': 'postgres://me:pw@host/news',", "'DATABASE': 'postgres://me:***@host/news',"),
        ("postgresql:///news?host=/run&password=pw&user=me", "postgresql:///news?host=/run&password=***&user=me"),
        ("postgresql://me@host/news", "postgresql://me@host/news"),
        ("output/news.db", "output/news.db"),
    ],
)
def test_a_password_is_never_shown(text: str, shown: str) -> None:
    assert without_password(text) == shown


def test_what_needs_a_file_says_so(url: str, tmp_path: Path) -> None:
    done = scrapy("snapshot", tmp_path / "copy.db", DATABASE=url)
    assert done.returncode == 1
    assert "needs a database in a file; `scrapy copy" in done.stderr and "Traceback" not in done.stderr


# One process a site


def test_a_second_process_cannot_crawl_a_site_until_the_first_is_gone(held: Crawl, url: str) -> None:
    code = (
        "import sys; from crawler.database import open_database\n"
        "lock = open_database(sys.argv[1]).lock_site(int(sys.argv[2]), 'sample'); print('held', flush=True)\n"
        "sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, url, "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as first:
        assert first.stdout and first.stdout.readline() == "held\n"
        with pytest.raises(DatabaseError, match="another process is crawling sample"):
            held.db.lock_site(1, "sample")
        held.db.lock_site(2, "other").release()
        first.kill()
        first.wait()
    held.db.execute("SELECT pg_sleep(0.2)")
    held.db.lock_site(1, "sample").release()
    with closing(open_database(url)) as another:
        another.lock_site(1, "sample")


def test_the_lock_of_an_update_lasts_as_long_as_a_process_that_was_given_it(held: Crawl, url: str) -> None:
    lock = lock_update(url)
    with pytest.raises(Held, match=r"another update of postgresql.* is running: connection \d+ by .*, since 20"):
        lock_update(url)
    keeper = subprocess.Popen(["sleep", "60"], pass_fds=(lock.file.fileno(),))
    # As if the process were killed: its descriptor is gone, and nobody said goodbye to the server.
    os.close(os.dup2(os.open(os.devnull, os.O_RDONLY), lock.file.fileno()))
    with pytest.raises(Held):
        lock_update(url)
    keeper.kill()
    keeper.wait()
    held.db.execute("SELECT pg_sleep(0.2)")
    lock_update(url).release()


# Servers that go away


def test_a_batch_under_which_the_connection_breaks_is_written_once(
    server: Server, held: Crawl, monkeypatch: Any
) -> None:
    (page,) = held.seed(URL)
    lock = held.db.lock_site(held.site_id, "sample")
    held.writer.add(Visit(page=page, at=utc_now(), status=200, articles=[article(URL)]))
    store, times = held.writer._articles.store, []

    def store_and_lose(*arguments: Any) -> Any:
        found = store(*arguments)
        times.append(1)
        if len(times) == 1:
            cut(server, held)
        return found

    monkeypatch.setattr(held.writer._articles, "store", store_and_lose)
    assert [visit.page.url for visit in held.writer.flush()] == [URL]
    assert len(times) == 2 and held.writer.counts["pages"] == 1
    assert held.one("SELECT count(*) FROM articles") == 1
    assert held.one("SELECT pages FROM run_pages") == 1
    with closing(open_database(held.db._url)) as other, pytest.raises(DatabaseError, match="is crawling sample"):
        other.lock_site(held.site_id, "sample")
    lock.release()


@pytest.mark.parametrize("committed", [True, False])
def test_a_commit_that_is_not_answered_is_looked_up(server: Server, held: Crawl, committed: bool) -> None:
    connection = held.db._connection

    class Cut:
        """The connection, that breaks at COMMIT: behind it, or before."""

        def __getattr__(self, name: str) -> Any:
            return getattr(connection, name)

        def execute(self, query: Any, *rest: Any) -> Any:
            if query == "COMMIT":
                if committed:
                    connection.execute(query)
                server.psql("postgres", f"SELECT pg_terminate_backend({connection.info.backend_pid}, 5000)")
            return connection.execute(query, *rest)

    (page,) = held.seed(URL)
    held.db._connection = Cut()
    held.visit(page, article(URL))
    assert held.one("SELECT count(*) FROM articles") == 1
    assert held.one("SELECT pages FROM run_pages") == 1
    assert held.one("SELECT revision_count FROM articles") == 0
    seen_twice = 0 if committed else 1
    assert held.one("SELECT max(id) FROM articles") == 1 + seen_twice


def test_a_statement_outside_a_transaction_is_asked_again(server: Server, held: Crawl) -> None:
    held.seed(URL)
    cut(server, held)
    assert held.queue.count_pending() == 1


def test_a_server_that_stays_away_ends_the_crawl_and_keeps_the_batch(monkeypatch: Any) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 1)
    with closing(Server("-c fsync=off")) as own:
        held = Crawl(own.new())
        (page,) = held.seed(URL)
        held.writer.add(Visit(page=page, at=utc_now(), status=200, articles=[article(URL)]))
        own.stop()
        for _ in range(2):
            with pytest.raises(Unavailable, match="does not answer for 1 seconds"):
                held.writer.flush()
        own.start()
        again = Crawl(held.db._url)
        assert [each.url for each in again.queue.take(9, without=())] == [URL]
        assert again.one("SELECT count(*) FROM articles") == 0
        again.visit(page, article(URL))
        assert again.one("SELECT count(*) FROM articles") == 1
        again.db.close()


def test_what_is_lost_is_said_to_whoever_cannot_write_again(server: Server, held: Crawl) -> None:
    def write() -> None:
        with held.db.transaction():
            cut(server, held)
            held.db.execute("DELETE FROM sites")

    with pytest.raises(ConnectionLost):
        write()
    assert held.one("SELECT count(*) FROM sites") == 1


# The crawl


def everything(database: Path | str) -> dict[str, list[Any]]:
    """What a crawl brought, without ids and times of its own."""
    queries = {
        "articles": "SELECT url, external_id, section, breadcrumb, title, subtitle, body, blocks, language, script,"
        " word_count, source, published_at, published_raw, published_precision, published_source,"
        " image_url, has_media, truncated, content_hash, revision_count, methods, problems, extractor FROM articles",
        "pages": "SELECT key, kind, state, reason, article_id IS NULL AS bare, status FROM pages",
        "links": "SELECT articles.url AS origin, position, kind, text, article_links.url FROM article_links"
        " JOIN articles ON articles.id = article_id",
        "names": "SELECT url, name FROM article_tags JOIN tags ON tags.id = tag_id JOIN articles ON"
        " articles.id = article_id UNION SELECT url, name FROM article_authors JOIN authors ON authors.id = author_id"
        " JOIN articles ON articles.id = article_id",
        "fields": "SELECT field, method, sum(articles) AS n FROM run_fields GROUP BY field, method",
        "stories": "SELECT articles, sites, first_title FROM stories",
        "captures": "SELECT url, kind, status, length > 0 AS whole FROM captures",
        "runs": "SELECT mode, reason FROM runs",
    }

    def plain(value: Any) -> Any:
        return int(value) if isinstance(value, bool) else value

    return {
        name: sorted(repr([plain(value) for value in row.values()]) for row in rows(database, query))
        for name, query in queries.items()
    }


def test_a_newspaper_gives_the_same_rows_in_both_engines(tmp_path: Path, url: str) -> None:
    found, port = [], 0
    for database in (tmp_path / "news.db", url):
        with Newsroom(port, articles=25, crawl_delay=0) as paper:
            port = int(paper.url.rstrip("/").rpartition(":")[2])
            kept = {"ARCHIVE": tmp_path / f"archive{len(found)}"}
            crawl("news", database, url=paper.url, mode="backfill", rest="no", settings=kept)
        found.append(everything(database))
    for name, here in found[0].items():
        assert here == found[1][name], name
    assert len(found[1]["articles"]) == 25
