"""Which element of a page prints the headline, as the page states it elsewhere, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from crawler.extraction.document import Document
from crawler.extraction.layout import text_of
from crawler.extraction.lines import words_of
from crawler.extraction.tree import Node, ancestors, attribute, children
from crawler.extraction.view import folded

_MOST_HEADINGS = 50  # of a tag; a page with more is a list
_INDENTATION = 400  # characters of white space around a headline
_NO_HEADINGS = frozenset({"a", "button", "option", "script", "style", "title"})
_FRONT_PAGE = re.compile(r"https?://[^/?#]+/?")


def heading_of(document: Document, headline: str) -> Node | None:
    """Return the heading that prints a headline, with a kicker or cut, if one does."""
    headings = (*document.tagged("h1"), *document.tagged("h2"))
    return next((heading for heading in headings if same_headline(text_of(heading), headline)), None)


def printing(elements: Iterable[Node], headline: str) -> Node | None:
    """Return the first element that holds a headline and nothing else: not every site prints it as a heading."""
    words, longest = headline.split(), len(headline) + _INDENTATION
    holding = (
        element
        for element in elements
        if len(headline) <= len(text := element.text(deep=False)) <= longest and text.split() == words
    )
    return next((element for element in holding if element.tag not in _NO_HEADINGS and not children(element)), None)


def leads_home(document: Document, heading: Node) -> bool:
    """Say whether a heading is a link to the front page, as the site's name is."""
    links = [*heading.css("a")[:1], *(around for around in ancestors(heading) if around.tag == "a")]
    return any(_FRONT_PAGE.fullmatch(document.absolute(attribute(link, "href"))) for link in links)


def same_headline(heading: str, stated: str) -> bool:
    """Say whether a heading is what a stated title says, which may add the site's name or be shortened."""
    short, long = sorted((folded(heading), folded(stated)), key=len)
    return len(short) > 0 and (short == long or (len(short) >= 8 and short in long and 2 * len(short) >= len(long)))


def around_headline(document: Document, headline: str) -> set[Node | None]:
    """Return the elements that hold the headline, word for word, as a heading."""
    title = words_of(headline)
    headings = chain.from_iterable(document.tagged(tag)[:_MOST_HEADINGS] for tag in ("h1", "h2", "h3"))
    holding = (heading for heading in headings if words_of(text_of(heading)) == title)
    return {around for heading in holding for around in ancestors(heading)}
