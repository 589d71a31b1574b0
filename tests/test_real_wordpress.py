"""The main job on real input: a real WordPress, crawled whole, against the truth about its posts.

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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawls import ROOT, copied

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
        yield Blog(f"http://127.0.0.1:{port}", json.loads((out / "truth.json").read_text()))
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


def differences(post: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong with the rows stored for a post."""
    if len(rows) != 1:
        return [f"stored {len(rows)} times"]
    (row,) = rows
    paragraphs = [plain(text) for text in row["body"].split("\n\n")]
    expected = [plain(text) for text in post["paragraphs"]]
    if post["kind"] == "heading":
        expected.insert(2, "تفاصيل أوفى" if post["lang"] == "ar" else "Le contexte")
    found = {
        "url": row["url"] == post["url"],
        "title": plain(row["title"]) == plain(post["title"]),
        "paragraphs": paragraphs == expected,
        "section": row["section"] == post["category"],
        "tags": sorted(row["tags"]) == sorted(post["tags"]),
        "author": row["authors"] == [post["author"]],
        "minute": (row["published_at"] or "")[:16].replace("T", " ") == post["gmt"][:16],
        "boilerplate": not any(phrase in row["body"] for phrase in NO_PART_OF_AN_ARTICLE),
    }
    return [name for name, right in found.items() if not right]
