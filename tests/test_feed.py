"""Feeds, well formed and as they come."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed import FeedPage, read_feed
from crawler.discovery.timestamps import parse_timestamp
from crawler.items import PageLink
from tests.growth import MOST, growth

URL = "https://journal.example/feed"
PAGES = Path(__file__).parents[1] / ".." / "shared" / "pages"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
  <title>الجريدة</title>
  <atom:link href="https://journal.example/feed" rel="self" type="application/rss+xml"/>
  <image><url>https://journal.example/logo.png</url><link>https://journal.example/</link></image>
  <link>https://journal.example/</link>
  <item>
    <title>خبر أول</title>
    <link>https://journal.example/خبر-أول</link>
    <guid isPermaLink="false">https://journal.example/?p=1</guid>
    <pubDate>Thu, 20 Mar 2025 18:04:57 +0100</pubDate>
    <dc:creator>كاتب</dc:creator>
  </item>
  <item>
    <title>Deuxième</title>
    <link>https://journal.example/deuxieme?utm_source=rss#c</link>
    <dc:date>2025-03-19T10:00:00Z</dc:date>
  </item>
</channel>
</rss>"""

FIRST = "https://journal.example/%D8%AE%D8%A8%D8%B1-%D8%A3%D9%88%D9%84"
SECOND = "https://journal.example/deuxieme"


def urls(page: FeedPage) -> list[str]:
    return [link.url for link in page.links]


def item(inside: str, *, channel: str = "", namespaces: str = "") -> FeedPage:
    """Read a feed of one RSS item."""
    return read_feed(f"<rss {namespaces}><channel>{channel}<item>{inside}</item></channel></rss>".encode(), URL)


def entry(inside: str, *, attributes: str = "") -> FeedPage:
    """Read a feed of one Atom entry."""
    return read_feed(
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><entry>{inside}</entry></feed>'.encode(), URL
    )


# --- the formats -------------------------------------------------------------------------------------------


def test_an_rss_feed_is_read_in_order() -> None:
    assert read_feed(RSS.encode(), URL) == FeedPage(
        [
            PageLink(FIRST, "article", datetime(2025, 3, 20, 17, 4, 57, tzinfo=UTC)),
            PageLink(SECOND, "article", datetime(2025, 3, 19, 10, tzinfo=UTC)),
        ]
    )


def test_an_rdf_feed_is_read() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="https://journal.example/rss"><link>https://journal.example/</link>
        <items><rdf:Seq><rdf:li rdf:resource="https://journal.example/a"/></rdf:Seq></items></channel>
      <item rdf:about="https://journal.example/a"><link>https://journal.example/a</link>
        <dc:date>2025-03-19T10:00+01:00</dc:date></item>
      <image><link>https://journal.example/image</link></image>
    </rdf:RDF>"""
    assert read_feed(body.encode(), URL).links == [
        PageLink("https://journal.example/a", "article", datetime(2025, 3, 19, 9, tzinfo=UTC))
    ]


def test_an_atom_feed_is_read() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><link href="https://journal.example/"/>
      <updated>2025-03-21T00:00:00Z</updated>
      <entry>
        <id>https://journal.example/?p=1</id>
        <link rel="self" href="https://journal.example/a.atom"/>
        <link rel="enclosure" type="audio/mpeg" href="https://journal.example/a.mp3"/>
        <link rel="alternate" type="application/json" href="https://journal.example/a.json"/>
        <link rel="alternate" type="text/html" href="https://journal.example/a"/>
        <link rel="replies" href="https://journal.example/a/comments"/>
        <published>2025-03-20T10:00:00+01:00</published>
        <updated>2025-03-20T12:30:00Z</updated>
        <source><id>x</id><link href="https://other.example/"/><updated>2001-01-01T00:00:00Z</updated></source>
      </entry>
      <entry><link href="b"/><updated>2025-03-20T09:00:00Z</updated></entry>
    </feed>"""
    assert read_feed(body.encode(), URL).links == [
        PageLink(
            "https://journal.example/a",
            "article",
            datetime(2025, 3, 20, 9, tzinfo=UTC),
            datetime(2025, 3, 20, 12, 30, tzinfo=UTC),
        ),
        PageLink("https://journal.example/b", "article", None, datetime(2025, 3, 20, 9, tzinfo=UTC)),
    ]


