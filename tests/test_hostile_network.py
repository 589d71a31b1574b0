"""What a hostile server can send: it is contained, the crawl goes on, and memory stays bounded."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import psutil
import pytest
from backports import zstd

from crawler.discovery.feed import read_feed
from crawler.discovery.sitemap import read_sitemap
from crawler.extraction.refusal import refusal_of
from crawler.saved_pages import LONGEST_SLUG, slug_of
from tests.crawls import ROOT, command, crawl, one, rows
from tests.hostile.server import Answer, Wild, answer, wild

MB = 2**20
MOST_MEGABYTES = 500
MOST_SECONDS = 2.0
STORY = "/politique/le-budget-de-la-commune-12345.html"
SENTENCE = "Le conseil de la commune a adopté mardi soir le budget de l'année prochaine, après un long débat public. "


def page(title: str = "Le budget de la commune est adopté", body: str = "", section: str = "Politique") -> bytes:
    return (
        f"<!doctype html><html lang=fr><head><meta charset=utf-8><title>{title}</title>"
        f'<meta property="og:type" content="article"><meta property="article:section" content="{section}">'
        f'<meta property="article:published_time" content="2026-11-20T10:00:00Z"></head><body><article><h1>{title}</h1>'
        f"<div class=entry-content><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>{body}</div></article></body></html>"
    ).encode()


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


def packed_bomb(encoding: str, size: int = 1_000 * MB) -> bytes:
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

ATTACKS: dict[str, tuple[Any, str, str]] = {
    # what is sent for the page, the state it must end in, and why
    "slow head": (lambda: drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "failed", "no answer within DOWNLOAD_TIMEOUT"),
    "slow body": (lambda: drip(HEAD + b"\r\n", b"<p>a"), "failed", "no answer within DOWNLOAD_TIMEOUT"),
    "slow chunks": (
        lambda: drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"), "failed", "no answer within DOWNLOAD_TIMEOUT",
    ),
    "endless head": (lambda: endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 8192), "failed", "the head of the answer did not end"),
    "endless line": (lambda: endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536), "failed", "connection failed"),
    "endless interim answers": (
        lambda: endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000), "failed", "the head of the answer did not end",
    ),
    "endless body": (lambda: endless(HEAD + b"\r\n", b"<p>and more</p>" * 4096), "failed", "larger than DOWNLOAD_MAXSIZE"),
    "a large length": (lambda: HEAD + b"Content-Length: 99999999999\r\n\r\n<p>", "failed", "larger than DOWNLOAD_MAXSIZE"),
    "an absurd length": (lambda: HEAD + b"Content-Length: -5\r\n\r\n<p>", "failed", "connection failed"),
    "two lengths": (lambda: HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n<p>ab", "failed", "connection failed"),
    "an absurd chunk": (
        lambda: HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n", "failed", "connection failed|the answer broke off",
    ),
    **{
        f"bomb in {encoding}": (lambda encoding=encoding: packed_bomb(encoding), "failed", "larger than DOWNLOAD_MAXSIZE")
        for encoding in ("gzip", "gzip, gzip", "br", "zstd")
    },
    "a title of 50 MB": (lambda: answer(page(title="x" * 50 * MB)), "done", ""),
    "a nest": (lambda: answer(page(body="<div>" * 500_000)), "done", ""),
}  # fmt: skip
LASTING = {"a title of 50 MB": "rejected"}


def answers_with(attack: Answer) -> dict[str, Answer]:
    listed = (
        f'<h2><a href="{STORY}">Le budget</a></h2><h2><a href="/politique/une-autre-histoire-12346.html">Autre</a></h2>'
    )
    return {
        "/": answer(f"<html><body><main>{listed}</main></body></html>".encode()),
        STORY: attack,
        "/politique/une-autre-histoire-12346.html": answer(page(title="Une autre histoire du jour")),
    }


def watched(server: Wild, database: Path) -> tuple[int, float]:
    """Crawl and return the exit code and the most megabytes that the crawl and its reader held."""
    settings = {"DOWNLOAD_TIMEOUT": 5, "RETRY_DELAYS": ""}
    process = subprocess.Popen(
        command("news", database, {"url": server.url}, settings),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = 0.0
    watch = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            held = sum(each.memory_info().rss for each in (watch, *watch.children(recursive=True)))
        except psutil.Error:
            continue
        most = max(most, held / MB)
        time.sleep(0.05)
    return process.returncode, most


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_contained_and_the_other_pages_are_read(name: str, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    make, state, reason = ATTACKS[name]
    with wild(answers_with(make())) as server:
        exit_code, most = watched(server, database)
    pages = {row["url"].removeprefix(server.url): row for row in rows(database, "SELECT url, state, reason FROM pages")}
    assert exit_code == 0
    assert one(database, "SELECT count(*) FROM articles WHERE title = 'Une autre histoire du jour'") == 1
    assert pages[STORY]["state"] == LASTING.get(name, state), pages[STORY]
    if reason:
        assert (pages[STORY]["reason"] or "") in reason.split("|")
    assert most < MOST_MEGABYTES, f"{most:.0f} MB"


XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "0123456789">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY i SYSTEM "{0}/trap"><!ENTITY % p SYSTEM "{0}/trap"> %p;]>'


@pytest.mark.parametrize("head", [XML_BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_entities_of_lists_are_neither_expanded_nor_fetched(head: str, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with wild() as trap, wild(answers_with(answer(page()))) as server:
        rules = f"Sitemap: {server.url}/sitemap.xml\n".encode()
        front = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        feed = head.format(trap.url) if head is OUTSIDE else head
        link = f"{server.url}{STORY}"
        server.answers |= {
            "/robots.txt": answer(rules, "text/plain"),
            "/": answer(front.encode()),
            "/feed/": answer(
                f"{feed}<rss><channel><item><title>&i;</title><link>{link}</link></item></channel></rss>".encode()
            ),
            "/sitemap.xml": answer(
                f"{feed}<urlset><url><loc>{link}</loc><x>&i;</x></url></urlset>".encode(), "text/xml"
            ),
        }
        begun = time.monotonic()
        crawl("news", database, url=server.url, mode="backfill")
        assert time.monotonic() - begun < 60
        assert {"/feed/", "/sitemap.xml"} <= set(server.asked)
        assert trap.asked == []
    assert one(database, "SELECT count(*) FROM articles") == 1


BAIT = (
    "<" * MB,
    "&" * MB,
    "<a " * MB,
    "<![CDATA[" * MB,
    "<item>" * MB,
    " " * 4 * MB,
    "<loc>http://" * MB,
    "-" * MB,
    "{" * MB,
)


@pytest.mark.parametrize("bait", BAIT, ids=lambda bait: bait[:9])
@pytest.mark.parametrize("root", ["<rss>", "<urlset>", ""])
def test_no_list_takes_long_to_read(root: str, bait: str) -> None:
    body = (root + bait[: 8 * MB]).encode()
    for read in (read_feed, read_sitemap):
        begun = time.process_time()
        read(body, "https://journal.example/feed/")
        assert time.process_time() - begun < 4 * MOST_SECONDS


@pytest.mark.parametrize(
    "bait", ["<b>" * 40_000, "a " * 60_000, "<script " * 16_000, "je ne suis pas un " * 7_000, "|" * 120_000]
)
def test_no_page_takes_long_to_be_told_from_a_refusal(bait: str) -> None:
    from scrapy.http import Response

    begun = time.process_time()
    refusal_of(Response("https://journal.example/", 403, {"Content-Type": "text/html"}, f"<title>{bait}".encode()))
    assert time.process_time() - begun < MOST_SECONDS


EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\u2028[red]rouge[/red]"


def test_nothing_in_a_page_reaches_the_terminal_or_the_log_alive(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    evil = "".join(f"&#{ord(character)};" for character in EVIL)
    with wild(answers_with(answer(page(title=f"Titre {EVIL} du jour", section=f"Sec{EVIL}")))) as server:
        server.answers["/politique/une-autre-histoire-12346.html"] = answer(page(title=f"404 {evil}", section=evil))
        done = crawl("news", database, url=server.url, settings={"LOG_LEVEL": "DEBUG"})
    for text in (done.stdout, done.stderr):
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2028"} & set(text)
    assert one(database, "SELECT count(*) FROM articles") == 2


def test_a_log_line_cannot_be_forged_and_sql_stays_text(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    title = "'); DROP TABLE articles; -- &#10;2026-11-25 10:00:00 ERROR forged"
    with wild(answers_with(answer(page(title=title)))) as server:
        done = crawl("news", database, url=server.url, settings={"LOG_LEVEL": "DEBUG"})
    assert not any(line.startswith("2026-11-25 10:00:00 ERROR") for line in done.stderr.splitlines())
    assert one(database, "SELECT count(*) FROM articles WHERE title LIKE '%DROP TABLE articles%'") == 1


SECRETS = {"HTTPAUTH_PASS": "swordfish", "AWS_SECRET_ACCESS_KEY": "abracadabra", "FTP_PASSWORD": "open-sesame"}


def test_secrets_are_not_logged(tmp_path: Path) -> None:
    with wild(answers_with(answer(page()))) as server:
        settings = {"LOG_LEVEL": "DEBUG", **SECRETS}
        server.answers["/"] = answer(b"", status="302 Found", Location="http://admin:hunter2@10.0.0.1/")
        done = crawl("news", tmp_path / "news.db", url=server.url, settings=settings, check=False)
    wrong = crawl("news", tmp_path / "n.db", url="https://me:hunter2@journal.example/", check=False)
    named = crawl("news", tmp_path / "n.db", url="https://journal.example/", api_key="hunter2", check=False)
    assert named.returncode == wrong.returncode == 2
    assert "HTTPAUTH_PASS" in done.stderr
    said = "".join(text for each in (done, wrong, named) for text in (each.stdout, each.stderr))
    for secret in ("hunter2", *SECRETS.values()):
        assert secret not in said
    reasons = [row["reason"] for row in rows(tmp_path / "news.db", "SELECT reason FROM pages")]
    assert not any("hunter2" in (reason or "") for reason in reasons)


@pytest.mark.parametrize(
    "url",
    [
        "https://journal.example/../../etc/passwd", "https://journal.example/a/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "https://journal.example/C:%5Cwindows%5Csystem32", "https://journal.example/a%00b.html",
        "https://journal.example/.bashrc", "https://journal.example/-rf", "https://journal.example/" + "a" * 5_000,
        "https://journal.example/%1b%5b2J", "https://journal.example/..", "https://journal.example/",
        "https://journal.example/سياسة/خبر", "https://journal.example/$(reboot)`id`;x|y&z",
    ],
)  # fmt: skip
def test_a_file_named_after_an_address_stays_in_its_folder(url: str, tmp_path: Path) -> None:
    name = slug_of(url)
    assert 0 < len(name) <= max(LONGEST_SLUG, 12)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and name[0] != "-"
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()


def test_other_schemes_are_closed() -> None:
    script = (
        "from scrapy.utils.project import get_project_settings as s;"
        "print(sorted(k for k, v in s().getwithbase('DOWNLOAD_HANDLERS').items() if v))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['http', 'https']"
