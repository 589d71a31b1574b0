"""A page without its publisher's text: every element where it was, filler of the same script and length in it.

What a reader of pages goes by stays: addresses, numbers, dates, function words, the wording of menus and labels.
The same word becomes the same filler wherever it stands, so that a headline still agrees with what is stated of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from lxml import etree, html

from crawler.extraction import Document
from crawler.extraction.structured import load_json
from crawler.text import date_words
from crawler.text.arabic import fold
from crawler.text.language_words import DARIJA, LATIN, MSA

SHORT = 4
"""Words of a text that is a label, a name or a section rather than a sentence; what it says may stay."""

SHORTEST = 4
"""Letters of a word that tells something."""

_WORD = re.compile(r"(?<!&)[^\W\d_]+")  # and no "&quot;" of JSON
_URL = re.compile(r"\s*(?:https?:|//|/|mailto:|#|\d{4}-\d\d)")
_ALPHABETS = (
    ("ا", "ي", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    ("ⴰ", "ⵯ", "ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥ"),
    ("a", "ɏ", "abcdefghijklmnopqrstuvwxyz"),
)
_TATWEEL = "\u0640"
_ARTICLE = "ال"
_TEXT_ATTRIBUTES = ("alt", "title", "content", "aria-label", "placeholder", "value", "data-title", "data-text")
_DROPPED = ("script", "style", "iframe", "svg")
"""Elements whose content is no text of the page; of scripts only what is stated for machines is kept."""


def redacted(document: Document) -> str:
    """Return the page with filler for its sentences, as a text in UTF-8."""
    root = html.document_fromstring(document.root.html or "")
    for comment in list(root.iter(etree.Comment)):
        comment.text = ""
    kept = _usual_words() | {word for text in _texts(root) if _is_label(text) for word in _words(text)}

    def fill(text: str) -> str:
        if _is_label(text) or _URL.match(text):
            return text
        return _WORD.sub(lambda word: word[0] if fold(word[0]) in kept else _filler(word[0]), text)

    for element in list(root.iter(etree.Element)):
        if element.tag in _DROPPED:
            _empty(element, fill)
        elif element.text:
            element.text = fill(element.text)
        if element.tail:
            element.tail = fill(element.tail)
        for name in _TEXT_ATTRIBUTES:
            if value := element.get(name):
                element.set(name, fill(value))
    return "<!DOCTYPE html>\n" + etree.tostring(root, encoding="unicode", method="html")


def _empty(element: etree._Element, fill: Callable[[str], str]) -> None:
    """Take out what an element runs or embeds; of JSON-LD only the sentences."""
    if element.tag == "script" and "ld+json" in (element.get("type") or "").lower():
        values = [_filled(value, fill) for value in load_json(element.text or "")]
        element.text = json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False).replace("</", "<\\/")
        return
    element.text = None
    for child in list(element):
        element.remove(child)


def _filled(value: Any, fill: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(item, fill) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, fill) for item in value]
    return fill(value) if isinstance(value, str) else value


def _texts(root: etree._Element) -> Iterator[str]:
    """Yield every text on a page, those of attributes and those stated for machines included."""
    for element in root.iter(etree.Element):
        if element.tag not in _DROPPED and element.text:
            yield element.text
        elif element.tag == "script" and "ld+json" in (element.get("type") or "").lower():
            for value in load_json(element.text or ""):
                yield from _strings(value)
        if element.tail:
            yield element.tail
        yield from filter(None, (element.get(name) for name in _TEXT_ATTRIBUTES))


def _strings(value: Any) -> Iterator[str]:
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(item)
    if isinstance(value, str):
        yield value


def _is_label(text: str) -> bool:
    return len(text.split()) <= SHORT and not _URL.match(text)


def _words(text: str) -> Iterator[str]:
    return (fold(word) for word in _WORD.findall(text))


@cache
def _usual_words() -> frozenset[str]:
    """Return what dates, labels and function words are made of, folded."""
    phrases = files("crawler.text").joinpath("boilerplate.tsv").read_text(encoding="utf-8")
    words = [*MSA, *DARIJA, *(word for each in LATIN.values() for word in each), *_WORD.findall(phrases)]
    for table in (date_words.MONTHS, date_words.WEEKDAYS, date_words.LABELS, date_words.UNITS, date_words.MERIDIEMS):
        words += [word for phrase in table for word in phrase.split()]
    return frozenset(map(fold, words))


def _filler(word: str) -> str:
    """Return a word of the same letters' script and case, the same for the same word."""
    if len(word) < SHORTEST:
        return word
    start = len(_ARTICLE) if word.startswith(_ARTICLE) else 0
    digest = blake2b(fold(word).encode(), digest_size=64).digest()
    filler = [_letter(letter, digest[place % 64]) for place, letter in enumerate(word[start:])]
    return word[:start] + "".join(filler)


def _letter(letter: str, chance: int) -> str:
    lower = letter.lower()
    for first, last, alphabet in _ALPHABETS:
        if first <= lower <= last and letter != _TATWEEL:
            new = alphabet[chance % len(alphabet)]
            return new.upper() if letter != lower else new
    return letter
