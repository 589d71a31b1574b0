"""The main job on real input: a real WordPress, crawled whole, against the truth about its posts; and every one of its
pages read as if nobody knew WordPress or its themes.

Needs root and Debian's WordPress, MariaDB and PHP (../shared/wordpress/README.md says which packages).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from crawler import NotAnArticle
from crawler.clock import utc_now
from crawler.extraction.themes import Unthemed
from crawler.found import as_found
from crawler.record import finished
from tests.crawls import ROOT, copied
from tests.quality.score import nameless

WORDPRESS = ROOT.parent / "shared" / "wordpress" / "start.sh"
POSTS = 300
COMMENT = "تعليق يجب ألا يظهر في نص المقال أبدا"
NO_PART_OF_AN_ARTICLE = (
    COMMENT,
    "صورة من الأرشيف",
    "Photo d'archives",
    "إقرأ أيضا",
    "Lire aussi",
    "Laisser un commentaire",
    "اترك تعليقا",
)

SETTINGS = {
    "arabic": {"WP_LOCALE": "ar", "WP_THEME": "twentytwentyone"},
    "french dated": {
        "WP_LOCALE": "fr_FR",
        "WP_THEME": "twentytwentythree",
        "WP_PERMALINKS": "/%year%/%monthnum%/%day%/%postname%/",
    },
    # A space: an empty value would mean the default, and WordPress stores a space as no structure at all.
    "arabic plain": {"WP_LOCALE": "ar", "WP_THEME": "twentytwentyone", "WP_PERMALINKS": " "},
    "arabic blocks": {
        "WP_LOCALE": "ar",
        "WP_THEME": "twentytwentythree",
        "WP_PERMALINKS": "/%postname%/",
        "SEED": "1000",
    },
    "french classic": {
        "WP_LOCALE": "fr_FR",
        "WP_THEME": "twentytwentyone",
        "WP_PERMALINKS": "/archives/%post_id%",
        "SEED": "2000",
    },
}

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(1200),
    pytest.mark.xdist_group("wordpress"),
    pytest.mark.skipif(
        not (WORDPRESS.exists() and shutil.which("mariadbd") and shutil.which("php")) and not os.environ.get("CI"),
        reason="needs ../shared/wordpress and Debian's wordpress, mariadb-server and php-cli",
    ),
]


@dataclass
class Blog:
    """A running WordPress and the truth about it."""

    url: str
    truth: list[dict[str, Any]]


@pytest.fixture(scope="module", params=SETTINGS, ids=lambda name: name.replace(" ", "-"))
def blog(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blog]:
    out = tmp_path_factory.mktemp("wordpress")
    port = 18085 + list(SETTINGS).index(request.param)
    environment = os.environ | SETTINGS[request.param] | {"OUT": str(out), "PORT": str(port)}
    subprocess.run([WORDPRESS, str(POSTS)], env=environment, check=True, timeout=300)
    try:
        truth = json.loads((out / "truth.json").read_text())
        fetch(truth[0]["url"])  # alone: what WordPress does once, several at a time may find half done
        yield Blog(f"http://127.0.0.1:{port}", truth)
    finally:
        os.killpg(int((out / "pid").read_text()), signal.SIGTERM)


@pytest.mark.parametrize("rest", ["yes", "no"])
@pytest.mark.parametrize("spider", ["wordpress"])
def test_every_post_is_stored_once_and_right(blog: Blog, rest: str, spider: str, tmp_path: Path) -> None:
    crawl(ROOT, tmp_path / "news.db", spider, url=blog.url, rest=rest)
    compare(blog, tmp_path / "news.db")


@pytest.mark.parametrize("rest", ["yes", "no"])
def test_the_spider_that_newsite_writes_works_untouched(blog: Blog, rest: str, tmp_path: Path) -> None:
    project = copied(tmp_path / "project")
    command = [sys.executable, "-m", "scrapy", "newsite", "weblog", blog.url, "-s", "DOWNLOAD_DELAY=0"]
    subprocess.run(command, cwd=project, check=True, timeout=200)
    assert len((project / "spiders" / "weblog.py").read_text(encoding="utf-8").splitlines()) <= 40
    assert list((project / "tests" / "pages" / "weblog").glob("*.json"))
    crawl(project, tmp_path / "news.db", "weblog", rest=rest)
    compare(blog, tmp_path / "news.db")


def crawl(project: Path, database: Path, spider: str, **given: str) -> None:
    """Crawl the blog whole, by a spider of a checkout."""
    arguments = given | {"mode": "backfill"}
    settings = {"DATABASE": database, "DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 4}
    command = [sys.executable, "-m", "scrapy", "crawl", spider]
    command += [word for name, value in arguments.items() for word in ("-a", f"{name}={value}")]
    command += [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    subprocess.run(command, cwd=project, check=True, timeout=1000)


def compare(blog: Blog, database: Path) -> None:
    """Compare what is stored with the truth."""
    stored = stored_articles(database)
    assert len(blog.truth) == POSTS
    wrong = {post["url"]: differences(post, stored.get(post["id"], [])) for post in blog.truth}
    wrong = {url: found for url, found in wrong.items() if found}
    assert not wrong, f"{len(wrong)} of {POSTS} wrong, e.g. {list(wrong.items())[:3]}"
    assert sum(len(rows) for rows in stored.values()) == POSTS, "something stored that is no post"


def test_every_page_is_read_right_without_knowing_its_theme_nor_any_name_in_it(blog: Blog) -> None:
    with ThreadPoolExecutor(3) as pool:  # as many as WordPress answers at once
        pages = list(pool.map(fetch, (post["url"] for post in blog.truth)))
    found = {
        post["url"]: misread(post, html) + misread(post, nameless(html))
        for post, html in zip(blog.truth, pages, strict=True)
    }
    assert len(found) == POSTS
    wrong = {url: reasons for url, reasons in found.items() if reasons}
    assert not wrong, f"{len(wrong)} of {POSTS} wrong, e.g. {list(wrong.items())[:3]}"


def fetch(url: str) -> bytes:
    with urlopen(url, timeout=60) as response:
        return bytes(response.read())


def misread(post: dict[str, Any], html: bytes) -> list[str]:
    """Return what is wrong with a post's page, read by the search of the page alone."""
    try:
        article = finished(as_found(Unthemed(html, post["url"]), None, utc_now()))
    except NotAnArticle as reason:
        return [str(reason)]
    right = {
        "by search": article.methods["body"] == "generic",
        "title": plain(article.title) == plain(post["title"]),
        "paragraphs": [plain(block.text) for block in article.blocks] == paragraphs_of(post),
        "minute": article.published is not None and f"{article.published.at:%Y-%m-%d %H:%M}" == post["gmt"][:16],
        "boilerplate": not any(phrase in article.body for phrase in NO_PART_OF_AN_ARTICLE),
    }
    return [name for name, is_right in right.items() if not is_right]


