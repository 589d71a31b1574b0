"""Two versions of a text compared paragraph by paragraph, and changed paragraphs word by word. Pure functions.

Letters and vowel marks count as they are: nothing is folded, so no change is hidden.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from crawler.text.arabic import ARABIC_LETTERS

ALIKE = 0.4
"""Share of words two paragraphs must have in common to be told as one that was changed."""

MOST_PAIRS = 40_000
"""Pairs of paragraphs compared in one stretch of changes (200 by 200); a longer one is told as taken out and put in."""

MOST_WORDS = 5_000
"""Words of two paragraphs compared one by one; a longer one is told as a whole: comparing takes the square of it."""

Kind = Literal["same", "changed", "removed", "added"]

_LETTER = rf"\w{ARABIC_LETTERS}\u0300-\u036f\u200c\u200d"
# What stands before it, then a word with its marks, a number with its separators, or one sign. An apostrophe ends
# the elided word before it, as in French: "l'", "aujourd'", "hui".
_TOKEN = re.compile(rf"\s*(?:\d+(?:[.,:/٫٬]\d+)*(?![{_LETTER}])|[{_LETTER}]+['’]?|\S)|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph's text; `changed` says that the other version does not have it there."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph before and after; the side where there is none is empty."""

    kind: Kind
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def compare(before: Sequence[str], after: Sequence[str]) -> list[Row]:
    """Return the paragraphs of two versions side by side, in reading order."""
    rows: list[Row] = []
    for tag, start, end, other_start, other_end in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            rows += (
                Row("same", _whole(text, changed=False), _whole(text, changed=False)) for text in before[start:end]
            )
        else:
            rows += _changes(before[start:end], after[other_start:other_end])
    return rows


def words(text: str) -> list[str]:
    """Return a text in words, numbers and single signs, each with the white space before it; joined they are the text.

    White space on its own would be met in thousands, and comparing takes the square of that.
    """
    return _TOKEN.findall(text)


def compare_words(before: str, after: str) -> Row:
    """Return a paragraph before and after, with what differs marked word by word."""
    if before == after:
        return Row("same", _whole(before, changed=False), _whole(after, changed=False))
    # The first word has a space before it as all others have: it may be the second one of the other version.
    old, new = words(f" {before}"), words(f" {after}")
    if not before or not after or len(old) + len(new) > MOST_WORDS:
        return Row("changed", _whole(before, changed=True), _whole(after, changed=True))
    left, right = _Side(), _Side()
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, start, end, other_start, other_end) in enumerate(codes):
        same = "".join(old[start:end])
        # A mere sign between two changes is read with them.
        sign = 0 < number < len(codes) - 1 and not any(map(str.isalnum, same))
        left.add(same, changed=tag != "equal" or sign)
        right.add("".join(new[other_start:other_end]), changed=tag != "equal" or sign)
    return Row("changed", left.pieces(), right.pieces())


class _Side:
    """One side of a changed paragraph while it is written."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, bool]] = []

    def add(self, text: str, *, changed: bool) -> None:
        """Write on; a change after a change goes on with it."""
        if self._runs and self._runs[-1][1] == changed:
            text = self._runs.pop()[0] + text
        if text:
            self._runs.append((text, changed))

    def pieces(self) -> tuple[Piece, ...]:
        """Return what was written, less the space that was put before the first word."""
        whole = [(text[1:] if not number else text, changed) for number, (text, changed) in enumerate(self._runs)]
        return tuple(Piece(text, changed) for text, changed in whole if text)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    """Yield a stretch of changes: paragraphs that are alike beside each other, the others on their own."""
    old, new = 0, 0
    for place, other in (*_pairs(before, after), (len(before), len(after))):
        yield from (Row("removed", _whole(text, changed=True), ()) for text in before[old:place])
        yield from (Row("added", (), _whole(text, changed=True)) for text in after[new:other])
        if place < len(before):
            yield compare_words(before[place], after[other])
        old, new = place + 1, other + 1


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return which paragraph became which: pairs in reading order whose likeness is greatest in sum."""
    rows, columns = len(before), len(after)
    if rows * columns > MOST_PAIRS:
        return []
    bags, others = [Counter(text.split()) for text in before], [Counter(text.split()) for text in after]
    alike = [[_likeness(bag, other) for other in others] for bag in bags]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _likeness(bag: Counter[str], other: Counter[str]) -> float:
    """Return the share of words two paragraphs have in common, 0 to 1."""
    size = bag.total() + other.total()
    return 2 * (bag & other).total() / size if size else 1.0


def _whole(text: str, *, changed: bool) -> tuple[Piece, ...]:
    return (Piece(text, changed),) if text else ()
