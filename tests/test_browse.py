"""The database as a website, asked without a browser: what its pages say, to programs too, and what they keep to."""

from __future__ import annotations

import asyncio
import csv
import json
import re
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import lxml.etree
import lxml.html
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.browse.charts import day_bars
from crawler.browse.server import NAME, TooSlow, make_site, read
from crawler.browse.verdicts import Verdicts
from crawler.clock import to_text, utc_now
from crawler.database import open_existing
from crawler.database.snapshot import take_snapshot
from tests.browsing import FIRST_CHANGE, SECOND_TITLE, Shelf, make_shelf, served
from tests.crawls import one, rows
from tests.starting import scrapy

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return make_shelf(tmp_path_factory.mktemp("shelf"))


Get = Callable[..., httpx.Response]


def reader(database: Path, archive: Path | None = None, *, sql: bool = False) -> Get:
    """Return what asks the site of a database for a page."""
    site = make_site(database, archive, sql=sql)

    def get(path: str, **query: str) -> httpx.Response:
        answer: httpx.Response = asyncio.run(site.client.get(f"{path}?{urlencode(query)}" if query else path))
        return answer

    return get


@pytest.fixture(scope="module")
def get(shelf: Shelf) -> Get:
    return reader(shelf.database, shelf.archive)


def tree(answer: httpx.Response) -> lxml.html.HtmlElement:
    assert answer.status_code == 200, answer.text
    return lxml.html.document_fromstring(answer.text)


def copied(shelf: Shelf, folder: Path) -> Path:
    """Return a copy to write into. SQLite makes it: a process that closes a file itself frees SQLite's locks on it."""
    copy = folder / "news.db"
    take_snapshot(shelf.database, copy)
    open_existing(copy).close()
    return copy


def spoiled(shelf: Shelf, folder: Path, changes: dict[str, Any]) -> Path:
    """Return a copy of the database in which columns of the changed article have other values."""
    copy = copied(shelf, folder)
    db = sqlite3.connect(copy)
    for column, value in changes.items():
        db.execute(f"UPDATE articles SET {column} = ? WHERE id = ?", [value, shelf.changed])
    db.commit()
    db.close()
    open_existing(copy).close()  # what was changed is indexed again
    return copy


def test_the_front_page_shows_what_came_in_and_how_sites_do(get: Get, shelf: Shelf) -> None:
    page = tree(get("/"))
    figures = get("/front.json").json()
    assert figures["holdings"]["articles"] == one(shelf.database, "SELECT count(*) FROM articles")
    days = rows(shelf.database, "SELECT substr(published_at, 1, 10) day, count(*) n FROM articles GROUP BY 1")
    held = {row["day"]: row["n"] for row in days}
    (counts,) = figures["by_site"].values()
    assert dict(zip(figures["days"], counts, strict=True)) == {day: held.get(day, 0) for day in figures["days"]}
    assert sum(counts) > 30
    bars = page.xpath("//*[local-name()='svg'][@class='bars']//*[local-name()='title']/text()")
    assert bars == [f"{day}: {n}" for day, n in zip(figures["days"], counts, strict=True)]
    assert page.xpath("count(//h2[@id='runs']/following::tbody[1]/tr)") == 3
    assert page.xpath("//span[contains(@class, 'verdict')]/text()") == [
        health["verdict"] for health in figures["health"].values()
    ]


def test_the_axis_of_a_plot_ends_above_the_highest_bar() -> None:
    days = [utc_now().date()]
    for most in (0, 1, 7, 99, 101, 12_345):
        printed = re.findall(r'text-anchor="end">([\d,]+)<', day_bars(days, [most]))
        labels = [int(text.replace(",", "")) for text in printed]
        assert labels[0] == 0 and labels[-1] >= max(most, 1) and labels[-1] <= max(2, 1.25 * most)


def test_a_list_is_narrowed_by_its_facets_and_says_how_many_there_are(get: Get, shelf: Shelf) -> None:
    french = one(shelf.database, "SELECT count(*) FROM articles WHERE language = 'fr'")
    page = tree(get("/search"))
    (link,) = page.xpath("//aside//a[bdi = 'Français']")
    assert link.xpath("string(../span[@class='count'])") == str(french)
    narrowed = tree(get(link.get("href")))
    assert f"{french} articles" in narrowed.xpath("string(//p[@class='sum'])")
    assert set(narrowed.xpath("//ol[@class='list']/li/@lang")) == {"fr"}
    assert narrowed.xpath("//aside//a[@aria-current]/@href") == ["/search"], "the way back"
    author = narrowed.xpath("//aside//h2[. = 'Author']/following-sibling::ul[1]//a/@href")[0]
    both = get(author.replace("/search", "/search.json")).json()
    assert both["asked"]["language"] == "fr"
    assert all(both["asked"]["author"] in article["authors"] for article in both["articles"])
    month = get("/search.json", month="2026-09").json()
    assert {article["published_at"][:7] for article in month["articles"]} == {"2026-09"}


