"""What a reader sees around the text: the lines about the headline, and those under the last paragraph.

Themes nobody knows name their parts as they like, but they print them in the same places: where the article
stands in the site above the headline, who wrote it and when between headline and text or below it, its tags below.
Used for the fields that nothing else gave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain, islice, takewhile

from crawler.extraction.document import Document
from crawler.extraction.furniture import Role, role_of
from crawler.extraction.headline import heading_of, leads_home, printing
from crawler.extraction.layout import short_texts, text_of
from crawler.extraction.lines import YEAR
from crawler.extraction.names import has_label, strip_label
from crawler.extraction.tree import Node, ancestors, attribute, children, nearest, same
from crawler.extraction.view import folded
from crawler.items import DateText
from crawler.text.dates import parse_date, split_dates
from crawler.text.phrases import boilerplate_kind
from crawler.urls import host_of, is_about_site, looks_like_article

ELEMENTS_ABOVE = 12
"""Elements looked at above the headline: a trail with its links, a label, the boxes around them."""

ELEMENTS_BELOW = 60
"""Elements looked at between headline and text: byline, date, counters, a share bar, a picture."""

LONGEST_TRAIL = 6
"""Links of a trail; a list with more is a menu."""

DEEPEST_MENU = 8
"""Elements around a link among which its menu is: item, list, and the boxes around them."""

SHORTEST_STANDFIRST = 30
LONGEST_STANDFIRST = 600
"""Characters of a standfirst; those of its beginning must be those of the description, which may be cut short."""

LONGEST_LINE = 120
"""Characters of a dateline or byline with its labels."""

MOST_DATELINES = 3
"""Lines with a year that are tried: a standfirst may have one too."""

MOST_TAGS = 20
ELEMENTS_AFTER = 120
"""Elements below the text among which its tags stand: a share bar or a newsletter box may come first."""

_MOST_PARTS_OF_TRAIL = 100  # elements, those of its icons included
_MOST_AGREEING = 20  # elements that are compared

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_NO_LINES = frozenset({"script", "style", "a", "img"})
_MENU = re.compile(r"(?:menu|nav|navbar)(?:[\s_-]|$)", re.IGNORECASE)
_CRUMBS = re.compile(r"crumb|ariane", re.IGNORECASE)
_WITHIN = re.compile(r"(?:^|\s)(?:in|dans|en|sur|في)\s*$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_LABELLED = re.compile(r"[^:：\d]{2,30}[:：]")
_DATELINE = re.compile(r"\W*(?:[^\W\d]+[\s,،.]+)?\d")
_PARTS = re.compile(r"\s+[-–—|•·]\s+")
_SEPARATORS = re.compile(r"[\s/›»«‹>|•·,،←→\-–—:]*")
_TAG_PATH = re.compile(
    r"/(?:tags?|mots?-cles?|keywords?|etiquettes?|topics?|%d9%88%d8%b3%d9%85|وسم)/[^/]+/?$|[?&]tag=", re.IGNORECASE
)


class Surroundings:
    """The elements around the text of one page. `first` and `last` are the elements of its first and last block."""

    def __init__(self, document: Document, headline: str, first: Node | None, last: Node | None) -> None:
        self._document = document
        self._headline = headline
        self._first = first
        self._last = last
        self._texts: dict[Node, str] = {}

    @cached_property
    def _bounds(self) -> tuple[int, int, int] | None:
        """The positions of the headline and of the text's first element, and the one behind its last; if known."""
        if self._first is None or self._last is None:
            return None
        elements, position = self._document.elements, self._document.position
        heading = heading_of(self._document, self._headline)
        if heading is None:  # the page states its headline in other words than it prints it, or prints no heading
            above = elements[: position(self._first)]
            headings = (el for el in reversed(above[-ELEMENTS_BELOW:]) if el.tag == "h1" and text_of(el))
            heading = next((element for element in headings if not leads_home(self._document, element)), None)
            heading = printing(above, self._headline) if heading is None else heading
        if heading is None:
            return None
        at = position(heading)
        return at, max(at, position(self._first)), position(self._last) + len(self._last.css("*"))

    @cached_property
    def _about_headline(self) -> tuple[list[Node], list[Node]]:
        """The elements between headline and text, and those above the headline; none that hold one of these."""
        if self._bounds is None or self._first is None:
            return [], []
        at, start, _ = self._bounds
        elements = self._document.elements
        around = {*ancestors(elements[at]), *ancestors(self._first)}
        return (
            [element for element in elements[at + 1 : min(start, at + 1 + ELEMENTS_BELOW)] if element not in around],
            [element for element in elements[max(0, at - ELEMENTS_ABOVE) : at] if element not in around],
        )

    @cached_property
    def _after(self) -> list[Node]:
        """The elements below the text: with the next heading other articles begin, or the comments."""
        if self._bounds is None:
            return []
        _, _, end = self._bounds
        after = self._document.elements[end : end + ELEMENTS_AFTER]
        return [*takewhile(lambda element: element.tag not in _HEADINGS, after)]

    @cached_property
    def _below(self) -> list[Node]:
        """The elements below the text that may still be of the article, and not of its comments."""
        return out_of_comments(self._after[:ELEMENTS_BELOW])

    def among(self, marked: Sequence[Node]) -> list[Node]:
        """Return those of some elements that stand from the headline to the end of the text, or else right above."""
        if self._bounds is None or not marked:
            return []
        at, _, end = self._bounds
        elements = self._document.elements
        for part in (elements[at:end], elements[max(0, at - ELEMENTS_ABOVE) : at]):
            about = set(part)
            if found := [element for element in marked if element in about]:
                return found
        return []

    def below(self, marked: Sequence[Node]) -> list[Node]:
        """Return those of some elements that stand right below the text; none where they differ, being of others."""
        below = set(self._below) if marked else set()
        found = [element for element in marked if element in below]
        return found if len({text_of(element) for element in found}) == 1 else []

    def near(self, marked: Sequence[Node]) -> list[Node]:
        """Return those of some elements that stand about the article, or all where they agree.

        A box about the author stands anywhere. Nothing is known of a page without a headline above its text.
        """
        if found := self.among(marked):
            return found
        agreed = self._bounds is None or len({text_of(element) for element in marked[:_MOST_AGREEING]}) == 1
        return list(marked) if agreed else []

    def nearest(self, marked: Sequence[Node]) -> Sequence[Node]:
        """Return the first of some elements that stands about the article, or else the first; none of none."""
        return marked[:1] if len(marked) < 2 else (self.among(marked) or marked)[:1]

    def links(self, path: re.Pattern[str]) -> list[Node]:
        """Return the links whose address has such a path, between headline and text, above it, or else below the text.

        Not those with the name of what the article is said to be in: "Published in Newspaper".
        """
        for part in ([*chain.from_iterable(self._about_headline)], self._below):
            links = [element for element in part if element.tag == "a"]
            places = {text_of(link) for link in links if _WITHIN.search(_before(link))}
            named = [link for link in links if path.search(attribute(link, "href")) and text_of(link) not in places]
            if named:
                return named
        return []

    def dates(self) -> list[DateText]:
        """Return what may be dates between headline and text, or above it, as their labels call them."""
        return _split([*islice(self._lines(self._about_headline, _has_year), MOST_DATELINES)])

    def dates_below(self) -> list[DateText]:
        """Return what is a date right below the text."""
        return _split([*islice(self._lines([self._below], _is_dateline), 1)])

    def bylines(self) -> list[str]:
        """Return the first that is labelled as a byline between headline and text, above it, or else below the text."""
        about = self._lines(self._about_headline, lambda text: bool(_byline_in(text)))
        return [_byline_in(text) for text in islice(chain(about, self._lines([self._below], _is_byline)), 1)]

    def standfirst(self, description: str) -> str | None:
        """Return the paragraph between headline and text that says what the page's description says."""
        described = folded(description)
        if len(described) < SHORTEST_STANDFIRST:
            return None
        between, _ = self._about_headline
        for element in between:
            if element.tag in _NO_LINES or element.tag == "figcaption":
                continue
            text = self._short_text(element)
            if len(text) >= SHORTEST_STANDFIRST:
                words = folded(text)
                said = words[:SHORTEST_STANDFIRST] in described or described[:SHORTEST_STANDFIRST] in words
                if said and element.css_first("a") is None:
                    return text
        return None

    def trail(self) -> list[str]:
        """Return the names of the sections in the trail above the headline, from the front page down."""
        _, above = self._about_headline
        for element in reversed(above):
            anchors = element.css("a")
            if not 1 <= len(anchors) <= LONGEST_TRAIL or not children(element):
                continue
            if len(element.css("*")) > _MOST_PARTS_OF_TRAIL:
                continue
            text = text_of(element)
            if len(text) > LONGEST_LINE:
                continue
            links = [text_of(link) for link in anchors]
            rest = text
            for link in links:
                rest = rest.replace(link, "", 1)
            if (
                _SEPARATORS.fullmatch(rest)
                and all(map(self._may_be_section, anchors, links))
                and not _is_long_menu(element)
                and not _in_menu(anchors[0])
            ):
                return links
        return []

    def _may_be_section(self, link: Node, text: str) -> bool:
        """Say whether a link leads to another page of the site, and not for what a button says."""
        address, own = self._document.absolute(attribute(link, "href")), self._document.url
        here, there = host_of(own), host_of(address)
        return (
            (there == here or there.endswith(f".{here}") or here.endswith(f".{there}"))
            and address.partition("#")[0] != own
            and not looks_like_article(address)
            and not is_about_site(address)
            and _LETTER.search(text) is not None
            and boilerplate_kind(text) in (None, "navigation")  # home is part of a trail
        )

    def tags(self) -> list[tuple[Node, str]]:
        """Return the links to tags below the text, or else above it, with their texts: of the first box with any."""
        between, _ = self._about_headline
        above = self._tags_in(between)
        return self._tags_in(self._after) or (above if len(above) > 1 else [])  # a section's link stands there alone

    def _tags_in(self, part: Sequence[Node]) -> list[tuple[Node, str]]:
        box: Node | None = None
        found: list[tuple[Node, str]] = []
        for element in part:
            if element.tag != "a" or not _TAG_PATH.search(attribute(element, "href")):
                continue
            parent = element.parent
            if parent is not None and parent.tag == "li":
                parent = parent.parent
            if box is not None and not same(parent, box):
                break
            box = parent
            found.append((element, text_of(element).lstrip("# ")))
        return found if len(found) <= MOST_TAGS else []

    def _lines(self, parts: Sequence[Sequence[Node]], wanted: Callable[[str], bool]) -> Iterator[str]:
        """Yield the wanted short lines in the order of the parts, of each from the innermost element."""
        for part in parts:
            texts = ((element, self._short_text(element)) for element in part if element.tag not in _NO_LINES)
            holding = [(element, text) for element, text in texts if 0 < len(text) <= LONGEST_LINE and wanted(text)]
            outer = {ancestor for element, _ in holding for ancestor in ancestors(element)}
            yield from (text for element, text in holding if element not in outer)

    def _short_text(self, element: Node) -> str:
        """Return an element's text, "" where it is longer than any standfirst; those in it are read with it."""
        text = self._texts.get(element)
        if text is None:
            read = short_texts(element, LONGEST_STANDFIRST)
            self._texts.update(read)
            text = read[element]
        return text


