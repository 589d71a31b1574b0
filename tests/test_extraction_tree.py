"""The tree of a page: as browsers build it, walked without mistaking a node for another, bounded whatever the page."""

from __future__ import annotations

import pytest
from cssselect import SelectorError
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.bounds import MAX_TAGS, bounded
from crawler.extraction.document import Document
from crawler.extraction.layout import find, short_text, short_texts, text_of
from crawler.extraction.selectors import Selector
from crawler.extraction.tree import ancestors, attribute, below, children, nearest, opening_text, parsed, same, texts

URL = "https://jarida.example/article-12345.html"


@pytest.mark.parametrize(
    ("html", "css", "text"),
    [
        ("<p>un<div>deux</div>trois", "p", "un"),  # a block ends a paragraph
        ("<table><tr><td>un</td></tr>deux</table>", "table", "un"),  # text in a table that no cell holds is before it
        ("<ul><li>un<li>deux</ul>", "li", "un"),
        ("<a href=/x>un<a href=/y>deux</a>", "a", "un"),  # no link in a link
        ("<p>un<b>deux</p><p>trois</b>quatre</p>", "p b", "deux"),
        ("<p title='a>b'>un</p>", "p", "un"),
        ("<p>un&nbsp;deux &eacute;t&eacute &amp &notin;</p>", "p", "un deux été & ∉"),
        ("<p>un\0deux</p>", "p", "undeux"),
        ("<script>if (a < b) '<p>'</script><p>un</p>", "p", "un"),
        ("<!-- <p>zéro</p> --><p>un</p>", "p", "un"),
        ("<p>un<!-- --> deux</p>", "p", "un deux"),
    ],
)
def test_markup_is_read_as_browsers_read_it(html: str, css: str, text: str) -> None:
    assert text_of(parsed(html.encode()).css(css)[0]) == text


def test_emphasis_left_open_goes_on_in_the_next_paragraph() -> None:
    paragraphs = parsed(b"<p>un<b>deux<p>trois</b>quatre").css("p")

    assert [text_of(paragraph) for paragraph in paragraphs] == ["undeux", "troisquatre"]
    assert [[text_of(part) for part in children(paragraph)] for paragraph in paragraphs] == [["deux"], ["trois"]]


def test_nodes_that_hold_the_same_are_told_apart() -> None:
    root = parsed(b"<div><p>x</p></div><div><p>x</p></div>")
    first, second = root.css("p")
    again = root.css("p")[0]

    assert same(first, again)
    assert not same(first, second)
    assert not same(first, None)
    assert again in {first}
    assert second not in {first}
    assert {first: 1, second: 2}[again] == 1


def test_an_element_has_its_place_though_another_holds_the_same() -> None:
    document = Document("<p>x</p><p>x</p>", URL)

    assert [document.elements[document.position(element)].tag for element in document.tagged("p")] == ["p", "p"]
    assert document.position(document.tagged("p")[1]) == document.position(document.tagged("p")[0]) + 1


def test_the_tree_is_walked_up_and_down() -> None:
    root = parsed(b"<article><ul><li><a href='/x' hidden title>un <b>deux</b> trois</a></ul></article>")
    link = root.css("a")[0]

    assert [around.tag for around in ancestors(link)] == ["li", "ul", "article", "body", "html"]
    assert same(nearest(link, "ul", "article"), root.css("ul")[0])
    assert nearest(link, "table") is None
    assert [part.tag for part in children(link)] == ["b"]
    assert opening_text(link) == "un "
    assert opening_text(parsed(b"<i><b>un</b> deux</i>").css("i")[0]) == ""
    assert list(texts(root, ["b"])) == ["un ", " trois"]
    assert list(texts(root, [], root.css("b")[0])) == ["un "]
    assert below(root.css("li")[0], "li, a")[0].tag == "a"
    assert (attribute(link, "href"), attribute(link, "title"), attribute(link, "class")) == ("/x", "", "")


