"""Replay of an archived crawl by pywb in a real browser, from our files and our index, with the paper gone.

Needs Debian's chromium, and a package index: pywb pins what the crawler has newer, so it gets an environment of
its own.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.cdxj import key_of
from tests.crawls import ROOT, crawl, rows
from tests.newsroom import spawn
from tests.replay.front import Front

PACKAGES = ["pywb>=2.10,<2.11", "playwright>=1.65", "setuptools<81"]
ODD_URLS = [
    "https://www.hespress.com/",
    "https://www2.site.ma/A/B//c.html",
    "https://site.ma/%D9%85%D9%82%D8%A7%D9%84-1.html",
    "https://site.ma/مقال/",
    "https://site.ma/a?b=2&a=1&c",
    "https://site.ma/?p=12",
    "http://site.ma:8080/a/",
    "https://site.ma/a%20b%2Fc%25d?q=%26x%3D1",
    "https://site.ma/a;b,c(d)!e'f*g~h@i:j[k]|l^m`n{o}\"p<q>r\\s",
    "https://fr.le360.ma/politique/x_y-z+1.html?utm=%C3%A9",
]
CHROMIUM = shutil.which("chromium") or ""

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="needs Debian's chromium"),
]


@dataclass
class Kept:
    """An archived paper: where it was, its archive, the articles stored from it."""

    url: str
    folder: Path
    articles: list[dict[str, Any]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Crawl the paper twice, through a server that compresses and knows no 304, and take it down."""
    folder = tmp_path_factory.mktemp("kept")
    with spawn(articles=24) as paper, Front(paper.url) as front:
        for _ in range(2):
            crawl("news", folder / "n.db", settings={"ARCHIVE": folder / "archive"}, url=front.url, rest="no")
        url = front.url
    articles = rows(folder / "n.db", "SELECT url, title, body FROM articles")
    return Kept(url, folder / "archive", articles)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the replay environment and return its interpreter."""
    folder = tmp_path_factory.mktemp("replay") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES], check=True)
    return folder / "bin" / "python"


@contextmanager
def pywb(python: Path, folder: Path, kept: Kept) -> Iterator[str]:
    """Serve the archive as the collection "press", configured as docs/archive.md says."""
    (folder / "config.yaml").write_text(
        f"collections:\n  press:\n    index_paths: {kept.folder}/\n    archive_paths: {kept.folder}/\n"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [python.parent / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("wb"))
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{base}/press/").close()
                break
            except OSError:
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.2)
        yield base
    finally:
        process.terminate()
        process.wait()


def lines_of(kept: Kept) -> list[dict[str, Any]]:
    """Return the index, each line as a dict with its `key` and `timestamp`."""
    found = []
    for index in sorted(kept.folder.glob("*.cdxj")):
        for line in index.read_text().splitlines():
            key, timestamp, fields = line.split(" ", 2)
            found.append(json.loads(fields) | {"key": key, "timestamp": timestamp})
    return found


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_pywb_shows_what_was_crawled_and_asks_nobody(kept: Kept, python: Path, tmp_path: Path) -> None:
    lines = lines_of(kept)
    revisits = [line for line in lines if line["mime"] == "warc/revisit" and line["url"] == f"{kept.url}/"]
    articles = [article for article in kept.articles if "%" in article["url"]][:3]
    articles += [article for article in kept.articles if "%" not in article["url"]][:3]
    assert revisits and len(articles) >= 4 and any("%" in article["url"] for article in articles)
    captured = {line["url"]: line for line in lines if line["mime"] != "warc/revisit"}
    encodings = {encoding_of(kept, captured[article["url"]]) for article in articles}
    assert encodings == {"gzip", "br"}

    with pywb(python, tmp_path, kept) as base:
        front = f"{base}/press/{revisits[0]['timestamp']}/{kept.url}/"
        addresses = [front, *(f"{base}/press/{captured[a['url']]['timestamp']}/{a['url']}" for a in articles)]
        done = subprocess.run(
            [python, ROOT / "tests" / "replay" / "browse.py", CHROMIUM, *addresses],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        seen = json.loads(done.stdout)

    assert any(squeezed(article["title"]) in squeezed(seen[0]["text"]) for article in kept.articles)
    for article, page in zip(articles, seen[1:], strict=True):
        shown = squeezed(page["text"])
        assert squeezed(article["title"]) in shown
        for paragraph in article["body"].split("\n\n"):
            assert squeezed(paragraph) in shown
    asked = [url for page in seen for url in page["requests"] if not url.startswith(("data:", "blob:"))]
    assert asked and {urlsplit(url).netloc for url in asked} == {urlsplit(base).netloc}


def encoding_of(kept: Kept, line: dict[str, Any]) -> str | None:
    """Return the Content-Encoding of an indexed capture."""
    with (kept.folder / line["filename"]).open("rb") as stream:
        stream.seek(int(line["offset"]))
        record = next(iter(ArchiveIterator(stream)))
        return str(record.http_headers.get_header("Content-Encoding"))


def test_our_keys_are_those_pywb_looks_for(kept: Kept, python: Path) -> None:
    ours = {line["url"]: line["key"] for line in lines_of(kept)}
    ours |= {url: key_of(url) for url in ODD_URLS}
    script = "import json, sys, surt; print(json.dumps([surt.surt(url) for url in json.load(sys.stdin)]))"
    done = subprocess.run(
        [python, "-c", script], input=json.dumps(list(ours)), capture_output=True, text=True, check=True
    )
    assert dict(zip(ours, json.loads(done.stdout), strict=True)) == ours