def test_the_next_page_of_an_archive_is_found() -> None:
    body = RSS.replace("<channel>", '<channel><atom:link rel="next" href="/feed?paged=2"/>')
    assert read_feed(body.encode(), URL).next_url == "https://journal.example/feed?paged=2"


def test_a_feed_that_is_its_own_next_page_has_none() -> None:
    body = RSS.replace("<channel>", f'<channel><atom:link rel="next" href="{URL}"/>')
    assert read_feed(body.encode(), URL).next_url is None


# --- which link --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<link/><guid>https://journal.example/a</guid>", "https://journal.example/a"),
        ("<link></link><guid isPermaLink='true'>https://journal.example/a</guid>", "https://journal.example/a"),
        ("<link/><guid isPermaLink='false'>https://journal.example/a</guid>", None),
        ("<guid>123</guid>", None),
        ("<link>\n  https://journal.example/a\n </link>", "https://journal.example/a"),
        ("<link><![CDATA[https://journal.example/?a=1&b=2]]></link>", "https://journal.example/?a=1&b=2"),
        ("<link><![CDATA[https://journal.example/?a=1&#038;b=2]]></link>", "https://journal.example/?a=1&b=2"),
        ("<link>https://journal.example/?a=1&b=2&nbsp=3</link>", "https://journal.example/?a=1&b=2&nbsp=3"),
        ("<link>https://journal.example/?a=1&amp;b=2</link>", "https://journal.example/?a=1&b=2"),
        ("<link>https://journal.example/?a=1&amp;amp;b=2</link>", "https://journal.example/?a=1&b=2"),
        ("<link>https://journal.example/?copy=1&copy=2</link>", "https://journal.example/?copy=1&copy=2"),
        ("<link>/a</link>", "https://journal.example/a"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>http://[</link><guid>https://journal.example/a</guid>", "https://journal.example/a"),
        ("<title>no link</title>", None),
    ],
)  # fmt: skip
def test_the_link_of_an_item(inside: str, url: str | None) -> None:
    assert urls(item(inside)) == ([url] if url else [])


def test_feedburners_counter_is_passed_by() -> None:
    page = item(
        "<link>https://feeds.example/~r/1</link><fb:origLink>https://journal.example/a</fb:origLink>",
        namespaces='xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0"',
    )
    assert urls(page) == ["https://journal.example/a"]


def test_relative_links_start_from_the_channels_link() -> None:
    page = item("<link>news/a</link>", channel="<link>https://www.journal.example/ar/</link>")
    assert urls(page) == ["https://www.journal.example/ar/news/a"]


def test_relative_links_start_from_xml_base() -> None:
    page = entry('<link xml:base="b/" href="a"/>', attributes='xml:base="https://cdn.example/x/"')
    assert urls(page) == ["https://cdn.example/x/b/a"]


def test_an_article_announced_twice_is_given_once() -> None:
    body = RSS.replace("https://journal.example/deuxieme?", "http://www.journal.example/خبر-أول/?")
    assert urls(read_feed(body.encode(), URL)) == [FIRST]


