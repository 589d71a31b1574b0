"""What is held of a site day by day against what it announced, and where the gaps are. Pure functions.

A day is a day in UTC, as `since` and `until` of a backfill count them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

ONE_DAY = timedelta(days=1)

AROUND = timedelta(days=14)
"""Time on either side that tells how much a site publishes around a silent stretch."""

LEAST_EXPECTED = 5.0
"""Articles to be expected in days without any for these to count as a gap: by chance that happens once in 150."""

LEAST_AROUND = 5
"""Articles around a silence that tell a pace; fewer are chance themselves."""

MOST_UNCERTAIN = timedelta(days=7)
"""An address is dated by the numbers of its neighbours if these are no further apart."""

_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)(?:[/-](\d\d?))?(?=[/-])")
_NUMBER = re.compile(r"(?<![\d%])\d{4,12}(?!\d)")


@dataclass(slots=True)
class Day:
    """What is known of a day: articles held, pages announced but not held, pages that hold no article (any more)."""

    held: int = 0
    missing: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row on which something is missing. `reasons` counts missing pages by what their rows say.

    `expected` is how many articles a stretch of silence should have had by the days around it, 0.0 where pages are
    known; `numbers` are the numbers in URLs just before and just after it.
    """

    first: date
    last: date
    missing: int
    reasons: dict[str, int]
    expected: float = 0.0
    numbers: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A page announced and not held: what its listing says of its time, its row's state and reason."""

    url: str
    published: date | None
    modified: date | None
    reason: str


@dataclass(slots=True)
class Coverage:
    """Days with anything known, and pages missing that cannot be dated, by reason."""

    days: dict[date, Day] = field(default_factory=dict)
    undated: Counter[str] = field(default_factory=Counter)
    gaps: list[Gap] = field(default_factory=list)


def number_in(url: str) -> int | None:
    """Return the number that counts a site's articles in a URL: the last of four digits and more, None without one.

    Years in dates are none.
    """
    numbers = [int(number) for number in _NUMBER.findall(_DATE.sub("/", urlsplit(url).path))]
    return numbers[-1] if numbers else None


def date_in(url: str) -> date | None:
    """Return the date in a URL's path, "/2026/11/20/", None where there is none or no such day."""
    match = _DATE.search(url)
    if match is None or match[3] is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


class Numbers:
    """The numbers of held articles with their days: they tell the day of a page that nothing else dates."""

    def __init__(self, held: Iterable[tuple[str, date]]) -> None:
        """Take URL and day of every held article."""
        self._known = sorted((number, day) for url, day in held if (number := number_in(url)) is not None)
        self._ranges: dict[date, tuple[int, int]] = {}
        for number, day in self._known:
            low, _ = self._ranges.setdefault(day, (number, number))
            self._ranges[day] = (low, number)

    def day_of(self, url: str, modified: date | None) -> date | None:
        """Return the day of a page by the articles numbered just before and after it.

        When a page was last modified is its day where it lies between theirs, or where they tell nothing: they are
        more than a week apart, or out of order.
        """
        number = number_in(url)
        place = bisect_left(self._known, (number, date.min)) if number is not None else 0
        if not 0 < place < len(self._known):
            return modified
        (_, before), (_, after) = self._known[place - 1], self._known[place]
        if not timedelta() <= after - before <= MOST_UNCERTAIN:
            return modified
        return modified if modified and before <= modified <= after else before

    def around(self, first: date, last: date) -> tuple[int, int] | None:
        """Return the highest number shortly before `first` and the lowest after `last`, None where they do not rise."""
        before = [self._ranges[day][1] for day in _days(first - AROUND, first - ONE_DAY) if day in self._ranges]
        after = [self._ranges[day][0] for day in _days(last + ONE_DAY, last + AROUND) if day in self._ranges]
        return (max(before), min(after)) if before and after and max(before) < min(after) else None


def cover(
    held: Mapping[date, int], missing: Iterable[Missing], refused: Mapping[date, int], numbers: Numbers
) -> Coverage:
    """Return what is held and missing day by day. `held` and `refused` are counts by day."""
    coverage = Coverage()
    reasons: dict[date, Counter[str]] = {}
    for day, count in held.items():
        coverage.days.setdefault(day, Day()).held = count
    for day, count in refused.items():
        coverage.days.setdefault(day, Day()).refused = count
    for page in missing:
        found = page.published or date_in(page.url) or numbers.day_of(page.url, page.modified)
        if found is None:
            coverage.undated[page.reason] += 1
            continue
        coverage.days.setdefault(found, Day()).missing += 1
        reasons.setdefault(found, Counter())[page.reason] += 1
    coverage.gaps = sorted(
        [*_holes(coverage.days, reasons), *_silences(coverage.days, numbers)], key=lambda gap: gap.first
    )
    return coverage


def _holes(days: Mapping[date, Day], reasons: Mapping[date, Counter[str]]) -> Iterator[Gap]:
    """Yield the stretches of days on which announced pages are missing."""
    for first, last in _stretches(day for day, known in days.items() if known.missing):
        total: Counter[str] = Counter()
        for day in _days(first, last):
            total += reasons[day]
        yield Gap(first, last, total.total(), dict(total.most_common()))


def _silences(days: Mapping[date, Day], numbers: Numbers) -> Iterator[Gap]:
    """Yield the stretches of days without any page that are too long to be chance on a site of that pace."""
    if not days:
        return
    begin, end = min(days), max(days)
    silent = (day for day in _days(begin, end) if day not in days)
    for first, last in _stretches(silent):
        # Not the days next to it: that these have articles is what makes them its borders.
        before = _days(max(begin, first - AROUND), first - 2 * ONE_DAY)
        around = [*before, *_days(last + 2 * ONE_DAY, min(end, last + AROUND))]
        count = sum(days[day].held + days[day].missing for day in around if day in days)
        expected = count / max(1, len(around)) * ((last - first).days + 1)
        if count >= LEAST_AROUND and expected >= LEAST_EXPECTED:
            yield Gap(first, last, 0, {}, expected, numbers.around(first, last))


def _stretches(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each stretch of days in a row."""
    first = last = None
    for day in sorted(days):
        if last is not None and first is not None and day - last > ONE_DAY:
            yield first, last
            first = None
        first, last = first or day, day
    if first is not None and last is not None:
        yield first, last


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY


def by_month(days: Mapping[date, Day]) -> dict[str, Day]:
    """Return the sums of each month, keyed "2026-11"."""
    months: dict[str, Day] = {}
    for day in sorted(days):
        month, known = months.setdefault(f"{day:%Y-%m}", Day()), days[day]
        month.held += known.held
        month.missing += known.missing
        month.refused += known.refused
    return months
