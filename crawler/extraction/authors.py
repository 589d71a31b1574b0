"""Finds who wrote an article and whose copy it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from crawler.extraction import layout as layouts
from crawler.extraction.marks import Mark
from crawler.extraction.names import agency_of_text, has_label, is_newsroom, split_bylines
from crawler.extraction.structured import texts_of
from crawler.extraction.surroundings import Surroundings
from crawler.extraction.tree import Node, children
from crawler.extraction.view import View, folded

_META = (
    "article:author", "author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "article:author_name", "dable:author", "cxenseparse:author",
)  # fmt: skip
# Yoast states the author in Twitter's labels, in the language of the site.
_WRITTEN_BY = frozenset({"written by", "écrit par", "كتب بواسطة", "كُتب بواسطة", "author", "auteur", "بقلم"})

_AUTHOR_PATH = re.compile(
    r"/(?:authors?|auteurs?|redacteurs?|journalistes?|writers?|editors?|contributors?|reporters?|autor(?:es)?|"
    r"كاتب|كتاب|%d9%83%d8%a7%d8%aa%d8%a8)/[^/?#]+",
    re.IGNORECASE,
)
_LONGEST_BYLINE = 100  # characters
_MOST_ELEMENTS = 3
_MOST_PARTS = 8  # children; an element with more holds more than a byline


def authors(
    view: View,
    first_lines: Sequence[str],
    last_lines: Sequence[str],
    around: Surroundings,
) -> tuple[list[str], str | None, str]:
    """Return the people, the agency, and the method that gave the people, "" where none did.

    `first_lines` and `last_lines` are lines at both ends of the text, where bylines and agencies are printed;
    `around` is what stands about them, looked at only if nothing better is there.
    The name of the site itself, and its newsroom, count only where nobody else is named.
    """
    own = view.site_names
    people: list[str] = []
    source: str | None = None
    found, told = "", _NOBODY
    for method, bylines in _bylines(view, first_lines, around):
        named, agencies = split_bylines(bylines, own)
        source = source or next(iter(agencies), None)
        telling = max((_telling(name, own) for name in named), default=_NOBODY)
        if telling > told:
            people, found, told = named, method, telling
        if told == _SOMEBODY:
            break
    if source is None:
        source = agency_of_text(first_lines, last_lines)
    return people, source, found


_NOBODY, _SITE, _NEWSROOM, _SOMEBODY = range(4)


def _telling(name: str, own: Collection[str]) -> int:
    """Return how much a name says of who wrote an article; `own` are the folded names of the site."""
    if folded(name) in own:
        return _SITE
    return _NEWSROOM if is_newsroom(name) else _SOMEBODY


def _bylines(view: View, first_lines: Sequence[str], around: Surroundings) -> Iterator[tuple[str, list[str]]]:
    structured, document = view.structured, view.document
    # a theme prints the editor, too, where its selectors look; the statement names the author
    for method, layout in view.declared:
        if method == "layout":
            yield method, _printed(layouts.find(document, layout.author))
    for key in ("author", "creator"):
        value = structured.article.get(key)
        items = value if isinstance(value, list) else [value]
        yield "json-ld", [name for item in items for name in texts_of(_named(structured.resolve(item)))]
    for method, layout in view.declared:
        if method != "layout":  # a theme prints the authors of other articles alike
            yield method, _printed(around.near(layouts.find(document, layout.author)))
    for name in _META:
        yield "meta", structured.meta.get(name, [])
    if folded(structured.first_meta("twitter:label1") or "") in _WRITTEN_BY:
        yield "meta", structured.meta.get("twitter:data1", [])
    yield "html", _printed(_marked_up(view, around))
    yield "html", _printed(_named_so(view, around))
    yield "headline", around.bylines()
    yield "text", [line for line in first_lines if len(line) < _LONGEST_BYLINE and has_label(line)]


def _named(value: Any) -> Any:
    return value.get("name") if isinstance(value, dict) else value


def _printed(elements: Iterable[Node]) -> list[str]:
    return [text for element in elements if (text := layouts.text_in_parts(element))]


def _marked_up(view: View, around: Surroundings) -> list[Node]:
    """Return the elements that are marked up as the author's, by link relation or microdata.

    Those about the article count; elsewhere on the page are the authors of others.
    """
    marked = view.links_with_relation("author") or view.document.with_itemprop("author")
    return around.near(marked)[:_MOST_ELEMENTS]


def _named_so(view: View, around: Surroundings) -> list[Node]:
    """Return the elements about the article whose class, or else whose address, is an author's."""
    short = (
        element
        for element in around.near(view.marked(Mark.AUTHOR))
        if len(children(element)) < _MOST_PARTS and len(layouts.short_text(element, _LONGEST_BYLINE)) > 1
    )
    return list(islice(short, _MOST_ELEMENTS - 1)) or around.links(_AUTHOR_PATH)[:_MOST_ELEMENTS]