def test_words_are_found_in_any_spelling_marked_and_narrowed_further(get: Get) -> None:
    page = tree(get("/search", q="المدينه"))
    assert page.xpath("//mark"), "nothing is marked"
    assert page.xpath("//input[@name='q']/@value") == ["المدينه"]
    (site,) = page.xpath("//aside//h2[. = 'Site']/following-sibling::ul[1]//span[@class='count']/text()")
    assert f"{site} article" in page.xpath("string(//p[@class='sum'])")
    (section, *_) = page.xpath("//aside//h2[. = 'Section']/following-sibling::ul[1]//a")
    count = section.xpath("string(../span[@class='count'])")
    narrowed = get(section.get("href").replace("/search", "/search.json")).json()
    assert narrowed["total"] == int(count) and narrowed["asked"]["q"] == "المدينه"
    assert {article["section"] for article in narrowed["articles"]} == {narrowed["asked"]["section"]}
    assert get("/search.json", q="المدينه", language="fr").json()["total"] == 0
    for nonsense in ('"', "*", "(((", "NEAR(", "-", "a:b", "' OR 1=1 --", "\0", "ـ"):
        assert get("/search", q=nonsense).status_code == 200, nonsense


def test_a_long_list_has_pages_and_the_newest_come_first(get: Get) -> None:
    seen, address = [], "/search"
    while address:
        page = tree(get(address))
        seen += page.xpath("//ol[@class='list']//a/@href")
        address = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    listed = get("/search.json").json()["articles"]
    assert seen == [f"/article/{article['id']}" for article in listed]
    dates = [article["published_at"] for article in listed]
    assert dates == sorted(dates, reverse=True)
    assert len(seen) == len(set(seen)) > 100


def test_an_article_has_its_text_in_blocks_and_where_all_of_it_comes_from(get: Get, shelf: Shelf) -> None:
    page = tree(get(f"/article/{shelf.changed}"))
    stored = rows(shelf.database, "SELECT * FROM articles WHERE id = ?", shelf.changed)[0]
    told = [block.text_content() for block in page.xpath("//div[@class='text']/*")]
    assert "\n\n".join(told) == stored["body"]
    assert page.xpath("//article/@dir") == ["rtl"] and page.xpath("//article/@lang") == ["ar"]
    assert set(page.xpath("//div[@class='text']/*/@dir")) == {"rtl"}
    methods = dict(zip(*(page.xpath(f"//table//tbody//{cell}/text()") for cell in ("th", "td")), strict=True))
    assert methods == json.loads(stored["methods"])
    assert page.xpath("string(//figcaption)").strip().startswith(stored["image_caption"])
    of_it = "SELECT name FROM tags JOIN article_tags ON tag_id = id WHERE article_id = ?"
    tags = rows(shelf.database, of_it, shelf.changed)
    assert set(page.xpath("//ul[@class='tags']//bdi/text()")) == {row["name"] for row in tags}
    assert not page.xpath("//img|//script|//iframe|//object"), "nothing is loaded"


def test_related_articles_are_found_in_both_directions(get: Get, shelf: Shelf) -> None:
    link = rows(
        shelf.database,
        "SELECT article_id, target_article_id FROM article_links"
        " WHERE kind = 'related' AND target_article_id <> article_id",
    )[0]
    there, back = (get(f"/article/{link[end]}.json").json() for end in ("article_id", "target_article_id"))
    assert link["target_article_id"] in {each["id"] for each in there["links"]}
    assert link["article_id"] in {each["id"] for each in back["linked_from"]}


