"""When a share, or a number of articles, is no longer the site's own: bounds for small numbers, medians for large."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import dropwhile
from math import exp, lgamma, sqrt
from statistics import median, quantiles

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

FEW_DAYS = 3
"""Same weekdays before which the median of all days is the usual number."""

LEAST_DAYS = 7
DEVIATIONS = 4.2
"""Standard deviations below the usual number that are no accident: `CHANCE` under a normal distribution."""

FEWER = 0.55
"""Less than this part of the usual number of articles is a loss: Ramadan alone takes a quarter of them."""

LEAST_SPREAD = 0.1
"""Relative spread of ordinary days that is assumed at least; a few equal days do not make a clock of a newsroom."""

AROUND = timedelta(hours=3)
"""How far from its hour a daily run may begin and still cover its day."""

FIXED = 0.2
"""A list whose middle half of lengths lies this close together, as a part of their median, has a fixed length."""

LEAST_READINGS = 7
"""Readings of a list before which no length of it is usual: a week of daily ones, with its end."""

NEVER_EMPTY = 5
"""Articles that the shortest list of the last days must have had for none to be no accident."""

HOLIDAY = 0.3
"""The part of the usual articles that a public holiday may bring; the days of Eid bring a third."""


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
    """
    shown = [run for run in runs if run.of]
    total = Share(sum(run.got for run in shown), sum(run.of for run in shown))
    now = Share(0, 0)
    for number, run in enumerate(shown, 1):
        now += run
        usual = total - now
        if usual.of < LEAST_HISTORY or now.part >= LOST * usual.part:
            return None
        bound = CHANCE if usual.part >= NEARLY_ALL else CHANCE_OF_PEOPLE
        if chance_of(now, usual) < bound:
            return Loss(now, usual, number)
        if now.of >= INDEPENDENT:
            return None
    return None


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


def covered_days(finished: Sequence[datetime], last: datetime, days: int) -> tuple[bool, ...]:
    """Return for each 24 hours back from `last` whether one of the `finished` runs began at its end or within it.

    `finished` is in order. What appeared before the first run is not covered: of that only what its sources still
    announced was found.
    """
    day, first = timedelta(days=1), finished[0]
    ends = (last - day * number + AROUND for number in range(days))
    return tuple(end - day >= first and bisect_right(finished, end) > bisect_right(finished, end - day) for end in ends)


def usual_number(counts: Sequence[int], covered: Sequence[bool], day: int) -> float | None:
    """Return the usual number of articles of the day so many days back: the median of the same weekdays before it,
    or, with fewer than `FEW_DAYS` of them, of all days before; None with fewer than `LEAST_DAYS`.
    """
    before = [n for n in range(day + 1, len(counts)) if covered[n]]
    same = [counts[n] for n in before if (n - day) % 7 == 0]
    if len(same) >= FEW_DAYS:
        return float(median(same))
    return float(median(counts[n] for n in before)) if len(before) >= LEAST_DAYS else None


def too_few(counts: Sequence[int], covered: Sequence[bool], last: date, days: int) -> tuple[int, float] | None:
    """Return the articles of the newest days and those usual, where there are far too few of them, else None.

    Arguments are those of `Figures`; `last` is the date on which the newest of the days ended. Days that no run
    covered are left out. The spread of ordinary days about their usual number is the site's own.
    """
    told = [n for n in range(min(days, len(counts))) if covered[n]]
    expected, variance, got = 0.0, 0.0, 0
    spread = _spread(counts, covered, days)
    for n in told:
        number = usual_number(counts, covered, n)
        if number is None or spread is None:
            return None
        number *= HOLIDAY if may_be_quiet(last - timedelta(days=n)) else 1
        expected, got = expected + number, got + counts[n]
        variance += number + (spread * number) ** 2
    if got >= FEWER * expected or expected - got <= DEVIATIONS * sqrt(variance):
        return None
    return got, expected


def _spread(counts: Sequence[int], covered: Sequence[bool], days: int) -> float | None:
    """Return the relative spread of the days before the newest about what was usual then."""
    ratios = []
    for n in range(days, min(len(counts), days + 28)):
        usual = usual_number(counts, covered, n) if covered[n] else None
        if usual:
            # What chance alone makes of a small number is counted apart.
            ratios.append(max(0.0, (counts[n] / usual - 1) ** 2 - 1 / usual))
    if len(ratios) < LEAST_DAYS:
        return None
    return max(LEAST_SPREAD, 1.48 * sqrt(median(ratios)))  # 1.48: from median to standard deviation


@lru_cache(maxsize=4096)
def may_be_quiet(day: date) -> bool:
    """Say whether a 24 hours that end on a day touch a public holiday of Morocco, or may do so.

    Holidays of the Islamic calendar are known to a day only, until the moon is seen.
    """
    from holidays import country_holidays  # noqa: PLC0415 - it loads every calendar there is

    calendar = country_holidays("MA", language="en_US")
    names = ((day + timedelta(days=n), n) for n in (-2, -1, 0, 1))
    return any(name and (n in (-1, 0) or "estimated" in name) for at, n in names if (name := calendar.get(at)))
