"""What hostile text can do: nothing is expanded, obeyed, forged or told, and no pattern takes long over it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.http import Response

from crawler.discovery.feed import read_feed
from crawler.discovery.sitemap import read_sitemap
from crawler.extraction.refusal import refusal_of
from crawler.saved_pages import LONGEST_SLUG, slug_of
from tests.crawls import ROOT, crawl, one, rows
from tests.growth import MOST, growth
from tests.hostile.server import OTHER, STORY, answer, answers_with, page, wild
from tests.hostile.worker import MOST_SECONDS

MB = 2**20

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


BAIT = ("<", "&", "<a ", "<![CDATA[", "<item>", " ", "<loc>http://", "-", "{")


@pytest.mark.parametrize("bait", BAIT)
@pytest.mark.parametrize("root", ["<rss>", "<urlset>", ""])
@pytest.mark.parametrize("read", [read_feed, read_sitemap])
def test_no_list_takes_long_to_read(read: Callable[[bytes, str], object], root: str, bait: str) -> None:
    lists = {size: (root + bait * (size // len(bait))).encode() for size in (MB // 16, MB // 4)}
    assert growth(lambda size: read(lists[size], "https://journal.example/feed/"), MB // 4) < MOST


@pytest.mark.parametrize(
    "bait", ["<b>" * 40_000, "a " * 60_000, "<script " * 16_000, "je ne suis pas un " * 7_000, "|" * 120_000]
)
def test_no_page_takes_long_to_be_told_from_a_refusal(bait: str) -> None:
    body = ("<title>" + bait * (120_000 // len(bait))).encode()
    begun = time.process_time()
    refusal_of(Response("https://journal.example/", 403, {"Content-Type": "text/html"}, body))
    assert time.process_time() - begun < MOST_SECONDS


EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\u2028[red]rouge[/red]"


def test_nothing_in_a_page_reaches_the_terminal_or_the_log_alive(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    evil = "".join(f"&#{ord(character)};" for character in EVIL)
    with wild(answers_with(answer(page(title=f"Titre {EVIL} du jour", section=f"Sec{EVIL}")))) as server:
        server.answers[OTHER] = answer(page(title=f"404 {evil}", section=evil))
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