@pytest.mark.parametrize("css", ["li:nth-child(2)", "li + li", "ul > :last-child", "li:not(.a)", "UL li + LI"])
def test_selectors_that_the_index_cannot_answer_are_answered_all_the_same(css: str) -> None:
    document = Document("<ul><li class=a>un<li>deux</ul>", URL)

    assert [text_of(element) for element in find(document, css)] == ["deux"]


def test_a_selector_of_the_index_is_of_any_case() -> None:
    document = Document("<ul><li class=a>un<li>deux</ul>", URL)

    assert [text_of(element) for element in find(document, "UL > LI.a")] == ["un"]
    assert [text_of(element) for element in find(document, "LI")] == ["un", "deux"]


@pytest.mark.parametrize("css", ["li[", "li::text", "li:contains('un')", "li:of-no-kind"])
def test_what_is_no_selector_of_elements_is_said_at_once(css: str) -> None:
    with pytest.raises(SelectorError):
        Selector(css)


def test_an_ordinary_page_is_parsed_as_it_is() -> None:
    page = b"<p><b>un</b> <i class=x>deux</i></p>" * 150

    assert bounded(page) is page


def test_a_page_of_a_long_script_is_parsed_as_it_is() -> None:
    script = ", ".join(f'"story {number}": "/news/{number}/a=b"' for number in range(40_000))
    page = f"<p>un</p><script>var stories = {{{script}}}</script><p>deux</p>".encode()

    assert bounded(page) is page


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (b"<p>texte</p>" + b"<div>" * 9_000, True),
        (b"<div>" * 9_000 + b"<p>texte</p>", False),  # deeper than libxml2 goes
        (b"<p>" + b"".join(b"<b id=%d>" % n for n in range(500)) + b"texte</p>" + b"<p>x" * 700, True),
        (b"<p>texte" + b"".join(b"<eM id=%d>" % n for n in range(500)) + b"<p>x" * 700, True),
        (b"<p>texte</p><p " + b" ".join(b"a%x" % n for n in range(40_000)) + b">x</p>", True),
        (b"<p>texte</p><p a='>' " + b" ".join(b"a%x" % n for n in range(40_000)) + b">x</p>", True),
        (b"<p>texte</p><p a='<script>' " + b" ".join(b"a%x" % n for n in range(40_000)) + b">x</p>", True),
        (b"<p>texte</p " + b" ".join(b"a%x" % n for n in range(40_000)) + b">x</p>", True),
        (b"<p>texte</p><p " + b" ".join(b"a%x" % n for n in range(40_000)), True),
        (b"<p>texte</p>" + b"<a href=x>" * MAX_TAGS, True),
    ],
    ids=[
        *("deep", "deeper", "emphasis", "emphasis around paragraphs", "attributes", "attributes behind a quoted end"),
        *("attributes behind a quoted script", "attributes of an end", "attributes without an end", "tags"),
    ],
)
def test_a_page_that_would_grow_is_tamed(page: bytes, kept: bool) -> None:
    root = parsed(page)

    assert bounded(page) != page
    assert len(root.css("*")) <= MAX_TAGS + 3
    assert ("texte" in root.text()) is kept


@given(
    st.lists(st.sampled_from(["<b>", "</b>", "<p>", "</p>", "<div>", "</div>", "x", "<a href=y>", "</a>"]), max_size=30)
)
def test_no_text_is_lost_and_none_is_doubled(pieces: list[str]) -> None:
    root = parsed("".join(pieces).encode())

    assert root.text().count("x") == pieces.count("x")


BLOCKS = ["<div>", "</div>", "<p>", "</p>", "<li>", "<br>", "<script>", "</script>"]
INLINE = ["<b class=sr-only>", "<b>", "</b>", "<!--x-->", "mot ", "deux mots ", " "]


@given(st.lists(st.sampled_from(BLOCKS) | st.sampled_from(INLINE), max_size=40))
def test_texts_read_in_one_walk_are_those_read_one_by_one(pieces: list[str]) -> None:
    body = Document("".join(pieces), URL).body

    together = short_texts(body, 40)

    assert body in together
    assert together == {element: short_text(element, 40) for element in together}
