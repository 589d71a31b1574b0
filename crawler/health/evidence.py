"""When a share, or the length of a list, is no longer the site's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile
from math import exp, lgamma
from statistics import quantiles

LOST = 0.65
"""Less than this part of a usual share or length is a loss: half is the one to be seen, the rest is room for chance."""

CHANCE = 1e-5
"""A share this improbable by the site's history is no accident where nearly all articles have the field: templates
print it, and three articles without it tell."""

CHANCE_OF_PEOPLE = 1e-8
"""The same where people choose: bylines and tags come and go with who is on duty, and every run is one more look."""

NEARLY_ALL = 0.9

INDEPENDENT = 30
"""Articles of a day resemble each other (one desk, one agency): more of them are no more evidence than so many."""

LEAST_HISTORY = 20
"""Articles, or pages, before which nothing is usual."""

FIXED = 0.2
"""A list whose middle half of lengths lies this close together, as a part of their median, has a fixed length."""

LEAST_READINGS = 7
"""Readings of a list before which no length of it is usual: a week of daily ones, with its end."""

NEVER_EMPTY = 5
"""Articles that the shortest list of the last days must have had for none to be no accident."""


@dataclass(frozen=True, slots=True)
class Share:
    """`got` of `of`."""

    got: int
    of: int

    @property
    def part(self) -> float:
        """The share as a number."""
        return self.got / self.of if self.of else 0.0

    def __add__(self, other: Share) -> Share:
        return Share(self.got + other.got, self.of + other.of)

    def __sub__(self, other: Share) -> Share:
        return Share(self.got - other.got, self.of - other.of)


NONE = Share(0, 0)


@dataclass(frozen=True, slots=True)
class Loss:
    """A share that was lost: what the newest runs show, and what was usual before."""

    now: Share
    usual: Share
    runs: int


def lost_share(runs: Sequence[Share]) -> Loss | None:
    """Return the loss that the newest runs show, or None. `runs` come newest first.

    The newest run that has anything to show must show the loss itself: what has recovered is well. Runs are added
    to it one by one, so that few articles a run are judged together, until there are `INDEPENDENT` articles, or enough
    good ones that the runs before them are over: a single article without tags does not bring a mended illness back.
    Runs that were a loss by themselves are not what is usual: an illness is not the measure of the next one.
    """
    shown = [run for run in runs if run.of]
    total = sum(shown, NONE)
    ordinary = [NONE if _is_loss(run, total) else run for run in shown]
    usual, now = sum(ordinary, NONE), NONE
    for number, run in enumerate(shown, 1):
        now, usual = now + run, usual - ordinary[number - 1]
        if usual.of < LEAST_HISTORY or now.part >= LOST * usual.part:
            return None
        bound = CHANCE if usual.part >= NEARLY_ALL else CHANCE_OF_PEOPLE
        if chance_of(now, usual) < bound:
            return Loss(now, usual, number)
        if now.of >= INDEPENDENT:
            return None
    return None


def _is_loss(run: Share, total: Share) -> bool:
    return run.part < LOST * total.part and chance_of(run, total) < CHANCE


def chance_of(now: Share, usual: Share) -> float:
    """Return how probable so small a share is where nothing has changed.

    Beta-binomial with Jeffreys' prior: the uncertainty of a short history is part of the answer.
    """
    of = min(now.of, INDEPENDENT)
    got = -(-now.got * of // now.of)
    a, b = usual.got + 0.5, usual.of - usual.got + 0.5
    return sum(exp(_log_choose(of, k) + _log_beta(k + a, of - k + b) - _log_beta(a, b)) for k in range(got + 1))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def too_short(lengths: Sequence[int], *, fixed: bool) -> float | None:
    """Return the usual length of a list that is far shorter than that, else None. `lengths` come newest first.

    Feeds and pages mostly have a fixed length. A list of the last days is as long as these were, so that of one that
    is not `fixed`, by its kind or by what it was before, no more is asked than not to be empty.
    """
    newest, *before = lengths
    before = list(dropwhile(lambda length: length <= newest, before))  # an illness is not its own measure
    if len(before) < LEAST_READINGS:
        return None
    low, middle, high = quantiles(before, n=4)
    if fixed and high - low <= FIXED * middle:
        return low if newest < LOST * low else None
    return low if not newest and min(before) >= NEVER_EMPTY else None
