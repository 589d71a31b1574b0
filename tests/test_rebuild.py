"""Rebuilding from archives: the real command line, over WARC files of the sample newspaper."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.crawls import ROOT, articles_in, crawl, one, rows
from tests.newsroom import Newsroom
from tests.processes import readers_of
from tests.recording import held
from tests.starting import Started, scrapy
from tests.warcs import page, write_warc

IN_ORDER = {"DOWNLOAD_DELAY": "0.005", "CONCURRENT_REQUESTS": "1", "CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
"""One request after the other, as every polite crawl asks: the order of an archive is the order of its reading."""

SEED = ROOT.parent / "shared" / "seed" / "page.txt"


def rebuild(database: Path, *arguments: object, code: int = 0, **settings: object) -> subprocess.CompletedProcess[str]:
    """Rebuild to the end; raises with what was printed when the exit code is another one."""
    done = scrapy("rebuild", *map(str, arguments), env={"COLUMNS": "160"}, DATABASE=database, **settings)
    assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A crawl of the newspaper by its pages and one by REST after a correction: `live.db` and its `archive`."""
    folder = tmp_path_factory.mktemp("crawled")
    settings = {"ARCHIVE": str(folder / "archive")} | IN_ORDER
    with Newsroom(articles=60, crawl_delay=0) as paper:
        for rest in ("no", "yes"):
            crawl("news", folder / "live.db", settings=settings, url=paper.url, mode="backfill", rest=rest)
            paper.edit(paper.stories[3].id, text="Rien ne sera plus comme avant, dit le maire de la ville. " * 3)
            time.sleep(1)  # times are kept to the second, in which no polite crawl asks for a page twice
    return folder


def test_a_database_rebuilt_from_the_archive_of_its_crawl_is_the_same_row_for_row(
    crawled: Path, tmp_path: Path
) -> None:
    rebuild(tmp_path / "rebuilt.db", crawled / "archive")

    live, rebuilt = held(crawled / "live.db"), held(tmp_path / "rebuilt.db")
    assert live["articles"]
    assert live["revisions"]
    for table, expected in live.items():
        missing = [row for row in expected if row not in rebuilt[table]]
        added = [row for row in rebuilt[table] if row not in expected]
        assert (missing, added) == ([], []), table


def test_rebuilding_once_more_changes_nothing(crawled: Path, tmp_path: Path) -> None:
    shutil.copy(crawled / "live.db", tmp_path / "news.db")

    rebuild(tmp_path / "news.db", crawled / "archive")
    rebuild(tmp_path / "news.db", crawled / "archive")

    assert held(tmp_path / "news.db") == held(crawled / "live.db")
    assert one(tmp_path / "news.db", "SELECT count(*) FROM rebuilds") == 0


def test_files_given_in_the_wrong_order_give_the_same_articles(crawled: Path, tmp_path: Path) -> None:
    rebuild(tmp_path / "rebuilt.db", *sorted((crawled / "archive").glob("*.warc.gz"), reverse=True))

    query = "SELECT url, title, body, first_seen_at, changed_at FROM articles ORDER BY url"
    assert rows(tmp_path / "rebuilt.db", query) == rows(crawled / "live.db", query)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_states_of_an_article_are_in_order_of_time_in_whatever_order_they_are_read(
    order: tuple[int, ...], tmp_path: Path
) -> None:
    url, years = "https://paper.example/story-1.html", ("2019", "2020", "2021", "2022")
    times = [f"{year}-01-01T00:00:00Z" for year in years]
    states = [page(1), page(1, word="commune"), page(1), b"Not here"]
    for number, (body, at) in enumerate(zip(states, times, strict=True)):
        status = "404 Not Found" if number == 3 else "200 OK"
        write_warc(tmp_path / f"{number}.warc.gz", [(url, body)], at=at, status=status)

    rebuild(tmp_path / "news.db", *(tmp_path / f"{number}.warc.gz" for number in order))

    (article,) = rows(tmp_path / "news.db", "SELECT * FROM articles")
    seen = (article["first_seen_at"], article["changed_at"], article["last_seen_at"], article["gone_at"])
    assert (article["title"], *seen) == ("Budget 1 de la ville", times[0], times[2], times[2], times[3])
    earlier = rows(tmp_path / "news.db", "SELECT title, seen_from, seen_to FROM revisions ORDER BY seen_from")
    assert [tuple(row.values()) for row in earlier] == [
        ("Budget 1 de la ville", times[0], times[0]),
        ("Budget 1 de la commune", times[1], times[1]),
    ]
    assert one(tmp_path / "news.db", "SELECT count(*) FROM captures") == 4


def test_what_was_rebuilt_is_found_sound_against_its_archive(crawled: Path, tmp_path: Path) -> None:
    rebuild(tmp_path / "rebuilt.db", crawled / "archive")

    verified = scrapy("verify", DATABASE=tmp_path / "rebuilt.db", ARCHIVE=crawled / "archive")

    assert verified.returncode == 0, verified.stdout
    captures = one(tmp_path / "rebuilt.db", "SELECT count(*) FROM captures")
    assert captures and f"{captures} records" in verified.stdout


