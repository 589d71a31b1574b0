"""How much of one text stands in another: runs of words, a sketch to look them up by, and the comparison itself.

Agency copy is printed under other headlines, cut, with paragraphs of one's own put in or moved. What stays are long
runs of the same words, so texts are compared by their shingles: each run of `RUN` words of the folded text. What is
written to a pattern keeps long runs too, day after day: bulletins of weather, exchange rates, telegrams. But single
words and figures are exchanged in their places all over there, while who copies takes out and puts in whole sentences.
`docs/clusters.md` says what the numbers here were chosen on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, chain, count
from math import ceil, sqrt
from operator import add
from zlib import crc32

from crawler.text.arabic import fold
from crawler.text.date_words import MONTHS

MOST_CHARACTERS = 50_000
"""Characters of a text that are looked at, eight thousand words: a long report has fewer, a hostile page more."""

RUN = 5
"""Words in a shingle. Formulas of the trade ("in a statement to the press") are mostly shorter, copies longer."""

SKETCH = 48
"""Shingles kept of a text. Of two that share a fifth of all their shingles, ten of these are likely to be the same."""

FEWEST_SHINGLES = 20
"""Texts of less than two dozen words are a caption or a teaser: too little to say what they are a copy of."""

COPIED = 0.5
"""Share of the shorter text's shingles that stands in the longer one, from which on they are one story."""

COMMON = 0.2
"""Least share of what both hold together: a brief that stands inside a long digest is not that digest."""

BETWEEN = 3
"""Words to be the same before and after a place, for what stands between them to be the same or exchanged."""

LONGEST_EXCHANGED = 3
"""Words that may stand in such a place: a name, a figure with its unit."""

EXCHANGED = 0.05
"""Most places with other words in them, to one word that stands as it was: a pattern has more, a copy next to none."""

KEPT = 64
"""Texts whose shingles are kept. Copies are printed within hours: what was stored last is what is compared with."""

_MONTHS = {name.encode(): f"month{number}".encode() for name, number in MONTHS.items()}
# A percent is set as a sign, which folding drops, or in words, as folding leaves them; thousands are set apart or not.
_PERCENTS = (" في المايه", " في الميه", " بالمايه", " بالميه", " pour cent", " per cent", " por ciento")
_THOUSANDS = re.compile(r"([0-9]) (?=[0-9]{3}\b)")


class Shingles:
    """A text's words, and the runs of them, as bytes of UTF-8, which are cut in less time than text. `length` are the
    characters of the text that are looked at.
    """

    def __init__(self, text: str) -> None:
        self.length = min(len(text), MOST_CHARACTERS)
        folded = fold(text[:MOST_CHARACTERS])
        for percent in _PERCENTS:
            folded = folded.replace(percent, "")
        self._written = _THOUSANDS.sub(r"\1", folded).encode()
        words = self._written.split(b" ")
        if not _MONTHS.keys().isdisjoint(words):
            words = [*map(_MONTHS.get, words, words)]
            self._written = b" ".join(words)
        starts = [*map(add, accumulate(map(len, words), initial=0), count())]
        self.runs = {self._written[start : end - 1] for start, end in zip(starts, starts[RUN:], strict=False)}

    @property
    def words(self) -> list[str]:
        """The words, in order."""
        return self._written.decode().split()

    @property
    def enough(self) -> bool:
        """Whether there is enough text to compare."""
        return len(self.runs) >= FEWEST_SHINGLES

    def sketch(self) -> list[int]:
        """Return the numbers a text is known by, each below 2^32, the most telling first: its bottom-k MinHash.

        Texts that share runs choose the same of them, on every machine: those with the smallest checksum. Among these
        checksums are too much alike to be told apart by, so each run's number is from another hash.
        """
        # Checksums are spread evenly: below this are half as many again as are wanted, and few are put in order.
        bound = 2**32 * 3 * SKETCH // (2 * len(self.runs) or 1)
        summed = zip(map(crc32, self.runs), self.runs, strict=True)
        least = sorted([(checksum, run) for checksum, run in summed if checksum < bound])
        if len(least) < SKETCH:
            least = sorted(zip(map(crc32, self.runs), self.runs, strict=True))
        return [int.from_bytes(blake2b(run, digest_size=4).digest()) for _, run in least[:SKETCH]]


