"""A document takes any bytes: every encoding of the Arabic and French press, and pages made to hurt."""

from __future__ import annotations

import pickle
import resource
import tracemalloc
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import Document, article_links, blocks_from_html, extract_page
from crawler.extraction.document import absolute
from crawler.extraction.tree import same
from crawler.site import Layout, Site
from tests.growth import MOST, growth

URL = "https://jarida.example/2024/05/02/khabar-akhir-hna/"
NOW = datetime(2024, 5, 3, tzinfo=UTC)
ARABIC = "أعلنت الحكومة عن برنامج جديد لتأهيل الطرق القروية في المملكة"
FRENCH = "Le conseil a présenté à l'été un plan de rénovation où chaque école est concernée"


def read(body: bytes, content_type: str | None = None) -> str:
    return Document(body, URL, content_type).text


@pytest.mark.parametrize(
    ("encoding", "content_type", "meta"),
    [
        ("utf-8", None, ""),
        ("utf-8", "text/html; charset=windows-1256", ""),
        ("utf-8", "text/html; charset=iso-8859-1", '<meta charset="windows-1252">'),
        ("windows-1256", "text/html; charset=windows-1256", ""),
        ("windows-1256", None, '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">'),
        ("windows-1256", "text/html; charset=utf-8", ""),
        ("windows-1256", "text/html; charset=iso-8859-1", ""),
        ("windows-1256", None, ""),
        ("iso8859-6", None, '<meta charset="iso-8859-6">'),
        ("iso8859-6", None, ""),
        ("utf-16", None, ""),
    ],
)
def test_arabic_is_read_whatever_is_declared(encoding: str, content_type: str | None, meta: str) -> None:
    page = f"<html><head>{meta}</head><body><p>{ARABIC} {ARABIC}</p></body></html>"

    assert ARABIC in read(page.encode(encoding), content_type)


@pytest.mark.parametrize(
    "place",
    [
        "<p>{}</p>",
        "<p title='{}'>",
        "<p data-{}='1'>",
        "<!-- {} -->",
        "<script>{}</script>",
        "<style>{}</style>",
        "<textarea>{}</textarea>",
        "<title>{}</title>",
        "</html>{}",
        "<![CDATA[{}]]>",
        "<?php {} ?>",
    ],
)
def test_letters_of_another_encoding_far_into_a_page_are_noticed_wherever_they_stand(place: str) -> None:
    letters = "un été où l'école à présenté"
    page = f"<html><body>{'<p>Un plan de plus. </p>' * 2_000}{place.format(letters)}"
    document = Document(page.encode("windows-1252"), URL)

    assert document.tagged("p")
    assert letters in document.source.decode(), "the parser did not say that the page is no UTF-8"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso8859-15"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", ""])
def test_french_is_read_whatever_is_declared(encoding: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{FRENCH}</p></body></html>'

    assert FRENCH in read(page.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso8859-15"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", ""])
def test_the_letters_in_which_the_french_encodings_differ_are_read(encoding: str, declared: str) -> None:
    text = f"{FRENCH} : au cœur de l'œuvre, l'ŒUVRE d'une sœur à 12 €"
    page = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'

    assert text in read(page.encode(encoding))


def test_a_half_is_no_letter() -> None:
    text = "La séance a duré 1½ heure, et 2½h la répétition à l'école"

    assert text in read(f"<p>{text}</p>".encode("windows-1252"))


@pytest.mark.parametrize(
    ("around", "foreign", "encoding"),
    [
        (ARABIC, "جريدة الكترونية مستقلة", "windows-1256"),
        (FRENCH, "Actualités, santé et météo", "windows-1252"),
        (FRENCH, "جريدة الكترونية", "windows-1256"),
    ],
)
def test_a_snippet_in_another_encoding_is_read_too(around: str, foreign: str, encoding: str) -> None:
    story = f"<p>{around}</p>" * 40
    page = story.encode() + f"<p>{foreign}</p>".encode(encoding) + story.encode()

    text = read(page)

    assert foreign in text
    assert "\ufffd" not in text


