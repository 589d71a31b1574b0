"""The parts of an article page that are told by their class names alone, whatever the theme."""

from __future__ import annotations

import re
from enum import IntEnum

from crawler.extraction.furniture import NAMES_KEPT
from crawler.text.remembered import Remembered


class Mark(IntEnum):
    """A part that a class attribute names. One may name several."""

    AUTHOR = 0
    BREADCRUMB = 1
    DATE = 2
    RELATED = 3
    STANDFIRST = 4


_PARTS = {
    Mark.AUTHOR: "author authors byline auteur auteurs signature writer redacteur",
    Mark.BREADCRUMB: "breadcrumb breadcrumbs",
    Mark.DATE: "date datetime time timestamp publish published pubdate posted created byline meta info",
    Mark.RELATED: "related relatedposts similar similaires connexes yarpp check-also read-next lire-aussi a-lire",
    # "lead" and "intro" are as often the first paragraph
    Mark.STANDFIRST: "standfirst chapo chapeau lede dek deck subtitle sub-title subheadline sub-headline subheading "
    "sub-heading accroche entradilla article-summary article-abstract article-excerpt heading-des",
}
_PATTERNS = {
    mark: re.compile(rf"(?:^|[\s_-])(?:{'|'.join(names.replace('-', '[_-]').split())})(?:[\s_-]|$)", re.IGNORECASE)
    for mark, names in _PARTS.items()
}
# Class attributes without any of a part's words do not name it; that is most of them, and found out by one look.
_TELLING = {mark: frozenset(name.rsplit("-", 1)[-1] for name in names.split()) for mark, names in _PARTS.items()}
_WORD = re.compile(r"[a-z]+")

# An author's picture or biography is no byline.
_NO_BYLINE = re.compile(
    r"bio|(?<!border-)box|avatar|img|image|photo|social|about|comment|date|more|count", re.IGNORECASE
)
_CHANGED = re.compile(r"updat|modif|edited", re.IGNORECASE)


def _marks_of(names: str) -> tuple[Mark, ...]:
    """Return the parts that a class attribute names; none for most."""
    words = _WORD.findall(names.lower())
    found = [
        mark for mark, telling in _TELLING.items() if not telling.isdisjoint(words) and _PATTERNS[mark].search(names)
    ]
    if Mark.AUTHOR in found and _NO_BYLINE.search(names):
        found.remove(Mark.AUTHOR)
    return tuple(found)


marks_of = Remembered(_marks_of, NAMES_KEPT).__getitem__
"""Return the parts that a class attribute names; none for most."""


def says_changed(names: str) -> bool:
    """Say whether a class attribute of a date says that it is of the last change, and not of publication as well.

    WordPress' core calls the one date of an article that was never changed "published updated".
    """
    return bool(_CHANGED.search(names)) and "published" not in names
