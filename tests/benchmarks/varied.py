"""Many pages of real sites: those of ../shared/pages over and over, each time with other words in the text.

A page read twice is one article, known at once; so in each copy the longer words of the long texts are exchanged for
others of all pages' words. What is left is as it was printed: markup, labels, dates, how often a word comes up. Copies
stand at addresses of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from urllib.parse import urlsplit

from crawler.urls import looks_like_article
from tests.benchmarks.extraction import Page, saved_pages

LONG_TEXT = 50
"""Bytes from which on what stands between two tags is text; what is shorter is a label, a date, a link."""

_SCRIPT = re.compile(rb"(<(?:script|style)\b.*?</(?:script|style)>)", re.DOTALL | re.IGNORECASE)
_TEXT = re.compile(rb"(?<=>)[^<>]{%d,}(?=<)" % LONG_TEXT)
_WORD = re.compile(r"[^\W\d_]{5,}")
_POST = re.compile(rb"(?:\bpost(?:id)?-|\?p=)(?=\d)")  # WordPress's number of an article
_STEP = 7919  # a prime: exchanged words are neighbours of none that their neighbours are exchanged for


def varied_pages() -> Iterator[Page]:
    """Yield every article page again and again without end, each time another article of its site."""
    pages = [page for page in saved_pages() if looks_like_article(page.url)]
    words = _Words(pages)
    for number in count():
        for page in pages:
            segment = max(urlsplit(page.url).path.split("/"), key=len)
            moved = f"{number + 1}0{segment}"  # in front, where ids stand too
            html = words.exchanged(page.html, number).replace(segment.encode(), moved.encode())
            html = _POST.sub(b"\\g<0>%d0" % (number + 1), html)
            yield Page(page.origin, html, page.url.replace(segment, moved), page.site)


class _Words:
    """The longer words of some pages, those of either script by themselves."""

    def __init__(self, pages: list[Page]) -> None:
        found = dict.fromkeys(
            word for page in pages for text in _texts(page.html) for word in _WORD.findall(text.decode(errors="ignore"))
        )
        self._latin = [word for word in found if word.isascii()]
        self._others = [word for word in found if not word.isascii()]
        self._places = {word: place for among in (self._latin, self._others) for place, word in enumerate(among)}

    def exchanged(self, html: bytes, number: int) -> bytes:
        """Return a page with its words exchanged, in another way for each number."""

        def word(match: re.Match[str]) -> str:
            place = self._places.get(match[0])
            if place is None:
                return match[0]
            among = self._latin if match[0].isascii() else self._others
            return among[(place * (number + 1) + number * _STEP) % len(among)]

        def text(match: re.Match[bytes]) -> bytes:
            return _WORD.sub(word, match[0].decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

        parts = _SCRIPT.split(html)
        parts[::2] = [_TEXT.sub(text, part) for part in parts[::2]]
        return b"".join(parts)


def _texts(html: bytes) -> Iterator[bytes]:
    for part in _SCRIPT.split(html)[::2]:
        yield from _TEXT.findall(part)