# --- dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thu, 20 Mar 2025 18:04:57 +0000", datetime(2025, 3, 20, 18, 4, 57, tzinfo=UTC)),
        ("20 Mar 2025 18:04 GMT", datetime(2025, 3, 20, 18, 4, tzinfo=UTC)),
        (" Thu, 20 March 2025 18:04:57 GMT ", datetime(2025, 3, 20, 18, 4, 57, tzinfo=UTC)),
        ("Thu, 20 Mar 25 18:04:57 GMT", datetime(2025, 3, 20, 18, 4, 57, tzinfo=UTC)),
        ("2025-03-20T18:04:57Z", datetime(2025, 3, 20, 18, 4, 57, tzinfo=UTC)),
        ("2025-03-20T18:04:57.123456+01:00", datetime(2025, 3, 20, 17, 4, 57, tzinfo=UTC)),
        ("2025-03-20T18:04:57+0100", datetime(2025, 3, 20, 17, 4, 57, tzinfo=UTC)),
        ("2025-03-20", datetime(2025, 3, 20, tzinfo=UTC)),
        # Without an offset: local time of Morocco, UTC+0 in Ramadan and since 2026-09-20, UTC+1 otherwise.
        ("2025-03-20 18:04:57", datetime(2025, 3, 20, 18, 4, 57, tzinfo=UTC)),
        ("2025-07-20 18:04:57", datetime(2025, 7, 20, 17, 4, 57, tzinfo=UTC)),
        ("2026-11-20T18:04:57", datetime(2026, 11, 20, 18, 4, 57, tzinfo=UTC)),
        ("jeu., 20 mars 2025 18:04:57 +0000", datetime(2025, 3, 20, 18, 4, 57, tzinfo=UTC)),
        ("الخميس, 20 مارس 2025 18:04:57 +0000", datetime(2025, 3, 20, 18, 4, 57, tzinfo=UTC)),
        ("", None),
        (None, None),
        ("soon", None),
        ("0000-00-00 00:00:00", None),
        ("-0001-11-30T00:00:00+00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("Thu, 45 Mar 2025 18:04:57 +0000", None),
        ("منذ ساعتين", None),
        ("2 hours ago", None),
        ("20 مارس", None),
    ],
)
def test_times_are_read_to_utc(text: str | None, moment: datetime | None) -> None:
    assert parse_timestamp(text) == moment


@given(st.text())
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    moment = parse_timestamp(text)
    assert moment is None or (moment.tzinfo is UTC and moment.year >= 1995)


def test_an_update_at_publication_is_no_modification() -> None:
    page = entry(
        '<link href="/a"/><published>2025-03-20T10:00:00Z</published><updated>2025-03-20T11:00:00+01:00</updated>'
    )
    assert page.links[0].modified is None


@pytest.mark.parametrize("name", ["atom:updated", "dcterms:modified"])
def test_a_later_change_is_a_modification(name: str) -> None:
    page = item(
        f"<link>/a</link><pubDate>Thu, 20 Mar 2025 10:00:00 GMT</pubDate><{name}>2025-03-21T10:00:00Z</{name}>",
        namespaces='xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/"',
    )
    assert page.links[0].modified == datetime(2025, 3, 21, 10, tzinfo=UTC)


def test_an_unreadable_date_gives_way_to_a_readable_one() -> None:
    page = item("<link>/a</link><pubDate>today</pubDate><dc:date>2025-03-21T10:00:00Z</dc:date>")
    assert page.links[0].published == datetime(2025, 3, 21, 10, tzinfo=UTC)


# --- broken feeds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + RSS.encode(),
        RSS.encode("utf-16"),
        b"\n \n" + RSS.encode(),
        b"<br />\n<b>Notice</b>: Undefined index: x in <b>/a.php</b> on line <b>3</b><br />\n" + RSS.encode(),
        b"<!-- cached --><?xml-stylesheet href='a.css'?>" + RSS.encode(),
        RSS.replace("الجريدة", "R&D &nbsp; &eacute; &unknown; & < b").encode(),
        RSS.replace("الجريدة", "a\x00b\x0bc\x1f&#8;&#xFFFF;").encode(),
        RSS.replace("خبر أول</title>", "<b>خبر</title>").encode(),
        RSS.replace("</title>", "").encode(),
        RSS.replace("</channel>\n</rss>", "").encode(),
        RSS.replace("  </item>\n</channel>\n</rss>", "").encode(),
        RSS.encode() + RSS.encode(),
        RSS.encode() + b"<script>counter()</script>",
        RSS.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode(),
        RSS.replace('encoding="UTF-8"', 'encoding="no-such-encoding"').encode(),
        RSS.replace(' encoding="UTF-8"', "").encode(),
        RSS.replace('encoding="UTF-8"', 'encoding="windows-1256"').replace("è", "e").encode("windows-1256"),
        RSS.replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', "").encode(),
    ],
    ids=[
        "byte order mark", "utf-16", "leading whitespace", "notice of PHP", "comment before", "html entities",
        "control characters", "unclosed tag in title", "unclosed titles", "cut after the last item",
        "cut within the last item", "twice the same", "script after", "wrong encoding declared", "unknown encoding",
        "no encoding declared", "windows-1256", "undeclared prefix",
    ],
)  # fmt: skip
def test_a_broken_feed_gives_the_same_articles(body: bytes) -> None:
    page = read_feed(body, URL)
    assert urls(page) == [FIRST, SECOND]
    assert [link.published for link in page.links] == [
        datetime(2025, 3, 20, 17, 4, 57, tzinfo=UTC),
        datetime(2025, 3, 19, 10, tzinfo=UTC),
    ]