def test_the_same_story_on_other_pages_is_named(shelf: Shelf, tmp_path: Path) -> None:
    copy = copied(shelf, tmp_path)
    db = sqlite3.connect(copy)
    db.execute("CREATE TABLE IF NOT EXISTS article_clusters (article_id, cluster_id, similar_to, similarity)")
    mates = [row["id"] for row in rows(copy, "SELECT id FROM articles ORDER BY id LIMIT 3")]
    db.executemany("INSERT INTO article_clusters VALUES (?, 1, ?, 1.0)", [(mate, mates[0]) for mate in mates])
    db.commit()
    db.close()
    page = tree(reader(copy)(f"/article/{mates[0]}"))
    others = page.xpath("//h2[. = 'The same story elsewhere']/following-sibling::ul[1]//a/@href")
    assert set(others) == {f"/article/{mate}" for mate in mates[1:]}


def test_french_is_set_from_the_left_within_the_same_site(get: Get, shelf: Shelf) -> None:
    french = one(shelf.database, "SELECT id FROM articles WHERE language = 'fr' LIMIT 1")
    page = tree(get(f"/article/{french}"))
    assert page.xpath("//article/@dir") == ["ltr"] and page.xpath("//article/@lang") == ["fr"]
    cells = tree(get(f"/news/articles/{shelf.changed}")).xpath("//td/span/@dir")
    assert "rtl" in cells


def test_each_change_of_an_article_is_shown_word_by_word(get: Get, shelf: Shelf) -> None:
    page = tree(get(f"/article/{shelf.changed}"))
    first, second = (tree(get(address)) for address in page.xpath("//ol[@class='versions']//a/@href"))
    assert FIRST_CHANGE in first.xpath("//div[@class='change']//ins/text()")
    assert SECOND_TITLE in second.xpath("//tr[contains(@class, 'title')]//ins/text()")
    assert get(f"/article/{shelf.changed}/change/3").status_code == 404
    versions = lxml.etree.fromstring(get(f"/article/{shelf.changed}.atom").content)
    assert next(versions.iterfind("a:entry/a:title", ATOM)).text == SECOND_TITLE
    assert len(versions.findall("a:entry", ATOM)) == 3


def test_a_capture_is_the_record_the_archive_holds(get: Get, shelf: Shelf) -> None:
    (address,) = tree(get(f"/article/{shelf.changed}")).xpath("//a[. = 'record']/@href")
    answer = get(address)
    assert answer.headers["content-disposition"].startswith("attachment")
    record = next(ArchiveIterator(BytesIO(answer.content)))
    of_it = "SELECT captures.url FROM articles JOIN captures ON captures.id = capture_id WHERE articles.id = ?"
    assert record.rec_headers.get_header("WARC-Target-URI") == one(shelf.database, of_it, shelf.changed)
    assert SECOND_TITLE.encode() in record.content_stream().read()
    assert get("/capture/999999").status_code == 404
    assert reader(shelf.database)(address).status_code == 404, "no archive was named"


def test_a_file_name_in_the_database_leads_nowhere_but_into_the_archive(shelf: Shelf, tmp_path: Path) -> None:
    copy = copied(shelf, tmp_path)
    (tmp_path / "secret").write_text("x" * 100)
    db = sqlite3.connect(copy)
    db.execute("UPDATE captures SET file = '../secret', offset = 0, length = 10")
    db.commit()
    db.close()
    capture = one(copy, "SELECT min(id) FROM captures")
    (tmp_path / "archive").mkdir()
    assert reader(copy, tmp_path / "archive")(f"/capture/{capture}").status_code == 404


def test_lists_are_there_as_csv_json_and_atom(get: Get, shelf: Shelf) -> None:
    page = tree(get("/search", language="fr"))
    kinds = {link.text: link.get("href") for link in page.xpath("//p[@class='also']//a")}
    table = list(csv.DictReader(StringIO(get(kinds["CSV"]).text)))
    articles = get(kinds["JSON"]).json()["articles"]
    assert [row["title"] for row in table] == [article["title"] for article in articles]
    assert {row["language"] for row in table} == {"fr"}
    feed = lxml.etree.fromstring(get(kinds["Atom"]).content)
    assert [each.text for each in feed.iterfind("a:entry/a:title", ATOM)] == [row["title"] for row in table][:50]
    for entry in feed.iterfind("a:entry", ATOM):
        needed = [entry.find(f"a:{name}", ATOM) for name in ("id", "title", "updated", "author/a:name", "link")]
        assert all(node is not None for node in needed)
    front = list(csv.DictReader(StringIO(get("/front.csv").text)))
    assert len(front) == 30
    row = next(csv.DictReader(StringIO(get(f"/article/{shelf.changed}.csv").text)))
    assert row["body"] == one(shelf.database, "SELECT body FROM articles WHERE id = ?", shelf.changed)