@lru_cache(KEPT)
def shingles_of(text: str) -> Shingles:
    """Return the shingles of a text: of those looked at last they are at hand, which nobody may change."""
    return Shingles(text)


def places_of(sketch: Sequence[int]) -> dict[int, int]:
    """Return where each number of a sketch stands in it."""
    return {number: place for place, number in enumerate(sketch)}


def shared_numbers(places: Mapping[int, int], other: Sequence[int]) -> int:
    """Return how many of the first `SKETCH` numbers that two sketches have together are in both; of one, the `places`
    of its numbers are given, as it is compared with many.

    Of `SKETCH`, this is the share of the shingles that both texts have among all that they have (Broder 1997). What
    sketches share beyond these numbers would make it seem larger.
    """
    shared = 0
    for place, number in enumerate(other):
        if number in places:
            # So many numbers of either stand before this one.
            if places[number] + place - shared >= SKETCH:
                break
            shared += 1
    return shared


def least_shared(one: int, other: int) -> int:
    """Return how many `shared_numbers` texts of such lengths (characters) have at least if they are one story.

    Of one story half of the shorter stands in the longer, so that a third of all is in both if they are as long, a
    fifth else. Of numbers of which each is in both by that chance, fewer than these are once in 18 times (the binomial
    distribution, by its normal approximation): six, where one is half as long again or more, up to nine.
    """
    shorter, longer = sorted((one, other))
    copied = COPIED * _EVEN * shorter
    share = max(COMMON, copied / (_EVEN * shorter + longer - copied))
    return ceil(SKETCH * share - _DEVIATIONS * sqrt(SKETCH * share * (1 - share)))


_EVEN = 0.8  # texts of as many characters differ in runs by a fifth: in the length of words, in what they repeat
_DEVIATIONS = 1.6  # below the mean


def similarity(one: Shingles, other: Shingles) -> float:
    """Return the share of the shorter text that stands in the longer one, 0 to 1."""
    shorter = min(len(one.runs), len(other.runs))
    return len(one.runs & other.runs) / shorter if shorter else 0.0


def same_story(one: Shingles, other: Shingles) -> bool:
    """Say whether two texts are one story as it was printed twice."""
    if not (one.enough and other.enough):
        return False
    shared = len(one.runs & other.runs)
    together = len(one.runs) + len(other.runs) - shared
    if shared < max(COPIED * min(len(one.runs), len(other.runs)), COMMON * together):
        return False
    return exchanged(one, other) <= EXCHANGED


def exchanged(one: Shingles, other: Shingles) -> float:
    """Return in how many places the texts have other words between the same ones, to one word that is the same."""
    if one.words == other.words:  # most copies are printed word for word
        return 0.0
    numbers = {word: number for number, word in enumerate(dict.fromkeys(chain(one.words, other.words)), 1)}
    base = len(numbers) + 1
    ours, theirs = (_places([*map(numbers.__getitem__, text.words)], base) for text in (one, other))
    same = {*map(ours.__getitem__, ours.keys() & theirs.keys())}
    differing = {*ours.values()} & {*theirs.values()} - same
    starts = {around // base**BETWEEN for around in differing}
    return len(starts) * LONGEST_EXCHANGED / max(len(same), 1)


def _places(words: list[int], base: int) -> dict[int, int]:
    """Return each one, two, up to `LONGEST_EXCHANGED` words of a text together with the runs of `BETWEEN` words around
    them, and these runs alone. Words are numbers from 1 on below `base`; several are one number of such digits, which
    is made and compared in a quarter of the time that strings take.
    """
    edge = [0] * BETWEEN  # beginning and end of a text are the same everywhere
    words = [*edge, *words, *edge]
    runs = words
    for at in range(1, BETWEEN):
        runs = [run * base + word for run, word in zip(runs, words[at:], strict=False)]
    of_run, of_place = base**BETWEEN, base**LONGEST_EXCHANGED
    found: dict[int, int] = {}
    between = [0] * len(words)
    for length in range(1, LONGEST_EXCHANGED + 1):
        between = [these * base + word for these, word in zip(between, words[BETWEEN + length - 1 :], strict=False)]
        around = [before * of_run + behind for before, behind in zip(runs, runs[BETWEEN + length :], strict=False)]
        whole = [each * of_place + these for each, these in zip(around, between, strict=False)]
        found.update(zip(whole, around, strict=True))
    return found
