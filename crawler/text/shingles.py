"""How much of one text stands in another: runs of words, a sketch to look them up by, and the comparison itself.

Agency copy is printed under other headlines, cut, with paragraphs of one's own put in or moved. What stays are long
runs of the same words, so texts are compared by their shingles: each run of `RUN` words of the folded text.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from heapq import nsmallest
from zlib import crc32

from crawler.text.arabic import fold

RUN = 5
"""Words in a shingle. Formulas of the trade ("in a statement to the press") are mostly shorter; copied text is longer."""

SKETCH = 12
"""Shingles kept to look a text up by. Two texts that share a third of all their shingles have none of the twelve in
common once in 130 times (0.67 to the power of 12), those that share half once in 4,000 times."""

FEWEST_SHINGLES = 20
"""Texts of less than two dozen words are a caption or a teaser: too little to say what they are a copy of."""

COPIED = 0.5
"""Share of the shorter text's shingles that stands in the longer one, from which on they are one story."""

COMMON = 0.2
"""Least share of what both hold together: a brief that stands inside a long digest is not that digest."""

FEWEST_FIGURES = 4
"""Numbers in a text from which on they tell whether it is the same bulletin."""

SAME_FIGURES = 0.5
"""Share of the shorter text's numbers that must stand in the longer one. Bulletins of weather, exchange rates and
fixtures are written to a pattern: same words, other figures, another story."""

_NUMBER = re.compile("[0-9]+")


class Shingles:
    """A text's runs of words and its numbers."""

    def __init__(self, text: str) -> None:
        words = fold(text).split()
        self.runs = {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
        self.figures = {word for word in words if _NUMBER.fullmatch(word)}

    @property
    def enough(self) -> bool:
        """Whether there is enough text to compare."""
        return len(self.runs) >= FEWEST_SHINGLES

    def sketch(self) -> list[int]:
        """Return the numbers to look the text up by, fewer for texts of a few words: its bottom-k MinHash.

        The checksum is a hash of its own kind, the same on every machine, so texts that share shingles choose the
        same ones; 48 bits of a better hash tell the chosen apart.
        """
        chosen = nsmallest(SKETCH, ((crc32(run.encode()), run) for run in self.runs))
        return [int.from_bytes(blake2b(run.encode(), digest_size=6).digest()) for _, run in chosen]


def similarity(one: Shingles, other: Shingles) -> float:
    """Return the share of the shorter text that stands in the longer one, 0 to 1."""
    shorter = min(len(one.runs), len(other.runs))
    return len(one.runs & other.runs) / shorter if shorter else 0.0


def same_story(one: Shingles, other: Shingles) -> bool:
    """Say whether two texts are one story as it was printed twice."""
    if not (one.enough and other.enough) or similarity(one, other) < COPIED:
        return False
    if len(one.runs & other.runs) < COMMON * len(one.runs | other.runs):
        return False
    fewer, more = sorted((one.figures, other.figures), key=len)
    return len(fewer) < FEWEST_FIGURES or len(fewer & more) >= SAME_FIGURES * len(fewer)