def test_hostile_text_is_text_on_every_page(shelf: Shelf, tmp_path: Path) -> None:
    evil = dict.fromkeys(("title", "subtitle", "section", "image_caption", "image_credit", "source"), HOSTILE)
    evil |= {"body": HOSTILE, "blocks": '[["embed", "javascript:alert(3)"]]', "image_url": "javascript:alert(4)"}
    evil |= {"url": "javascript:alert(5)", "problems": json.dumps([HOSTILE]), "methods": json.dumps({HOSTILE: HOSTILE})}
    evil |= {"published_raw": HOSTILE, "published_at": to_text(utc_now())}
    get = reader(spoiled(shelf, tmp_path, evil))
    paths = ("/", "/search", f"/article/{shelf.changed}", f"/article/{shelf.changed}/change/2", "/news/articles")
    for path in (*paths, f"/news/articles/{shelf.changed}"):
        page = tree(get(path))
        assert not page.xpath("//script|//img|//*[@onerror]|//a[starts-with(@href, 'javascript')]"), path
        assert HOSTILE in page.text_content(), path
    searched = tree(get("/search", section=HOSTILE))
    assert not searched.xpath("//script|//img") and HOSTILE in searched.text_content()
    feed = lxml.etree.fromstring(get("/search.atom", section=HOSTILE).content)
    assert feed.find("a:entry/a:title", ATOM).text == HOSTILE


def test_control_characters_do_not_break_a_feed_nor_formulas_a_spreadsheet(shelf: Shelf, tmp_path: Path) -> None:
    get = reader(spoiled(shelf, tmp_path, {"title": "=1+1\x08\x0c\ufffe", "section": "s"}))
    assert lxml.etree.fromstring(get("/search.atom", section="s").content) is not None
    (row,) = csv.DictReader(StringIO(get("/search.csv", section="s").text))
    assert row["title"].startswith("'=1+1")


def test_every_answer_forbids_scripts_and_foreign_content(get: Get) -> None:
    pages = ("/", "/search", "/article/1", "/news", "/news/articles", "/news/articles/1")
    for path in (*pages, "/article/1.json", "/static/browse.css", "/no"):
        policy = get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src" not in policy, path
        assert get(path).headers["x-content-type-options"] == "nosniff"
    for path in pages:
        page = tree(get(path))
        assert not page.xpath("//script|//*[@onclick]"), path
        loaded = page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href|//img/@src")
        assert all(address.startswith("/") and not address.startswith("//") for address in loaded), path


@pytest.mark.parametrize(
    "path",
    ["/-/databases", "/-/databases.json", "/-/versions.json", "/-/settings", "/-/plugins.json", "/-/threads",
     "/-/metadata.json", "/-/permissions", "/-/messages", "/-/allow-debug", "/-/patterns", "/news.db", "/.json",
     "/capture/1/../../news.db", "/article/99999999", "/article/x", "/_internal"],
)  # fmt: skip
def test_what_is_no_readers_business_is_not_there(path: str, get: Get, shelf: Shelf) -> None:
    answer = get(path)
    assert answer.status_code in (403, 404), answer.text
    assert str(shelf.database.parent) not in answer.text


def test_sql_is_the_readers_own_only_where_that_was_asked_for(get: Get, shelf: Shelf) -> None:
    query = {"sql": "select count(*) as n from articles"}
    assert get(f"/{NAME}.json", **query).status_code == 403
    assert get(f"/{NAME}/articles.json", _where="1 = 1").status_code == 403
    free = reader(shelf.database, sql=True)
    assert free(f"/{NAME}.json", **query).json()["rows"][0][0] > 100
    assert not tree(free(f"/{NAME}")).xpath("//script")


def test_no_query_writes_runs_for_long_or_fills_the_memory(shelf: Shelf) -> None:
    get = reader(shelf.database, sql=True)

    def error(sql: str) -> str:
        answer = get(f"/{NAME}.json", sql=sql)
        assert answer.status_code in (400, 503), answer.text
        return str(answer.json()["error"])

    began = time.monotonic()
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    assert "too long" in error(endless).lower()
    assert time.monotonic() - began < 10
    assert "too big" in error("select zeroblob(100000000)")
    assert "too complex" in error(f"select count(*) from articles where body like '{'%a' * 200}%'")
    assert error("delete from articles")
    assert error("pragma writable_schema = 1")
    many = get(f"/{NAME}.json", sql="select a.id from articles a, articles b").json()
    assert many["truncated"] and len(many["rows"]) == 1000


