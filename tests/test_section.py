"""Section and front pages: articles, dates on cards, the next page, sections, feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.section import MAX_SECTIONS, SectionPage, read_section
from crawler.extraction.tree import parsed
from crawler.items import PageLink
from crawler.site import Site
from tests.growth import MOST, growth

PAGES = Path(__file__).parents[1] / ".." / "shared" / "pages" / "moroccan"
HOME = "https://journal.example/"
SITE = Site(title="Journal", home=HOME, article_url=r"-\d{4,7}\.html$")


def read(body: str, url: str = HOME + "politique", site: Site = SITE) -> SectionPage:
    return read_section(parsed(f"<html><body>{body}</body></html>".encode()), url, site)


def urls(links: list[PageLink]) -> list[str]:
    return [link.url.removeprefix(HOME.rstrip("/")) for link in links]


# --- articles ----------------------------------------------------------------------------------------------


def test_articles_are_found_once_in_document_order() -> None:
    page = read("""
      <a href="/b-12345.html?utm_source=home"><img></a> <a href="https://www.journal.example/b-12345.html">b</a>
      <a href="a-12346.html#comments">a</a> <a href="http://journal.example/خبر-12347.html">خبر</a>
      <a href="/politique">سياسة</a> <a href="#top">^</a> <a href="">x</a> <a>y</a> <a href="javascript:z()">z</a>
      <a href="https://other.example/c-12345.html">c</a> <a href="https://fr.journal.example/d-12345.html">d</a>
      <a href="http://[">e</a>""")
    assert urls(page.articles) == [
        "/b-12345.html",
        "/a-12346.html",
        "http://journal.example/%D8%AE%D8%A8%D8%B1-12347.html",
    ]
    assert {link.kind for link in page.articles} == {"article"}


def test_links_start_from_the_pages_base() -> None:
    assert urls(read('<base href="/x/"><a href="a-12345.html">a</a>').articles) == ["/x/a-12345.html"]


def test_an_article_does_not_lead_to_itself() -> None:
    page = read('<a href="/a-12345.html?fbclid=x">a</a><a href="/b-12345.html">b</a>', HOME + "a-12345.html")
    assert urls(page.articles) == ["/b-12345.html"]


def test_without_a_pattern_the_shape_decides() -> None:
    site = Site(title="Journal", home=HOME)
    page = read(
        '<a href="/le-parlement-adopte-la-loi/">a</a><a href="/category/le-monde-des-affaires/">b</a>', site=site
    )
    assert urls(page.articles) == ["/le-parlement-adopte-la-loi/"]


# --- dates on cards ----------------------------------------------------------------------------------------


def dates(body: str) -> dict[str, datetime | None]:
    page = read(body)
    return dict(zip(urls(page.articles), [link.published for link in page.articles], strict=True))


MORNING, EVENING = datetime(2025, 7, 20, 8, tzinfo=UTC), datetime(2025, 7, 20, 18, tzinfo=UTC)


def test_a_cards_time_is_its_articles() -> None:
    assert dates("""
      <article><h2><a href="/a-12345.html">a</a></h2><footer><span><time datetime="2025-07-20T08:00:00Z"></time></span>
        <a href="/tag/x">x</a><a href="/a-12345.html">more</a></footer></article>
      <ul><li><time datetime="2025-07-20 19:00">مساء</time><div><a href="/b-12345.html">b</a></div></li>
      <li><a href="/c-12345.html">c<time datetime="2025-07-20T19:00:00+01:00"></time></a></li>
      <li><a href="/d-12345.html">d</a></li></ul>""") == {
        "/a-12345.html": MORNING,
        "/b-12345.html": EVENING,
        "/c-12345.html": EVENING,
        "/d-12345.html": None,
    }


@pytest.mark.parametrize(
    "body",
    [
        '<p><time datetime="2025-07-20"></time></p><a href="/a-12345.html">a</a><a href="/b-12345.html">b</a>',
        '<a href="/a-12345.html">a</a><a href="/b-12345.html">b</a><time datetime="2025-07-20">x</time>',
        '<div><a href="/a-12345.html">a</a><time>20 July 2025</time></div><a href="/b-12345.html">b</a>',
        '<div><a href="/a-12345.html">a</a><time datetime="yesterday"></time></div><a href="/b-12345.html">b</a>',
    ],
)
def test_a_time_of_no_one_card_dates_nothing(body: str) -> None:
    assert dates(body) == {"/a-12345.html": None, "/b-12345.html": None}


# --- the next page -----------------------------------------------------------------------------------------


def next_of(body: str, path: str = "politique") -> str | None:
    found = read(body, HOME + path).next_url
    return found and found.removeprefix(HOME)


@pytest.mark.parametrize(
    ("path", "body", "following"),
    [
        ("politique", '<a rel="next" href="/politique/page/2/">x</a>', "politique/page/2/"),
        ("politique", '<link rel="next" href="/politique?page=2">', "politique?page=2"),
        ("politique/", '<a class="next page-numbers" href="/politique/page/2/">»</a>', "politique/page/2/"),
        ("politique/page/2/", '<li class="next"><a href="/politique/page/3/">x</a></li>', "politique/page/3/"),
        ("politique", '<a href="/politique/page/2/">التالي »</a>', "politique/page/2/"),
        ("politique", '<a href="/politique/page/2/">الصفحة  التالية</a>', "politique/page/2/"),
        ("politique", '<a href="/politique/page/2/">Page suivante</a>', "politique/page/2/"),
        ("politique", '<a href="/politique/page/2/">← Older posts</a>', "politique/page/2/"),
        ("politique", '<a href="/politique/page/2/">Articles plus anciens</a>', "politique/page/2/"),
        ("politique", '<a aria-label="Next" href="/politique/page/2/"><i></i></a>', "politique/page/2/"),
        ("politique/index.2.html", '<a href="/politique/index.3.html">3</a>', "politique/index.3.html"),
        ("politique/", '<a href="index.2.html">2</a>', "politique/index.2.html"),
        ("politique", '<a href="/politique/page:2">2</a>', "politique/page:2"),
        ("?cat=3", '<a href="/?cat=3&paged=2">»</a>', "?cat=3&paged=2"),
        ("?paged=2&cat=3", '<a href="/?cat=3&paged=1">«</a><a href="/?cat=3&paged=3">»</a>', "?cat=3&paged=3"),
        ("", '<a href="/page/2/">2</a>', "page/2/"),
        ("x_r1.html", '<a href="?start=30">2</a><a href="?start=60">3</a>', "x_r1.html?start=30"),
        ("x_r1.html?start=30", '<a href="?start=0">1</a><a href="?start=60">3</a>', "x_r1.html?start=60"),
        ("politique", '<ul class="pagination"><a href="/politique/2">2</a></ul>', "politique/2"),
        ("politique/2", '<a href="/politique/1">1</a><a rel="next" href="/politique/3">3</a>', "politique/3"),
        ("nouvelles", '<a href="?page=1">2</a><a href="?page=2">3</a>', "nouvelles?page=1"),
        ("nouvelles", '<a href="?page=1">Page <b>2</b></a><a href="?page=2">3</a>', "nouvelles?page=1"),
        ("nouvelles", '<a href="?page=1">1</a><a href="?page=2">2</a>', "nouvelles?page=2"),
        ("liste", '<a href="?p=2">2</a>', "liste?p=2"),
    ],
)  # fmt: skip
def test_the_next_page_is_found(path: str, body: str, following: str) -> None:
    assert next_of(body, path) == following


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("politique", ""),
        ("politique", '<a class="next" href="#">»</a><a class="next" href="javascript:more()">»</a>'),
        ("politique/page/3/", '<a rel="next" href="/politique/page/2/">»</a>'),
        ("politique/page/3/", '<a rel="next" href="/politique/page/3/">»</a>'),
        ("politique/page/3/", '<a rel="next" href="/politique/">»</a>'),
        ("politique", '<a rel="next" href="/economie/page/2/">»</a>'),
        ("politique", '<a rel="next" href="https://other.example/politique/page/2/">»</a>'),
        ("politique", '<a href="/politique/page/50/">50</a>'),
        ("politique", '<a rel="next" href="/suite-de-la-liste">»</a>'),
        ("category/12", '<a href="/category/13">Sport</a>'),
        ("2024/05", '<div class="paging"><a href="/2024/05/2">2</a></div>'),
        ("", '<a href="/?p=2">un article</a>'),
        ("politique", '<a rel="next" href="/suivant-12345.html">»</a>'),
    ],
)
def test_where_there_is_no_next_page_none_is_invented(path: str, body: str) -> None:
    assert next_of(body, path) is None


def test_of_many_pages_the_nearest_is_next() -> None:
    body = "".join(f'<a class="page-numbers" href="/politique/page/{n}/">{n}</a>' for n in (1, 2, 3, 4, 5, 90))
    assert next_of(body + '<a class="next" href="/politique/page/4/">»</a>', "politique/page/3/") == "politique/page/4/"


def test_turning_pages_ends() -> None:
    path: str | None = "politique"
    seen = []
    body = "".join(f'<a href="/politique?page={n}">{n}</a>' for n in range(10))
    while path := next_of(body, path):
        seen.append(path)
    assert seen == [f"politique?page={n}" for n in range(2, 10)]


# --- sections and feeds ------------------------------------------------------------------------------------


def test_sections_are_those_of_the_navigation() -> None:
    page = read(
        """
      <header><a href="/">Journal</a></header>
      <nav><a href="/politique">سياسة</a><a href="/economie/">Économie</a><a href="/category/sport/football">x</a>
        <a href="/tag/x">x</a><a href="/author/x">x</a><a href="/login">x</a><a href="/contact">x</a>
        <a href="/a.pdf">x</a>
        <a href="/mentions-legales">x</a><a href="/feed">x</a><a href="/search?q=x">x</a><a href="/?cat=3">x</a>
        <a href="https://social.example/journal">x</a><a href="/une-12345.html">x</a><a href="/2024/05/">x</a></nav>
      <div class="td-main-menu-wrap"><ul id="menu-1"><li><a href="/regions">x</a></li></ul></div>
      <div class="main-menu"><ul><li><a href="/culture">x</a></li></ul></div>
      <main><a href="/sante">x</a></main>""",
        HOME + "politique/page/2/",
    )
    assert urls(page.sections) == [
        "/politique",
        "/economie/",
        "/category/sport/football",
        "/?cat=3",
        "/regions",
        "/culture",
    ]
    assert {link.kind for link in page.sections} == {"section"}


def test_a_menu_of_any_length_gives_a_bounded_number_of_sections() -> None:
    body = "".join(f'<a href="/section-{n:03}">x</a>' for n in range(500))
    assert len(read(f"<nav>{body}</nav>").sections) == MAX_SECTIONS


def test_feeds_are_those_of_articles() -> None:
    page = read("""
      <link rel="alternate" type="application/rss+xml" title="Journal" href="/feed/">
      <link rel="alternate" type="application/rss+xml" title="Journal &raquo; Commentaires" href="/x/feed/">
      <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
      <link rel="alternate" type="application/rss+xml" href="/a-12345.html/feed/">
      <link rel="alternate" type="application/rss+xml" href="/category/sport/feed/">
      <link rel="alternate" type="application/atom+xml" href="/?feed=atom">
      <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
      <link rel="alternate" type="application/rss+xml" href="https://other.example/feed">
      <link rel="alternate" hreflang="fr" href="/fr/"><link rel="stylesheet" href="/a.css">""")
    assert urls(page.feeds) == ["/feed/", "/category/sport/feed/", "/?feed=atom"]
    assert {link.kind for link in page.feeds} == {"feed"}


# --- any page ----------------------------------------------------------------------------------------------


def test_an_empty_page_leads_nowhere() -> None:
    assert read_section(parsed(b"<p></p>"), HOME, SITE) == SectionPage([])


def test_hostile_pages_are_read_in_bounded_time() -> None:
    def dated(size: int) -> None:
        links, times = '<a href="/a-12345.html">a</a>' * size, '<time datetime="2025-07-20"></time>' * size
        read("<div>" * (size // 100) + links + times)

    def turned(size: int) -> None:
        read("<nav>" + "".join(f'<a rel="next" href="/politique/page/{n}/">{n}</a>' for n in range(size)))

    def linked(size: int) -> None:
        read("".join(f'<a href="/s{n}">{"x" * 50}</a>' for n in range(size)))

    for page in (dated, turned, linked):
        assert growth(page, 12_000) < MOST, page.__name__


snippets = st.sampled_from(
    [
        "<a href='/a-12345.html'>",
        "<a href='/politique/page/2'>",
        "</a>",
        "<time datetime='2025-07-20'>",
        "<nav>",
        "</nav>",
    ]
)


@given(st.lists(snippets | st.text("<>/='\"ahref timn\x01مé:[?&12", max_size=12), max_size=12))
def test_no_page_breaks_the_reader(parts: list[str]) -> None:
    page = read("".join(parts))
    assert all(SITE.is_article(link.url) for link in page.articles)


# --- real pages --------------------------------------------------------------------------------------------


@pytest.mark.skipif(not PAGES.exists(), reason="the saved pages are not at hand")
@pytest.mark.parametrize(
    ("name", "home", "articles", "following", "section"),
    [
        ("boursenews-home", "https://boursenews.ma/", 45, None, "https://boursenews.ma/articles/marches"),
        (
            "medias24-home",
            "https://medias24.com/",
            100,
            "https://medias24.com/page/2/",
            "https://medias24.com/categorie/economie/",
        ),
    ],
)
def test_saved_front_pages_are_read(name: str, home: str, articles: int, following: str | None, section: str) -> None:
    body = (PAGES / f"{name}.html").read_bytes()
    page = read_section(parsed(body), home, Site(title=name, home=home))
    assert len(page.articles) >= articles
    assert page.next_url == following
    assert section in [link.url for link in page.sections]