def test_an_ampersand_survives_an_unclosed_tag_before_it() -> None:
    page = item("<title><b>x</title><link>https://journal.example/?a=1&amp;b=2</link>")
    assert urls(page) == ["https://journal.example/?a=1&b=2"]


def test_a_feed_cut_within_a_character_gives_what_was_whole() -> None:
    body = RSS.encode()
    cut = body.index("Deuxième".encode()) + len(b"Deuxi") + 1
    assert urls(read_feed(body[:cut], URL)) == [FIRST]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<rss",
        b"<rss></rss>",
        b"{}",
        b"<!DOCTYPE html><html><body><h1>503</h1><a href='/a'>a</a></body></html>",
        b"<html><head><link href='https://journal.example/a'></head></html>",
        b"\x1f\x8b\x08\x00garbage",
    ],
)
def test_what_is_no_feed_gives_nothing(body: bytes) -> None:
    assert read_feed(body, URL) == FeedPage([])


def test_html_within_an_item_is_not_searched_for_links() -> None:
    page = item("<description><![CDATA[<link>https://journal.example/x</link>]]></description><link>/a</link>")
    assert urls(page) == ["https://journal.example/a"]


# --- hostile feeds -----------------------------------------------------------------------------------------


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}]><rss><channel><item><title>&l11;</title><link>/a</link></item>'
    started = time.perf_counter()
    assert urls(read_feed(body.encode(), URL)) == ["https://journal.example/a"]
    assert time.perf_counter() - started < 1


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    file = (tmp_path / "secret").as_uri()
    body = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{file}">]><rss><item><link>/a?&x;</link></item></rss>'
    assert "secret" not in urls(read_feed(body.encode(), URL))[0]


def test_deep_and_long_feeds_are_read_in_bounded_time() -> None:
    for begin, more, times in (
        (b"<rss>", b"<a>", 200_000),
        (b"<rss>", b"<![CDATA[", 100_000),
        (b"<rss>", b"&", 1_000_000),
        (b"", b"<", 1_000_000),
    ):
        assert growth(lambda size, begin=begin, more=more: read_feed(begin + more * size, URL), times) < MOST, more


@given(st.binary(), st.integers(0, len(RSS)), st.integers(0, 40))
def test_no_damage_breaks_the_reader(damage: bytes, where: int, length: int) -> None:
    body = RSS.encode()
    page = read_feed(body[:where] + damage + body[where + length :], URL)
    assert len(page.links) <= 2


# --- real feeds --------------------------------------------------------------------------------------------


@pytest.mark.skipif(not PAGES.exists(), reason="the saved pages are not at hand")
@pytest.mark.parametrize(("name", "count"), [("feed-alyaum.xml", 50), ("feed-aps.xml", 10), ("feed-ennahar.xml", 10)])
def test_saved_feeds_are_read_whole(name: str, count: int) -> None:
    links = read_feed((PAGES / name).read_bytes(), URL).links
    assert len(links) == count
    assert all(link.published for link in links)
