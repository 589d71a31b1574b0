"""What of a page is parsed, and how, so that any page takes bounded time and memory.

Parsing as HTML prescribes takes the square of what a page opens and never closes, and copies emphasis that is not
closed into every paragraph below. What could be made to take long so goes through libxml2 first, which builds no tree
deeper than 2,048 elements, copies nothing and closes what it opened. Either takes the square of a tag's attributes: a
page is cut where they become too many.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from lxml import etree

MAX_TAGS = 60_000
"""Signs "<" of a page, ten times the largest seen. It is cut there: libxml2 needs some 500 bytes a link, so that a page
of nothing but links would take a gigabyte."""

_PLAIN_TAGS = 8_000
"""Signs "<" of a page that takes half a second at most however its elements nest; of 209 real pages none has more."""

_FEW_TAGS = 1_000
"""Signs "<" of a page in which emphasis left open is copied 250,000 times at most."""

_MOST_COPIES = 250_000
"""Tags of emphasis times signs "<", which take 120 MB if all of it is left open; none of the 209 pages has more."""

_EMPHASIS = ("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
_MOST_ALIKE = 3  # so many equal elements of emphasis are kept open, as HTML prescribes
_EITHER_CASE = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in tag) for tag in _EMPHASIS)
_EMPHASIS_TAG = re.compile(  # either case written out takes a third less than to ignore it, the first letters a fifth
    rf"<(?=[bcefinstuBCEFINSTU][\s>/imotIMOT])((?:{_EITHER_CASE})[\s>/])".encode()
)

# Either parser goes through all attributes of a tag for each that it adds. So many steps take half a second; of 200
# real pages none takes 60,000.
_MOST_STEPS = 400_000_000
_BETWEEN_ATTRIBUTES = b"= \t\n\r\f\v/"
_SMALL = 100_000  # bytes; whatever the tags of a smaller page, they take half a second
_LARGE = 4_000_000  # bytes; of a larger page, which nobody prints, all tags are looked at
_STRETCH = 16_000  # bytes; so long a tag takes a tenth of a second at most
# libxml2 tells no attributes of the end of an element, nor of a tag without an end.
_LONG_TAG_UNTOLD = re.compile(rb"<(?:/[a-zA-Z][^<>]{%d,}+|[a-zA-Z][^<>]{%d,}+\Z)" % (_STRETCH, _STRETCH))
_READ_AT_ONCE = 16_000  # bytes


def bounded(source: bytes) -> bytes:
    """Return a page in UTF-8 as it can be parsed in bounded time and memory: unchanged, but for hostile ones."""
    signs = len(source) - len(source.replace(b"<", b""))  # two thirds of the time that counting takes
    plain = signs <= _PLAIN_TAGS and (signs <= _FEW_TAGS or _open_emphasis(source) * signs <= _MOST_COPIES)
    if plain and (len(source) < _SMALL or (len(source) <= _LARGE and _steps_at_most(source) <= _MOST_STEPS)):
        return source
    source = _LONG_TAG_UNTOLD.sub(b"</p", source[: _end_of_tags(source, signs)])
    end = _end_of_bearable_tags(source)
    return source if plain and end == len(source) else _tamed(source[:end])


def _open_emphasis(source: bytes) -> int:
    """Return how many elements of emphasis are open at once, if none is ever closed; what has attributes may differ."""
    counts = Counter(_EMPHASIS_TAG.findall(source))
    return sum(min(count, _MOST_ALIKE) if tag.endswith(b">") else count for tag, count in counts.items())


def _tamed(source: bytes) -> bytes:
    """Return a page as libxml2 writes what it made of it, its emphasis left out, in which paragraphs may stand."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root: etree._Element | None = etree.fromstring(source, parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        return b""
    etree.strip_tags(root, *_EMPHASIS)
    return etree.tostring(root, encoding="utf-8", method="html")


def _end_of_tags(source: bytes, signs: int) -> int:
    """Return where the tags of a page become too many."""
    if signs <= MAX_TAGS:
        return len(source)
    position = -1
    for _ in range(MAX_TAGS):
        position = source.find(b"<", position + 1)
    return position


def _steps_at_most(source: bytes) -> int:
    """Return the steps that a page's attributes take, if all its long stretches without a "<" are tags.

    Most are scripts. What tells one from the other is the quotes of all tags before, which take as long as a parse.
    A tag made up of shorter stretches is not seen: `crawler.readers` ends what takes too long all the same.
    """
    steps = end = 0
    for at in range(0, len(source), _STRETCH):
        if at >= end and source.find(b"<", at, at + _STRETCH) < 0:
            behind = source.find(b"<", at)
            end = behind if behind >= 0 else len(source)
            stretch = source[source.rfind(b"<", 0, at) + 1 : end]
            steps += (len(stretch) - len(stretch.translate(None, _BETWEEN_ATTRIBUTES))) ** 2
    return steps


def _end_of_bearable_tags(source: bytes) -> int:
    """Return where the attributes of a page's tags become too many: at its end for all pages but hostile ones.

    Tags are told by libxml2, which notes what it met: only to build a tree it looks through all it has.
    """
    tags: Any = _Tags()  # which has three of the methods that lxml knows of
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, target=tags)
    for at in range(0, len(source), _READ_AT_ONCE):
        parser.feed(source[at : at + _READ_AT_ONCE])
        if tags.steps > _MOST_STEPS:
            return at  # within the tag, which then is none
        if tags.depth > _PLAIN_TAGS:
            break  # no tree is made of more
    return len(source)


class _Tags:
    """Counts the steps that the attributes of tags take, and the elements that are open."""

    steps = depth = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self.steps += len(attributes) ** 2
        self.depth += 1

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        """Be the end of a page, which lxml asks for."""