def test_the_reading_of_a_page_ends_after_its_time(shelf: Shelf) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(TooSlow):
        asyncio.run(read(make_site(shelf.database), lambda db: db.execute(endless).fetchone(), 50))


def test_a_site_is_judged_again_when_it_had_a_run_or_was_silent_for_an_hour(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(shelf, tmp_path)
    db, now, verdicts = open_existing(copy), utc_now(), Verdicts()
    (site,) = first = verdicts.look(db, now)
    assert first[site] is not None
    assert verdicts.look(db, now + timedelta(minutes=59))[site] is first[site]
    hour_later = verdicts.look(db, now + timedelta(minutes=60))
    assert hour_later[site] is not first[site]
    db.execute("INSERT INTO runs (site_id, mode, arguments, versions, started_at) VALUES (1, 'update', '{}', '{}', ?)",
               [to_text(now)])  # fmt: skip
    again = verdicts.look(db, now + timedelta(minutes=61))
    assert again[site] is not hour_later[site]
    monkeypatch.setattr("crawler.browse.verdicts.SECONDS", 0)
    assert Verdicts().look(db, now) == {site: None}, "no time, no verdict yet"
    db.close()


def test_wrong_questions_are_told_apart_from_faults(get: Get) -> None:
    for query in ({"month": "2026"}, {"month": "' OR 1"}, {"page": "x"}, {"page": "999"}, {"site": "none", "q": "x"}):
        answer = get("/search", **query)
        assert answer.status_code == 400
        assert next(iter(query)) in answer.text
    assert get("/search", page="50").status_code == 200
    assert "No article" in get("/search", author="nobody").text


def test_a_fault_of_ours_tells_a_reader_nothing(shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    get = reader(spoiled(shelf, tmp_path, {"methods": "no json"}))
    answer = get(f"/article/{shelf.changed}")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text and "JSON" not in answer.text
    assert "failed" in caplog.text


def test_pages_open_while_a_writer_holds_the_database(shelf: Shelf, tmp_path: Path) -> None:
    copy = copied(shelf, tmp_path)
    get = reader(copy)
    writer = sqlite3.connect(copy, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE articles SET title = 'unwritten'")
    for path in ("/", "/search", f"/article/{shelf.changed}", "/news/articles"):
        page = get(path)
        assert page.status_code == 200 and "unwritten" not in page.text
    writer.execute("COMMIT")
    assert "unwritten" in get(f"/article/{shelf.changed}").text
    writer.close()


def test_a_hundred_pages_are_read_while_another_writes_all_the_time(shelf: Shelf, tmp_path: Path) -> None:
    copy = copied(shelf, tmp_path)
    done = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        db = sqlite3.connect(copy, timeout=60)
        while not done.is_set():
            db.execute("UPDATE articles SET word_count = word_count + 1")
            db.commit()
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            written += 1
        db.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        site = make_site(copy)

        async def visits() -> set[int]:
            paths = ("/search.json", f"/article/{shelf.changed}.json", "/search", "/news/articles.json")
            return {(await site.client.get(paths[n % len(paths)])).status_code for n in range(100)}

        assert asyncio.run(visits()) == {200}
    finally:
        done.set()
        writer.join()
    assert written > 10


def test_the_command_serves_until_it_is_stopped_and_says_where(shelf: Shelf) -> None:
    with served(shelf) as address:
        assert address.startswith("http://127.0.0.1:")
        answer = httpx.get(f"{address}/article/{shelf.changed}")
        assert answer.status_code == 200
        assert SECOND_TITLE in answer.text
        assert "server" not in answer.headers


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def browse(*words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("browse", *words, timeout=60)


def test_a_command_that_cannot_be_done_says_why(shelf: Shelf, tmp_path: Path, taken: int) -> None:
    missing = browse("-s", f"DATABASE={tmp_path}/none.db")
    assert (missing.returncode, "none.db" in missing.stderr) == (1, True)
    assert not (tmp_path / "none.db").exists()
    busy = browse("-s", f"DATABASE={shelf.database}", "--port", str(taken))
    assert (busy.returncode, str(taken) in busy.stderr and "--port" in busy.stderr) == (1, True)
    assert browse("-s", f"DATABASE={shelf.database}", "--port", "99999").returncode == 1
    assert browse("too", "much").returncode == 2
