"""The parts of an article page that are told by their class names alone, whatever the theme."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache


class Mark(IntEnum):
    """A part that a class attribute names. One may name several."""

    AUTHOR = 0
    BREADCRUMB = 1
    DATE = 2
    MODIFIED = 3
    RELATED = 4
    STANDFIRST = 5


def _part(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{words})(?:[\s_-]|$)", re.IGNORECASE)


_PATTERNS = {
    Mark.AUTHOR: _part("authors?|byline|auteurs?|signature|writer|redacteur"),
    Mark.BREADCRUMB: re.compile("breadcrumb", re.IGNORECASE),
    Mark.DATE: _part("date|datetime|time|timestamp|publish(?:ed)?|pubdate|posted|created|byline|meta|info"),
    Mark.MODIFIED: re.compile("updat|modif|edited", re.IGNORECASE),
    Mark.RELATED: _part(
        "related|relatedposts|similar|similaires|connexes|yarpp|check-also|read-next|lire-aussi|a-lire"
    ),
    # "lead" and "intro" are as often the first paragraph
    Mark.STANDFIRST: _part(
        "standfirst|chapo|chapeau|lede|dek|deck|sub-?title|sub-?headline|sub-?heading|accroche|entradilla|"
        "article-summary|article_abstract|article-excerpt|heading-des"
    ),
}
# An author's picture or biography is no byline.
_NO_BYLINE = re.compile(r"bio|box|avatar|img|image|photo|social|about|comment|date|more|count", re.IGNORECASE)


@lru_cache(4_096)
def marks_of(names: str) -> tuple[Mark, ...]:
    """Return the parts that a class attribute names; none for most."""
    found = [mark for mark, pattern in _PATTERNS.items() if pattern.search(names)]
    if Mark.AUTHOR in found and _NO_BYLINE.search(names):
        found.remove(Mark.AUTHOR)
    return tuple(found)
