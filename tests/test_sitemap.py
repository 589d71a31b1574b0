"""Sitemaps, of every kind, whole and broken."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import sitemap
from crawler.discovery.sitemap import SitemapTooLarge, read_sitemap
from crawler.items import PageLink

ROOT = Path(__file__).parents[1]
PAGES = ROOT / ".." / "shared" / "pages"
URL = "https://journal.example/sitemap.xml"

URLSET = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url>
  <loc>https://journal.example/خبر</loc>
  <lastmod>2025-03-20T18:04:57+01:00</lastmod>
  <image:image><image:loc>https://journal.example/a.jpg</image:loc></image:image>
  <xhtml:link rel="alternate" hreflang="fr" href="https://fr.journal.example/a"/>
</url>
<url>
  <news:news><news:publication_date>2025-03-19</news:publication_date><news:title>x</news:title></news:news>
  <loc> https://journal.example/b?x=1&amp;y=2 </loc>
</url>
</urlset>"""

LINKS = [
    PageLink(
        "https://journal.example/%D8%AE%D8%A8%D8%B1", "article", None, datetime(2025, 3, 20, 17, 4, 57, tzinfo=UTC)
    ),
    PageLink("https://journal.example/b?x=1&y=2", "article", datetime(2025, 3, 19, tzinfo=UTC)),
]


def read(text: str) -> list[PageLink]:
    return read_sitemap(text.encode(), URL)


# --- the kinds ---------------------------------------------------------------------------------------------


def test_a_urlset_lists_articles_with_their_dates() -> None:
    assert read(URLSET) == LINKS


def test_an_index_lists_sitemaps() -> None:
    body = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <sitemap><loc>https://journal.example/post-sitemap1.xml</loc><lastmod>2025-03-20</lastmod></sitemap>
      <sitemap><loc>https://journal.example/post-sitemap2.xml.gz</loc></sitemap></sitemapindex>"""
    assert read(body) == [
        PageLink("https://journal.example/post-sitemap1.xml", "sitemap", None, datetime(2025, 3, 20, tzinfo=UTC)),
        PageLink("https://journal.example/post-sitemap2.xml.gz", "sitemap"),
    ]


def test_a_plain_list_has_a_url_a_line() -> None:
    body = "\ufeffhttps://journal.example/a\r\n\r\nhttps://journal.example/خبر\nnot a url\n/relative\nhttps://journal.example/c"
    assert [link.url for link in read(body)] == [
        "https://journal.example/a",
        "https://journal.example/%D8%AE%D8%A8%D8%B1",
        "https://journal.example/c",
    ]


def test_a_feed_may_stand_in_for_a_sitemap() -> None:
    body = "<rss><channel><item><link>https://journal.example/a</link></item></channel></rss>"
    assert read(body) == [PageLink("https://journal.example/a", "article")]


@pytest.mark.parametrize("body", [URLSET, "https://journal.example/a\n", "<rss><item><link>/a</link></item></rss>"])
def test_a_gzipped_sitemap_reads_like_the_plain_one(body: str) -> None:
    assert read_sitemap(gzip.compress(body.encode()), URL) == read(body) != []


def test_an_archive_of_several_members_is_read_whole() -> None:
    half = len(URLSET) // 2
    body = gzip.compress(URLSET[:half].encode()) + gzip.compress(URLSET[half:].encode())
    assert read_sitemap(body, URL) == LINKS


@pytest.mark.parametrize(
    "opening",
    ["<urlset>", '<urlset xmlns="https://www.sitemaps.org/schemas/sitemap/0.9">', '<urlset xmlns="other">'],
)
def test_any_namespace_or_none_will_do(opening: str) -> None:
    assert len(read(opening + "<url><loc>https://journal.example/a</loc></url></urlset>")) == 1


def test_a_prefixed_sitemap_is_read() -> None:
    body = '<s:urlset xmlns:s="x"><s:url><s:loc>https://journal.example/a</s:loc></s:url></s:urlset>'
    assert len(read(body)) == 1


@pytest.mark.parametrize(
    "body",
    ["", " ", "<html><body>https://journal.example/a</body></html>", "<urlset/>", "<urlset><url/></urlset>", "{}"],
)
def test_what_lists_nothing_gives_nothing(body: str) -> None:
    assert read(body) == []