def test_a_killed_reader_costs_no_page(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", ((f"https://paper.example/story-{n}.html", page(n)) for n in range(900)))
    process = Started("rebuild", tmp_path / "a.warc.gz", "-s", f"DATABASE={tmp_path / 'news.db'}")
    readers_of(process)[0].kill()
    while not articles_in(tmp_path / "news.db"):
        time.sleep(0.01)
    readers_of(process)[0].kill()

    assert process.wait(120) == 0
    assert articles_in(tmp_path / "news.db") == 900


@pytest.mark.skipif(not SEED.exists(), reason="needs the shared seed page")
def test_the_seed_page_as_text_gives_section_title_and_paragraphs(tmp_path: Path) -> None:
    rebuild(tmp_path / "news.db", SEED)
    rebuild(tmp_path / "news.db", SEED)

    lines = [line for line in SEED.read_text().splitlines() if line]
    (article,) = rows(tmp_path / "news.db", "SELECT * FROM articles")
    assert article["section"] == lines[0]
    assert article["title"] == lines[1]
    assert article["body"].split("\n\n") == lines[2:9]
    assert article["url"] == SEED.resolve().as_uri()


def test_damaged_files_are_named_the_rest_is_read_and_the_exit_code_says_so(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    pages = [(f"https://paper.example/story-{number}.html", page(number)) for number in range(9)]
    offsets = write_warc(archive / "a.warc.gz", pages[:3])
    os.truncate(archive / "a.warc.gz", offsets[2] + 50)
    (archive / "b.warc.gz").write_bytes(b"no archive " * 100)
    write_warc(archive / "c.warc.gz", pages[3:])

    done = rebuild(tmp_path / "news.db", archive, code=1)

    assert one(tmp_path / "news.db", "SELECT count(*) FROM articles") == 8
    assert f"{archive / 'a.warc.gz'}, byte {offsets[2]}: " in done.stderr
    assert f"{archive / 'b.warc.gz'}, byte 0: " in done.stderr


def test_old_pages_meet_the_layout_of_their_date(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    body = page(1, body_class="x", published="2019-05-05T10:00:00Z").replace(b"class='x'", b"id='article_body'")
    write_warc(tmp_path / "a.warc.gz", [("https://www.hespress.com/politique/427771.html", body)])

    rebuild(tmp_path / "news.db", tmp_path / "a.warc.gz")

    (article,) = rows(tmp_path / "news.db", "SELECT articles.*, name FROM articles JOIN sites ON sites.id = site_id")
    assert article["name"] == "hespress"
    assert '"body": "layout"' in article["methods"]


def test_only_the_site_asked_for_is_read(tmp_path: Path) -> None:
    urls = ("https://www.hespress.com/politique/427771.html", "https://paper.example/story-1.html")
    write_warc(tmp_path / "a.warc.gz", [(url, page(number)) for number, url in enumerate(urls)])

    rebuild(tmp_path / "news.db", "--site", "hespress", tmp_path / "a.warc.gz")

    assert [row["url"] for row in rows(tmp_path / "news.db", "SELECT url FROM articles")] == [urls[0]]


def test_saved_pages_of_a_folder_are_articles(tmp_path: Path) -> None:
    folder = tmp_path / "paper.example"
    folder.mkdir()
    (folder / "story-1.html").write_bytes(page(1))
    (tmp_path / "unknown.html").write_bytes(page(2))

    rebuild(tmp_path / "news.db", tmp_path)

    query = "SELECT articles.url, name FROM articles JOIN sites ON sites.id = site_id ORDER BY 1"
    assert [tuple(row.values()) for row in rows(tmp_path / "news.db", query)] == [
        ((tmp_path / "unknown.html").as_uri(), "saved-files"),
        ("https://paper.example/story-1.html", "paper.example"),
    ]


@pytest.mark.skipif(shutil.which("wget") is None, reason="needs wget")
def test_what_wget_archived_is_read_as_well(tmp_path: Path) -> None:
    with Newsroom(articles=12, crawl_delay=0, rest=False) as paper:
        options = ["--recursive", "--level=4", "--delete-after", "--warc-file=wget", "--warc-cdx", "--quiet"]
        # wget's exit code tells that some pages answered 404 or 403.
        subprocess.run(["wget", *options, f"{paper.url}/"], cwd=tmp_path, check=False, timeout=120)
        truth = {(paper.url + story.path, story.body) for story in paper.stories}

    rebuild(tmp_path / "news.db", tmp_path / "wget.warc.gz")

    held = {(row["url"], row["body"]) for row in rows(tmp_path / "news.db", "SELECT url, body FROM articles")}
    assert truth <= held
