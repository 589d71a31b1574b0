"""Gathering from web archives: the real command line, against answers of the shapes that archives give."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.crawls import articles_in, crawl, one, rows, start_crawl
from tests.newsroom import Newsroom
from tests.warcs import page
from tests.web_archive import Capture, WebArchive

SITE = "https://paper.example"
TIMES = ("20190101000000", "20200101000000", "20210101000000")


def story(number: int) -> str:
    return f"{SITE}/politique/le-budget-{number}-de-la-ville-est-vote.html"


def history(number: int) -> list[Capture]:
    """Return three captures of an article: twice the same text, then another."""
    old, new = page(number), page(number, word="commune")
    return [Capture(story(number), at, body) for at, body in zip(TIMES, (old, old, new), strict=True)]


def held(database: Path) -> list[tuple[Any, ...]]:
    """Return the articles with the times they were seen, and their earlier versions."""
    articles = "SELECT url, title, first_seen_at, changed_at, last_seen_at, revision_count FROM articles ORDER BY url"
    earlier = "SELECT title, seen_from, seen_to FROM revisions ORDER BY title, seen_from"
    return [tuple(row.values()) for row in (*rows(database, articles), *rows(database, earlier))]


def gather(database: Path, archive: WebArchive, index: str | Path, **arguments: Any) -> None:
    settings = archive.settings | {"DOWNLOAD_DELAY": "0.01", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
    crawl("news", database, settings=settings, url=SITE, mode="archive", index=index, **arguments)


def wayback(archive: WebArchive, **query: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"{archive.url}/cdx/search/cdx?url=paper.example/*{more}"


@pytest.fixture
def archive(tmp_path: Path) -> Any:
    """An archive of four articles, and of what is none."""
    captures = [capture for number in range(4) for capture in history(number)]
    captures += [
        Capture(f"{SITE}/style.css", TIMES[0], b"p {}", mime="text/css"),
        Capture(story(9), TIMES[0], b"gone", status="404"),
        Capture(f"{SITE}/tag/budget", TIMES[0], page(7)),
    ]
    with WebArchive(captures, tmp_path) as running:
        yield running


@pytest.mark.parametrize("query", [{}, {"output": "json"}, {"limit": "4"}, {"output": "json", "limit": "4"}])
def test_every_version_of_an_article_is_held_from_the_time_of_its_capture(
    query: dict[str, str], archive: WebArchive, tmp_path: Path
) -> None:
    gather(tmp_path / "news.db", archive, wayback(archive, **query))

    articles = [(story(n), f"Budget {n} de la commune", *seen(0, 2, 2), 1) for n in range(4)]
    earlier = [(f"Budget {n} de la ville", *seen(0, 1)) for n in range(4)]
    assert held(tmp_path / "news.db") == [*articles, *earlier]
    assert len(archive.asked("/web/")) == 12, "what is no article was asked for"
    assert one(tmp_path / "news.db", "SELECT count(*) FROM articles WHERE url LIKE '%127.0.0.1%'") == 0


def seen(*numbers: int) -> list[str]:
    return [f"{TIMES[number][:4]}-01-01T00:00:00Z" for number in numbers]


def test_common_crawl_is_read_record_by_record_over_all_pages_of_its_index(archive: WebArchive, tmp_path: Path) -> None:
    gather(tmp_path / "cc.db", archive, f"{archive.url}/CC-MAIN-2019-13-index?url=paper.example/*&output=json")
    gather(tmp_path / "wayback.db", archive, wayback(archive))

    assert held(tmp_path / "cc.db") == held(tmp_path / "wayback.db")
    assert len(archive.asked("/crawl-data/")) == 12


@pytest.mark.parametrize("packed", [False, True])
def test_a_listing_may_be_a_file(packed: bool, archive: WebArchive, tmp_path: Path) -> None:
    fields = [json.loads(line) for line in archive.records()]
    keyed = [f"com,example)/ {each.pop('timestamp')} {json.dumps(each)}" for each in fields]
    text = "\n".join([*archive.records()[:6], *keyed[6:]])
    file = tmp_path / ("index.gz" if packed else "index")
    file.write_bytes(gzip.compress(text.encode()) if packed else text.encode())

    gather(tmp_path / "news.db", archive, file)

    assert one(tmp_path / "news.db", "SELECT count(*) FROM articles") == 4


def test_only_captures_between_the_days_are_asked_for(archive: WebArchive, tmp_path: Path) -> None:
    gather(tmp_path / "news.db", archive, wayback(archive), since="2020-01-01", until="2020-12-31")

    assert [path.split("id_")[0] for path in archive.asked("/web/")] == [f"/web/{TIMES[1]}"] * 4
    listing = archive.asked("/cdx/")[0]
    assert "from=20200101000000" in listing and "to=20210101000000" in listing


def test_what_is_known_from_later_stays_and_the_earlier_becomes_its_past(tmp_path: Path) -> None:
    with Newsroom(articles=8, crawl_delay=0) as paper, WebArchive([], tmp_path) as archive:
        crawl("news", tmp_path / "news.db", url=paper.url, mode="backfill", rest="no")
        before = rows(tmp_path / "news.db", "SELECT * FROM articles ORDER BY id")
        pages = rows(tmp_path / "news.db", "SELECT * FROM pages ORDER BY id")
        address = before[0]["url"]
        archive.captures.append(Capture(address, TIMES[0], page(1)))
        settings = archive.settings | {"DOWNLOAD_DELAY": "0.01"}
        index = f"{archive.url}/cdx/search/cdx?url=x"
        crawl("news", tmp_path / "news.db", settings=settings, url=paper.url, mode="archive", index=index)

    after = rows(tmp_path / "news.db", "SELECT * FROM articles ORDER BY id")
    assert after[1:] == before[1:]
    moved = {name for name, value in after[0].items() if value != before[0][name]}
    assert moved == {"first_seen_at", "revision_count"}
    assert after[0]["first_seen_at"] == seen(0)[0]
    assert rows(tmp_path / "news.db", "SELECT * FROM pages ORDER BY id")[: len(pages)] == pages
    (earlier,) = rows(tmp_path / "news.db", "SELECT title, seen_from FROM revisions")
    assert tuple(earlier.values()) == ("Budget 1 de la ville", seen(0)[0])


def test_what_an_article_lacks_is_filled_in_from_an_earlier_capture_of_the_same_text(tmp_path: Path) -> None:
    plain = page(1)
    pictured = plain.replace(b"</head>", b'<meta property="og:image" content="https://paper.example/a.jpg"></head>')
    captures = [Capture(story(1), TIMES[0], pictured), Capture(story(1), TIMES[1], plain)]
    with WebArchive(captures, tmp_path) as archive:
        for since in ("2020-01-01", "2019-01-01"):
            gather(tmp_path / "news.db", archive, wayback(archive), since=since)

    (article,) = rows(tmp_path / "news.db", "SELECT * FROM articles")
    assert article["image_url"] == "https://paper.example/a.jpg"
    assert [article[name] for name in ("changed_at", "last_seen_at", "revision_count")] == [*seen(0, 1), 0]


def test_an_archive_that_asks_for_patience_is_given_it_and_asked_one_at_a_time(
    archive: WebArchive, tmp_path: Path
) -> None:
    archive.busy = 2
    gather(tmp_path / "news.db", archive, wayback(archive))

    assert one(tmp_path / "news.db", "SELECT count(*) FROM articles") == 4
    refused_at = [at for path, at in archive.log if "/web/" in path]
    assert refused_at[1] - refused_at[0] >= 1.0, "asked again before Retry-After"
    assert len(refused_at) == 14


def test_an_update_leaves_captures_alone_that_a_gathering_left(archive: WebArchive, tmp_path: Path) -> None:
    gather(tmp_path / "news.db", archive, wayback(archive), limit=2)
    left = one(tmp_path / "news.db", "SELECT count(*) FROM pages WHERE kind = 'capture' AND state = 'pending'")
    asked = len(archive.log)

    crawl("news", tmp_path / "news.db", check=False, settings={"RETRY_DELAYS": ""}, url=SITE)

    assert left > 0
    assert len(archive.log) == asked
    assert one(tmp_path / "news.db", "SELECT count(*) FROM pages WHERE kind = 'capture' AND state = 'pending'") == left


def test_an_old_page_meets_the_layout_of_its_date_and_is_no_news_to_look_at_again(tmp_path: Path) -> None:
    address = "https://www.hespress.com/politique/427771.html"
    body = page(1, body_class="x", published="2020-01-01T00:00:00Z").replace(b"class='x'", b"id='article_body'")
    with WebArchive([Capture(address, TIMES[1], body)], tmp_path) as archive:
        index = f"{archive.url}/cdx/search/cdx?url=hespress.com/*"
        settings = archive.settings | {"DOWNLOAD_DELAY": "0.01"}
        crawl("hespress", tmp_path / "news.db", settings=settings, mode="archive", index=index)

    (article,) = rows(tmp_path / "news.db", "SELECT * FROM articles")
    assert '"body": "layout"' in article["methods"]
    assert one(tmp_path / "news.db", "SELECT count(*) FROM pages WHERE next_visit_at IS NOT NULL") == 0
    assert (article["url"], article["first_seen_at"]) == (address, seen(1)[0])


def test_what_is_no_listing_ends_with_a_clear_message(archive: WebArchive, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear archive")
    arguments = {"url": SITE, "mode": "archive"}

    done = crawl("news", tmp_path / "news.db", check=False, index=file, **arguments)

    assert done.returncode == 1
    assert "letter.txt: line 1 is none of a listing" in done.stderr
    assert crawl("news", tmp_path / "news.db", check=False, **arguments).returncode == 2
    assert crawl("news", tmp_path / "news.db", check=False, index=tmp_path / "none", **arguments).returncode == 2


def test_killed_and_started_again_it_asks_for_what_is_left(tmp_path: Path) -> None:
    captures = [capture for number in range(40) for capture in history(number)]
    database = tmp_path / "news.db"
    with WebArchive(captures, tmp_path) as archive:
        arguments = {"url": SITE, "mode": "archive", "index": wayback(archive, limit="30")}
        settings = archive.settings | {"DOWNLOAD_DELAY": "0.05", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
        with start_crawl("news", database, settings=settings, **arguments) as process:
            while articles_in(database) < 12:
                assert process.poll() is None
                time.sleep(0.02)
            process.kill()
            process.wait()
        assert articles_in(database) < 40
        asked = len(archive.asked("/web/"))

        crawl("news", database, settings=settings, **arguments)

        assert articles_in(database) == 40
        again = len(archive.asked("/web/")) - 120
    with WebArchive(captures, tmp_path) as archive:
        gather(tmp_path / "whole.db", archive, wayback(archive))
    assert held(database) == held(tmp_path / "whole.db")
    assert 0 <= again < asked, "what was committed was asked for once more"