def test_a_character_that_was_cut_is_not_guessed() -> None:
    page = f"<p>{ARABIC * 20}</p>".encode()

    assert read(page[:-5])[-1] == "\ufffd"
    assert read(page[:400] + page[401:]).count("\ufffd") == 1


@pytest.mark.parametrize("before", range(16_380, 16_386))
def test_a_long_page_is_its_own_source_wherever_its_letters_fall(before: int) -> None:
    page = b"a" * before + "é😀".encode() * 20

    assert Document(page, URL).source is page
    assert Document(page[:-1], URL).source != page[:-1]


def test_a_page_travels_as_what_it_was_made_of() -> None:
    page = Document(f"<p>{ARABIC}</p>".encode(), URL, "text/html")
    assert page.tagged("p")

    arrived = pickle.loads(pickle.dumps(page))

    assert (arrived.source, arrived.url, arrived.content_type) == (page.source, page.url, page.content_type)
    assert arrived.body.text() == ARABIC


def test_utf8_with_a_few_broken_bytes_stays_utf8() -> None:
    page = f"<p>{ARABIC * 20}</p>".encode() + b"\xd9"

    assert ARABIC in read(page, "text/html; charset=windows-1256")


def test_a_byte_order_mark_is_no_text() -> None:
    document = Document(b"\xef\xbb\xbf<html><body><p>texte</p></body></html>", URL)

    assert document.text.startswith("<html>")
    assert document.body.text() == "texte"


def test_the_meta_charset_does_not_undo_the_decoding() -> None:
    page = f'<html><head><meta charset="windows-1256"></head><body><p>{ARABIC}</p></body></html>'

    assert Document(page.encode(), URL).body.text() == ARABIC


def test_relative_links_start_from_base_href() -> None:
    document = Document('<base href="/archive/2019/"><a href="x.html">x</a>', URL)

    assert document.base_url == "https://jarida.example/archive/2019/"
    assert document.absolute("x.html") == "https://jarida.example/archive/2019/x.html"


@pytest.mark.parametrize("href", ["#top", "javascript:void(0)", "mailto:a@b.c", "tel:0537", "", "//[::1"])
def test_hrefs_that_lead_nowhere_have_no_url(href: str) -> None:
    assert Document("", URL).absolute(href) == ""


@settings(max_examples=2000)
@given(st.text("/.a?;#é%: \t\\@&=_-", max_size=12), st.sampled_from(["", "/a/b", "/?q", "?x", "/a;b"]))
def test_links_from_the_root_are_joined_as_the_standard_library_joins_them(rest: str, path: str) -> None:
    base, href = f"https://jarida.example{path}", f"/a{rest}".strip()

    assert absolute(base, href) == urljoin(base, href)


