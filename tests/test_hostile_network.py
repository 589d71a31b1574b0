"""What a hostile server can send: it is contained, the crawl goes on, and memory stays bounded."""

from __future__ import annotations

import gzip
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import brotli
import psutil
import pytest
from backports import zstd

from tests.crawls import ROOT, command, one, rows
from tests.hostile.server import STORY, Answer, Wild, answer, answers_with, page, wild

MB = 2**20
MOST_MEGABYTES = 500
HOSTILE = pytest.mark.hostile


def drip(first: bytes, piece: bytes, seconds: float = 0.2, times: int = 600) -> Iterator[bytes]:
    """Send a little at a time, for two minutes."""
    yield first
    for _ in range(times):
        time.sleep(seconds)
        yield piece


def endless(first: bytes, piece: bytes, megabytes: int = 4_000) -> Iterator[bytes]:
    """Send as fast as it is taken."""
    yield first
    for _ in range(megabytes * MB // len(piece)):
        yield piece


def bomb(encoding: str, size: int = 1_000 * MB) -> bytes:
    """Return an answer that unpacks to a gigabyte of spaces."""
    block = b" " * MB
    if encoding == "gzip":
        packer = zlib.compressobj(9, wbits=31)
        body = b"".join([packer.compress(block) for _ in range(size // MB)]) + packer.flush()
    elif encoding == "gzip, gzip":
        packer = zlib.compressobj(9, wbits=31)
        body = gzip.compress(b"".join([packer.compress(block) for _ in range(size // MB)]) + packer.flush())
    elif encoding == "br":
        squeezer = brotli.Compressor(quality=5)
        body = b"".join([squeezer.process(block) for _ in range(size // MB)]) + squeezer.finish()
    else:
        body = zstd.compress(block * 64) * (size // MB // 64)
    return answer(body, Content_Encoding=encoding)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

TOO_SLOW, NO_END = "no answer within DOWNLOAD_TIMEOUT", "the head of the answer did not end"
TOO_LONG = "reading the page takes more than 60 s"
TOO_LARGE, BROKEN, CUT = "larger than DOWNLOAD_MAXSIZE", "connection failed", "the answer broke off"

ATTACKS: dict[str, tuple[Callable[[], Answer], str]] = {
    "slow head": (lambda: drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), TOO_SLOW),
    "slow body": (lambda: drip(HEAD + b"\r\n", b"<p>a"), TOO_SLOW),
    "slow chunks": (lambda: drip(CHUNKED, b"1\r\na\r\n"), TOO_SLOW),
    "endless head": (lambda: endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 8192), NO_END),
    "endless line": (lambda: endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536), BROKEN),
    "endless hints": (lambda: endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000), NO_END),
    "endless body": (lambda: endless(HEAD + b"\r\n", b"<p>and more</p>" * 4096), TOO_LARGE),
    "a large length": (lambda: HEAD + b"Content-Length: 99999999999\r\n\r\n<p>", TOO_LARGE),
    "an absurd length": (lambda: HEAD + b"Content-Length: -5\r\n\r\n<p>", BROKEN),
    "two lengths": (lambda: HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n<p>ab", BROKEN),
    "an absurd chunk": (lambda: CHUNKED + b"f" * 5000 + b"\r\n", CUT),
    "bomb in gzip": (lambda: bomb("gzip"), TOO_LARGE),
    "bomb in gzip in gzip": (lambda: bomb("gzip, gzip"), TOO_LARGE),
    "bomb in br": (lambda: bomb("br"), TOO_LARGE),
    "bomb in zstd": (lambda: bomb("zstd"), TOO_LARGE),
    "a title of 50 MB": (lambda: answer(page().replace(b"<title>", b"<title>" + b"x" * 50 * MB)), "no title"),
    "a nest": (lambda: answer(page(body="<div>" * 500_000)), ""),
    "a tag": (
        lambda: answer(page(body="<p" + "".join(f" a{n}{'<' * (not n % 99)}" for n in range(400_000)))),
        TOO_LONG,
    ),
}
"""What is sent for a page, and the reason it ends with; "" where it is an article all the same."""

USUAL = ("slow body", "endless head", "bomb in br", "a title of 50 MB")
"""A few of each kind; `make test-hostile` sends all."""


def watched(server: Wild, database: Path) -> tuple[int, float]:
    """Crawl and return the exit code and the most megabytes that the crawl and its reader held."""
    words = command("news", database, {"url": server.url}, {"DOWNLOAD_TIMEOUT": 5, "RETRY_DELAYS": ""})
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0.0
    watch = psutil.Process(process.pid)
    while process.poll() is None:
        with suppress(psutil.Error):
            held = sum(each.memory_info().rss for each in (watch, *watch.children(recursive=True)))
            most = max(most, held / MB)
        time.sleep(0.05)
    return process.returncode, most


@pytest.mark.parametrize("name", [name if name in USUAL else pytest.param(name, marks=HOSTILE) for name in ATTACKS])
def test_an_attack_is_contained_and_the_other_pages_are_read(name: str, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    make, reason = ATTACKS[name]
    with wild(answers_with(make())) as server:
        exit_code, most = watched(server, database)
        (attacked,) = rows(database, "SELECT state, reason FROM pages WHERE url = ?", server.url + STORY)
    assert exit_code == 0
    assert one(database, "SELECT count(*) FROM articles WHERE title = 'Une autre histoire du jour'") == 1
    assert (attacked["reason"] or "") == reason
    assert attacked["state"] == {"": "done", "no title": "rejected"}.get(reason, "failed")
    assert most < MOST_MEGABYTES, f"{most:.0f} MB"
    print(f"{name}: {most:.0f} MB")
