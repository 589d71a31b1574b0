"""When the number of articles is no longer the site's own: medians of the same weekdays, and days added one by one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import log, sqrt
from statistics import median

FEW_DAYS = 3
"""Same weekdays before which the median of all days is the usual number."""

LEAST_DAYS = 7
"""Days before which no number is usual."""

DEVIATIONS = 4.2
"""Standard deviations below the usual number that are no accident: `evidence.CHANCE` under a normal distribution."""

FEWER = 0.55
"""Less than this part of the usual number of articles is a loss: Ramadan alone takes a quarter of them."""

MOST_DAYS = 7
"""Days that are counted together at most: a small site needs more of them to show a loss."""

SPREAD_DAYS = 28
"""Ordinary days whose spread is measured."""

LEAST_SPREAD = 0.1
"""Relative spread of ordinary days that is assumed at least; a few equal days do not make a clock of a newsroom."""

AROUND = timedelta(hours=3)
"""How far from its hour a daily run may begin and still cover its day."""

HOLIDAY = 0.3
"""The part of the usual articles that a public holiday may bring; the days of Eid bring a third."""


@dataclass(frozen=True, slots=True)
class Number:
    """The articles of the newest `days`: `got`, and `usual`."""

    days: int
    got: int
    usual: float


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
    same = [counts[n] for n in range(day + 7, len(counts), 7) if covered[n]]
    if len(same) >= FEW_DAYS:
        return float(median(same))
    before = [counts[n] for n in range(day + 1, len(counts)) if covered[n]]
    return float(median(before)) if len(before) >= LEAST_DAYS else None


def too_few(counts: Sequence[int], covered: Sequence[bool], last: date) -> Number | None:
    """Return the fewest newest days that brought far too few articles, or None.

    Arguments are those of `Figures`; `last` is the date on which the newest of the days ended. Days that no run
    covered are left out. The spread of ordinary days about their usual number is the site's own. A newsroom that
    writes as usual again is well, whatever the days before that lack.
    """
    usual = [usual_number(counts, covered, n) for n in range(min(len(counts), MOST_DAYS + SPREAD_DAYS))]
    newest: list[Number] = []
    got, expected, varied = 0, 0.0, 0.0
    for n, number in enumerate(usual[:MOST_DAYS]):
        if not covered[n]:
            continue
        spread = _spread(counts, covered, usual, n + 1)
        if number is None or spread is None:
            return None
        due = number * (HOLIDAY if may_be_quiet(last - timedelta(days=n)) else 1)
        got, expected, varied = got + counts[n], expected + due, varied + due**2
        newest.append(Number(n + 1, got, expected))
        far = expected - got > DEVIATIONS * sqrt(expected + spread**2 * varied)
        if got < FEWER * expected and far:
            again = any(_as_usual(since, newest[at:]) for at, since in enumerate(newest[:-1], 1))
            return None if again else newest[-1]
    return None


def _as_usual(since: Number, more: Sequence[Number]) -> bool:
    """Say whether the newest days are likelier to be of a newsroom that writes as usual than of one that goes on as in
    the worst days just before them (`more` are the same with those before): by the likelihoods of Poisson's
    distribution, and a loss they may not be themselves.
    """
    if since.got < FEWER * since.usual:
        return False
    worst = min((each.got - since.got) / (each.usual - since.usual) for each in more)
    return not worst or since.got * log(1 / worst) >= since.usual * (1 - worst)


def _spread(counts: Sequence[int], covered: Sequence[bool], usual: Sequence[float | None], newest: int) -> float | None:
    """Return the relative spread of the days before the `newest` about what was usual then."""
    ratios = []
    for n in range(newest, min(len(usual), newest + SPREAD_DAYS)):
        if covered[n] and (number := usual[n]):
            # What chance alone makes of a small number is counted apart.
            ratios.append(max(0.0, (counts[n] / number - 1) ** 2 - 1 / number))
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