def test_a_link_of_a_million_characters_is_joined_in_little_more_memory() -> None:
    tracemalloc.start()
    try:
        joined = absolute(URL, "/a" * 500_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(joined) > 1_000_000
    assert peak < 10_000_000


def test_the_declared_language_is_kept_as_declared() -> None:
    assert Document('<html lang="ar-MA"><p>x', URL).lang == "ar-MA"
    assert Document('<html xml:lang="fr"><p>x', URL).lang == "fr"
    assert Document("<html><p>x", URL).lang is None


@pytest.mark.parametrize("body", [b"", b" ", b"\0", b"<", b"<!--", b"\xff\xfe", b"<html></html>", "\ud800<p>x"])
def test_the_emptiest_pages_are_documents(body: bytes | str) -> None:
    document = Document(body, URL)

    assert document.body is not None
    assert extract_page(document, None, fetched_at=NOW).blocks == []


def test_classes_and_ids_are_found_in_document_order() -> None:
    document = Document('<p class="b a" id="one">1</p><p class="ab">2</p><p class="a">3</p><p id="one">4</p>', URL)

    assert [element.text() for element in document.with_class("a")] == ["1", "3"]
    assert document.has_class("ab")
    assert not document.has_class("c")
    assert same(document.with_id("one"), document.with_class("b")[0])
    assert document.with_id("two") is None


MARKUP = st.text(alphabet="<>/=\"' &;#!-pdivabrh1ul\n\0\ud800é7أو", max_size=200)
SITE = Site("Jarida", "https://jarida.example/", layouts=(Layout(seen="2024", body="div p", title="h1", tags=".a b"),))


@settings(max_examples=150)
@given(st.one_of(MARKUP, st.binary(max_size=200)), st.sampled_from([None, SITE]))
def test_no_page_raises(body: str | bytes, site: Site | None) -> None:
    document = Document(body, URL)
    page = extract_page(document, site, fetched_at=NOW)

    assert all(block.text.strip() for block in page.blocks)
    article_links(document, SITE)


TAGS = st.sampled_from(
    (
        "p",
        "div",
        "span",
        "a",
        "b",
        "h1",
        "h2",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "blockquote",
        "figure",
        "figcaption",
        "article",
        "aside",
        "br",
        "img",
        "script",
        "time",
        "form",
    )
)
TREES = st.recursive(
    st.text(alphabet="abc أب. \ud800", max_size=60),
    lambda inner: st.tuples(
        TAGS, st.sampled_from(["", "entry-content", "related", "share", "author"]), st.lists(inner, max_size=4)
    ),
    max_leaves=25,
)


def markup(tree: object) -> str:
    if isinstance(tree, str):
        return tree
    tag, name, children = tree  # type: ignore[misc]
    return f'<{tag} class="{name}" href="/2024/05/01/autre-article-ici/">{"".join(map(markup, children))}</{tag}>'


@settings(max_examples=150)
@given(st.lists(TREES, max_size=5))
def test_no_tree_of_elements_raises(trees: list[object]) -> None:
    html = "".join(map(markup, trees))
    extract_page(Document(html, URL), SITE, fetched_at=NOW)
    blocks, links = blocks_from_html(html, URL)

    assert all(block.text.strip() for block in blocks)
    assert [link.position for link in links] == list(range(len(links)))


def found(body: bytes) -> None:
    extract_page(Document(body, URL), SITE, fetched_at=NOW)


TEN_MEGABYTES = 10_000_000
HOSTILE = {
    "nested elements": b"<div class=entry-content>",
    "unclosed formatting": b"<p><font>du texte, encore du texte. ",
    "a million links": b"<a>x</a>",
    "links to articles": b'<a href="/2024/05/01/un-autre-article/">lire</a>',
    "paragraphs": b"<p>Une phrase de plus, qui ne dit rien de neuf.</p>",
    "quotations": b"<blockquote>Une phrase de plus.</blockquote>",
    "dates": b'<time datetime="2024-05-02">x</time>',
    "headings": b"<h1>Un titre qui revient</h1>",
    "images": b'<img src="x.jpg" alt="une image">',
    "less-than signs": b"<",
    "high bytes": b"\xff",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_ten_megabytes_stay_within_time_and_memory(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert growth(lambda size: found(HOSTILE[name] * (size // len(HOSTILE[name]))), TEN_MEGABYTES, turns=2) < MOST
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 300


@pytest.mark.parametrize(
    ("begin", "more", "times"),
    [("", "[", 5_000_000), ("", '{"@type":"NewsArticle","a":', 300_000), ('{"headline":"', '\\"', 4_000_000)],
)
def test_json_without_end_is_given_up(begin: str, more: str, times: int) -> None:
    def read(times: int) -> None:
        page = f'<script type="application/ld+json">{begin}{more * times}</script><p>x'
        extract_page(Document(page, URL), None, fetched_at=NOW)

    assert growth(read, times) < MOST


def test_hostile_nesting_with_every_telling_class_ends() -> None:
    nested, paragraph = b'<div class="entry-content related date author breadcrumb">', b"<p class=a>x</p>"
    assert growth(lambda times: found(nested * (times // 50) + paragraph * times), 40_000, turns=2) < MOST