def stored_articles(database: Path) -> dict[int, list[dict[str, Any]]]:
    """Return the stored articles by the number WordPress has for them."""
    db = sqlite3.connect(database)
    db.row_factory = sqlite3.Row
    articles: dict[int, list[dict[str, Any]]] = {}
    for row in db.execute("SELECT * FROM articles"):
        article = dict(row)
        article["authors"] = names(db, "authors", "author_id", article["id"])
        article["tags"] = names(db, "tags", "tag_id", article["id"])
        number = int((article["external_id"] or "wp:-1").removeprefix("wp:"))
        articles.setdefault(number, []).append(article)
    db.close()
    return articles


def names(db: sqlite3.Connection, table: str, column: str, article_id: int) -> list[str]:
    query = f"SELECT name FROM article_{table} JOIN {table} ON id = {column} WHERE article_id = ? ORDER BY position"
    return [row[0] for row in db.execute(query, [article_id])]


def plain(text: str) -> str:
    """Fold what WordPress' typography changes: quotes, dashes, spaces."""
    text = re.sub("[’‘′']", "'", text.replace("\u00a0", " "))
    return re.sub(r"\s+", " ", text).strip()


def paragraphs_of(post: dict[str, Any]) -> list[str]:
    """Return the blocks a post's text has: its paragraphs, and the heading that some kinds have among them."""
    expected = [plain(text) for text in post["paragraphs"]]
    if post["kind"] == "heading":
        expected.insert(2, "تفاصيل أوفى" if post["lang"] == "ar" else "Le contexte")
    return expected


def differences(post: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong with the rows stored for a post."""
    if len(rows) != 1:
        return [f"stored {len(rows)} times"]
    (row,) = rows
    paragraphs = [plain(text) for text in row["body"].split("\n\n")]
    found = {
        "url": row["url"] == post["url"],
        "title": plain(row["title"]) == plain(post["title"]),
        "paragraphs": paragraphs == paragraphs_of(post),
        "section": row["section"] == post["category"],
        "tags": sorted(row["tags"]) == sorted(post["tags"]),
        "author": row["authors"] == [post["author"]],
        "minute": (row["published_at"] or "")[:16].replace("T", " ") == post["gmt"][:16],
        "boilerplate": not any(phrase in row["body"] for phrase in NO_PART_OF_AN_ARTICLE),
    }
    return [name for name, right in found.items() if not right]