# --- broken sitemaps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + URLSET.encode(),
        URLSET.encode("utf-16"),
        b"\n<b>Warning</b>: x in a.php<br />\n" + URLSET.encode(),
        URLSET.replace("&amp;", "&").encode(),
        URLSET.replace("<news:title>x", "<news:title>a & b &nbsp; \x0b < c").encode(),
        URLSET.replace("</urlset>", "").encode(),
        URLSET.replace("</url>\n</urlset>", "").encode(),
        URLSET.replace("</image:image>", "").encode(),
        URLSET.replace("<loc>", "<loc><![CDATA[").replace("</loc>", "]]></loc>").replace("&amp;", "&").encode(),
        URLSET.replace("UTF-8", "ISO-8859-1").encode(),
        URLSET.replace("UTF-8", "windows-1256").encode("windows-1256"),
        URLSET.replace(' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', "").encode(),
        URLSET.encode() + b"<!-- served in 0.1 s --><script></script>",
    ],
    ids=[
        "byte order mark", "utf-16", "notice of PHP", "bare ampersand", "html entities", "root not closed",
        "cut after the last address", "unclosed tag", "CDATA", "wrong encoding declared", "windows-1256",
        "undeclared prefix", "script after",
    ],
)  # fmt: skip
def test_a_broken_sitemap_gives_the_same_pages(body: bytes) -> None:
    assert read_sitemap(body, URL) == LINKS


def test_a_sitemap_cut_anywhere_gives_what_was_readable() -> None:
    body = URLSET.encode()
    for cut in range(len(body)):
        links = read_sitemap(body[:cut], URL)
        assert [link.url for link in links[:1]] in ([], [LINKS[0].url])
        assert len(links) <= 2
        packed = gzip.compress(body)
        read_sitemap(packed[: cut % len(packed)], URL)


def test_a_damaged_archive_gives_what_could_be_inflated() -> None:
    lines = "".join(f"https://journal.example/{n * 7919 % 100_003}\n" for n in range(50_000))
    body = gzip.compress(lines.encode())
    damaged = body[: len(body) // 2] + b"\xff" * 1000
    links = read_sitemap(damaged, URL)
    assert 1000 < len(links) < 50_000


# --- size --------------------------------------------------------------------------------------------------


def test_an_archive_that_inflates_beyond_the_limit_is_refused() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * sitemap.MAX_INFLATED)
    assert len(bomb) < 1_000_000
    with pytest.raises(SitemapTooLarge, match="inflates"):
        read_sitemap(bomb, URL)


def test_a_list_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_LINKS", 2)
    assert len(read("https://journal.example/a\n" * 2)) == 2
    with pytest.raises(SitemapTooLarge, match="more than 2 pages"):
        read("https://journal.example/a\n" * 3)


def test_a_large_sitemap_takes_little_memory_and_time() -> None:
    script = """
import resource, time
from crawler.discovery.sitemap import read_sitemap
entry = "<url><loc>https://journal.example/page-%d</loc><title>" + "x" * 850 + "</title></url>"
body = ("<urlset>" + "".join(entry % n for n in range(50_000)) + "</urlset>").encode()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.perf_counter()
assert len(read_sitemap(body, "")) == 50_000
assert time.perf_counter() - started < 15, "seconds"
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
assert len(body) > 45_000_000 and grown < 40, f"{grown} MB"
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def test_hostile_sitemaps_are_read_in_bounded_time() -> None:
    started = time.perf_counter()
    read("<urlset>" + "<url>" * 300_000)
    read("<urlset>" + "&" * 2_000_000)
    read("<urlset>" + "a" * 5_000_000)
    read("<urlset><url><loc>" + "<![CDATA[" * 200_000)
    read("<urlset " * 200_000)
    assert time.perf_counter() - started < 10


def test_entities_are_not_expanded() -> None:
    body = '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>https://journal.example/&b;</loc></url></urlset>'
    assert [link.url for link in read(body)] == ["https://journal.example/&b;"]


@given(st.binary(), st.integers(0, len(URLSET)), st.integers(0, 60))
def test_no_damage_breaks_the_reader(damage: bytes, where: int, length: int) -> None:
    body = URLSET.encode()
    assert len(read_sitemap(body[:where] + damage + body[where + length :], URL)) <= 4


@pytest.mark.skipif(not PAGES.exists(), reason="the saved pages are not at hand")
def test_a_saved_sitemap_is_read_whole() -> None:
    links = read_sitemap((PAGES / "moroccan" / "akhbarona-sitemap.xml").read_bytes(), URL)
    assert len(links) == 10
    assert all(link.modified for link in links)
