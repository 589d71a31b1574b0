"""What of a page is parsed, and how, so that any page takes bounded time and memory.

Parsing as HTML prescribes takes the square of what a page opens and never closes, and copies emphasis that is not
closed into every paragraph below. What could be made to take long so goes through libxml2 first, which builds no tree
deeper than 2,048 elements, copies nothing and closes what it opened.
"""

from __future__ import annotations

import re
from collections import Counter

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

# Either parser goes through all attributes of a tag for each that it adds. So many steps take half a second; real
# pages take a fifth of them at most.
_MOST_STEPS = 400_000_000
_BETWEEN_ATTRIBUTES = b"= \t\n\r\f\v/"
_SMALL = 100_000  # bytes; whatever the tags of a smaller page, they take half a second
_LARGE = 2_000_000  # bytes; in a smaller page tags of some kilobytes are not enough to take as long


def bounded(source: bytes) -> bytes:
    """Return a page in UTF-8 as it can be parsed in bounded time and memory: unchanged, but for hostile ones."""
    signs = len(source) - len(source.replace(b"<", b""))  # two thirds of the time that counting takes
    end = len(source) if len(source) < _SMALL else _end_of_bearable_tags(source)
    if (
        end == len(source)
        and signs <= _PLAIN_TAGS
        and (signs <= _FEW_TAGS or _open_emphasis(source) * signs <= _MOST_COPIES)
    ):
        return source
    return _tamed(source[: min(end, _end_of_tags(source, signs))])


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


def _end_of_bearable_tags(source: bytes) -> int:
    """Return where the attributes of a page's tags become too many: at its end for all pages but hostile ones.

    Only blocks without the beginning of another tag are looked at; finding these costs a twentieth of a parse.
    """
    size = 2_000 if len(source) < _LARGE else 500
    find = source.find
    steps = attributes = 0
    inside, last = False, -size
    for start in [at for at in range(0, len(source), size) if find(b"<", at, at + size) < 0]:
        if start > last + size:
            before = source[start - size : start]
            inside, attributes = before.rfind(b"<") > before.rfind(b">"), 0
        last = start
        if inside:
            block = source[start : start + size]
            more = len(block) - len(block.translate(None, _BETWEEN_ATTRIBUTES))
            attributes += more
            steps += 2 * attributes * more
            inside = b">" not in block
            if steps > _MOST_STEPS:
                return start
    return len(source)