def _split(lines: Sequence[str]) -> list[DateText]:
    """Return the dates in some lines with a year: a headline may have one and be none."""
    pieces = [(kind, piece) for text in lines for kind, piece in split_dates(text)]
    return [DateText(piece, kind, "headline") for kind, piece in pieces if parse_date(piece, now=_SOME_TIME)]


_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # with a year in it, no date depends on when it is read


def _before(link: Node) -> str:
    """Return the text right before a link."""
    previous = link.prev
    return (previous.text_content or "") if previous is not None else ""


def _byline_in(line: str) -> str:
    """Return the part of a line that is labelled as a byline: "3 mars 2020 - Maroc - Écrit par : A. Name"."""
    return next((part for part in _PARTS.split(line) if has_label(part) and strip_label(part)), "")


def _is_byline(line: str) -> bool:
    """Say whether a line is a byline and nothing else: "Auteur : A. Name"."""
    return bool(_LABELLED.match(line)) and bool(_byline_in(line))


def _has_year(line: str) -> bool:
    return bool(YEAR.search(line))


def _is_dateline(line: str) -> bool:
    """Say whether a line with a year begins with the date, with the day of the week or the month, or with a label."""
    return _has_year(line) and bool(_DATELINE.match(line) or _LABELLED.match(line))


def _is_long_menu(element: Node) -> bool:
    """Say whether the list around an element has more links than a trail."""
    menu = nearest(element, "ul", "ol", "nav")
    return menu is not None and len(menu.css("a")) > LONGEST_TRAIL


def _in_menu(link: Node) -> bool:
    """Say whether a link stands in what its tag or name calls a menu: small sites have menus as short as trails."""
    for part in islice(ancestors(link), DEEPEST_MENU):
        if part.tag in ("body", "html"):
            break
        names = " ".join(filter(None, map(part.attributes.get, ("id", "class", "aria-label"))))
        if _CRUMBS.search(names):
            return False
        if part.tag == "nav" or _MENU.search(names):
            return True
    return False


def out_of_comments(elements: Sequence[Node]) -> list[Node]:
    """Return those of some elements that neither are nor stand in what is surely none of the article, as comments."""
    judged: dict[Node | None, bool] = {}  # most stand where another does
    for element in elements:
        around = element.parent
        if around not in judged:
            judged[around] = any(map(_is_comments, islice(ancestors(element), _DEEPEST)))
        judged[element] = judged[around] or _is_comments(element)
    return [element for element in elements if not judged[element]]


def _is_comments(element: Node) -> bool:
    return role_of(f"{attribute(element, 'class')} {element.id or ''}") is Role.NEVER


_DEEPEST = 10  # elements around a line among which the comments are


def about_headline(document: Document, headline: str) -> set[Node] | None:
    """Return the elements from above the headline to well into the text, or None where no heading prints it."""
    heading = heading_of(document, headline)
    if heading is None:
        return None
    at = document.position(heading)
    return set(document.elements[max(0, at - ELEMENTS_ABOVE) : at + ELEMENTS_AFTER])
