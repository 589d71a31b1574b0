"""The forms of printed dates: patterns over a folded dateline, and what they read as.

Everything here takes the text as `fold_date` leaves it, whitespace collapsed and short (see `crawler.text.dates`,
which does the cutting, the standard forms and the time zones), and returns local times without a zone unless
one is printed. Every quantifier is bounded, so that no text is slow.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple

from crawler.items import Precision
from crawler.text.date_words import (
    DAY,
    LABELS,
    MERIDIEMS,
    MONTHS,
    NOW,
    NUMBERS,
    TODAY,
    UNITS,
    WEEKDAYS,
    ZONES,
)


class Printed(NamedTuple):
    """A time as printed: aware where an offset is printed, local otherwise."""

    time: datetime
    precision: Precision


def _any_of(words: Iterable[str]) -> str:
    """Return an alternation that prefers the longest word."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = rf"(?:{_any_of(MONTHS)})(?!\w)"
_BETWEEN = r"[\s.,/-]{0,3}"
_OF = r"(?:(?:من|شهر|سنه|عام|de|del|of)\s){0,2}"
_DAY_MONTH = rf"([0-9]{{1,2}})\s?(?:er|eme|st|nd|rd|th|º)?{_BETWEEN}{_OF}({_MONTH})"
_OTHER_NAME = rf"(?:\s?[/(]\s?{_MONTH}\s?\)?)?"  # agencies print both: "15 كانون الثاني/يناير 2026"
_SLASH = r"\s?([/.-])\s?"

_DATE = re.compile(
    rf"(?<![0-9])(?:({_YEAR}){_SLASH}([0-9]{{1,2}})\s?\2\s?([0-9]{{1,2}})(?![0-9])"
    rf"|(?<![0-9][./-])([0-9]{{1,2}}){_SLASH}([0-9]{{1,2}})\s?\6\s?({_YEAR})(?![0-9]|[./][0-9])"
    rf"|{_DAY_MONTH}{_OTHER_NAME}{_BETWEEN}{_OF}({_YEAR})(?![0-9]))"
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w)({_MONTH})[\s.]{{1,2}}([0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:[\s,]{{1,2}}([0-9]{{1,2}}):([0-9]{{2}})(?::([0-9]{{2}}))?)?[\s,،]{{1,2}}({_YEAR})(?![0-9])"
)
_DAY_ALONE = re.compile(rf"(?<![0-9/.:-]){_DAY_MONTH}")

_HALF = rf"(?:\s?({_any_of(MERIDIEMS)})(?!\w))?"
_CLOCK = (
    r"(?<![0-9:])([0-9]{1,2})\s?[:hس]\s?([0-9]{2})(?![0-9])"
    rf"(?:\s?:\s?([0-9]{{2}})(?![0-9])(?:[.,][0-9]{{1,9}})?)?{_HALF}"
    r"(?:\s?[(]?\s?(?:ب?توقيت\s)?"
    rf"((?:gmt|utc)\s?[+-]\s?[0-9]{{1,2}}(?::?[0-9]{{2}})?|[+-][0-9]{{2}}:?[0-9]{{2}}|{_any_of(ZONES)})(?![\w:]))?"
)
_AT = r"(?:(?:علي|الساعه|a|at|las)\s){0,2}"
TIME = re.compile(_CLOCK)

_TIME_AFTER = re.compile(rf"[^0-9]{{0,30}}?{_CLOCK}")
_TIME_BEFORE = re.compile(rf"{_CLOCK}[^0-9]{{0,30}}$")
_HOUR_AFTER = re.compile(rf"[^0-9]{{0,30}}?\s(?:a|at|الساعه|las)\s([0-9]{{1,2}})(?![0-9:])\s?(h(?!\w))?{_HALF}")
_OFFSET = re.compile(r"(?:gmt|utc)?\s?([+-])\s?([0-9]{1,2}):?([0-9]{2})?")

_NAMED_DAY = re.compile(rf"(?<!\w)({_any_of(TODAY)})[\s,-]{{1,3}}{_AT}(?={_CLOCK})")
_PART = rf"(?:([0-9]{{1,3}}|{_any_of(NUMBERS)})[\s-]?)?({_any_of(UNITS)})(?!\w)(?:\s(?:واحده?|تقريبا))?"
_PARTS = rf"(?<!\w){_PART}(?:(?:\s?,\s?|\s(?:et|and|y)\s|\sو\s?|\s){_PART})?"
_END = r"(?=\s?(?:$|[|•·,;:()0-9-]))"
_ELAPSED = re.compile(
    rf"(?<!\w)(?:منذ|مند|قبل|il y a|hace)\s(?:حوالي\s|environ\s)?{_PARTS}(?:\sمضت)?{_END}"
    rf"|{_PARTS}\s(?:مضت|ago){_END}"
)
_WORDS = re.compile(r"[^\W_]+")

MAX_BEFORE = 4
"""Words before "two hours ago" in a dateline: a section, an author. With more it is in a headline or a sentence."""


def absolute(text: str) -> Printed | None:
    """Return the first full date of the text, with the time of day next to it. Raises ValueError for 31 February."""
    seen = _DATE.search(text)
    # A month may also stand first ("نوفمبر 20, 2020"); what comes first in the text counts.
    ahead = _MONTH_FIRST.search(text, 0, seen.start() if seen else len(text))
    if ahead:
        name, day, hour, minute, second, year = ahead.groups()
        printed = date(int(year), MONTHS[name], int(day))
        if hour:
            return _at(printed, _clock(hour, minute, second, None), None, second)
        seen = ahead
    elif seen:
        year1, _, month1, day1, day2, _, month2, year2, day3, month3, year3 = seen.groups()
        if year1:
            printed = date(int(year1), int(month1), int(day1))
        elif year2:
            printed = date(int(year2), int(month2), int(day2))
        else:
            printed = date(int(year3), MONTHS[month3], int(day3))
    else:
        return None
    return _with_time(printed, text, seen.start(), seen.end())


def without_year(text: str, today: date) -> Printed | None:
    """Return the day a text names that is nothing but a day and a month: its latest occurrence up to tomorrow.

    Only weekdays, labels and a time of day may stand around it; in a sentence, "25 نونبر" is no dateline.
    """
    clock = TIME.search(text)
    rest = f"{text[: clock.start()]} {text[clock.end() :]}" if clock else text
    seen = _DAY_ALONE.search(rest)
    if not seen or not _only_labels(rest[: seen.start()]) or not _only_labels(rest[seen.end() :]):
        return None
    for year in range(today.year + 1, today.year - 8, -1):  # 29 February comes round in eight years at most
        try:
            day = date(year, MONTHS[seen[2]], int(seen[1]))
        except ValueError:
            continue
        if day <= today + timedelta(days=1):
            return _timed(day, clock, text)
    return None


def named_day(text: str, today: date) -> Printed | None:
    """Return the day that today, yesterday or the like names, where a time follows it or it stands alone."""
    if seen := _NAMED_DAY.search(text):
        return _with_time(today - timedelta(days=TODAY[seen[1]]), text, seen.start(), seen.end())
    if alone := _alone(text, TODAY):
        return Printed(datetime.combine(today - timedelta(days=TODAY[alone]), time()), "day")
    return None


def elapsed(text: str) -> tuple[timedelta, Precision] | None:
    """Return how long ago a text says it was, as "منذ ساعتين" does, and how precisely it says so."""
    if _alone(text, NOW):
        return timedelta(), "minute"
    seen = _ELAPSED.search(text)
    if not seen or len(_WORDS.findall(text[: seen.start()])) > MAX_BEFORE:
        return None
    groups = seen.groups()
    minutes, finest = 0.0, DAY
    for number, unit in zip(groups[0::2], groups[1::2], strict=True):
        if unit:
            lasts, dual = UNITS[unit]
            # "منذ 2 ساعتين" says two twice.
            minutes += lasts * (dual if number is None else NUMBERS.get(number) or float(number))
            finest = min(finest, lasts)
    return timedelta(minutes=minutes), "minute" if finest < DAY else "day"


def offset(text: str) -> timezone | None:
    """Return the time zone a printed offset or abbreviation names, None where it names none."""
    if text in ZONES:
        return timezone(timedelta(hours=ZONES[text]))
    if (seen := _OFFSET.fullmatch(text)) and (hours := int(seen[2])) <= 14:  # Kiribati is the farthest east
        east = timedelta(hours=hours, minutes=int(seen[3] or 0))
        return timezone(-east if seen[1] == "-" else east)
    return None


def _with_time(day: date, text: str, start: int, end: int) -> Printed:
    """Return the day with the time printed after it, or else before it, or else none."""
    seen = _TIME_AFTER.match(text, end) or _TIME_BEFORE.search(text, 0, start)
    if not seen and (hour := _HOUR_AFTER.match(text, end)) and (hour[2] or hour[3]):
        return _at(day, _clock(hour[1], "0", None, hour[3]), None, None)
    return _timed(day, seen, text)


def _timed(day: date, seen: re.Match[str] | None, text: str) -> Printed:
    """Return the day at the time of a match of a pattern that ends as `_CLOCK` does."""
    if seen is None:
        return _at(day, None, None, None)
    hour, minute, second, half, zone = seen.groups()
    # After a space and without seconds, "-1200" is more likely the number of readers.
    if zone and zone[0] in "+-" and not second and text[seen.start(5) - 1].isspace():
        zone = None
    if zone == "est" and not half:  # French, for "is"
        zone = None
    return _at(day, _clock(hour, minute, second, half), offset(zone) if zone else None, second)


def _at(day: date, clock: time | None, zone: timezone | None, second: str | None) -> Printed:
    """Return the day at the clock's time; a time that no clock shows leaves the day."""
    if clock is None:
        return Printed(datetime.combine(day, time()), "day")
    return Printed(datetime.combine(day, clock, zone), "second" if second else "minute")


def _clock(hour: str, minute: str, second: str | None, half: str | None) -> time | None:
    """Return the time of day, or None where there is no such time."""
    hours = int(hour)
    which = MERIDIEMS[half] if half else None
    if which == "night":
        which = "pm" if 6 <= hours < 12 else "am"
    if which == "pm" and hours < 12:
        hours += 12
    elif which == "am" and hours == 12:
        hours = 0
    try:
        return time(hours, int(minute), int(second or 0))
    except ValueError:
        return None


def _only_labels(text: str) -> bool:
    """Say whether the text holds nothing but weekdays and the words that introduce a date."""
    words = _WORDS.findall(text)
    return all(word in LABELS or word in WEEKDAYS or word == "mar" for word in words)


def _alone(text: str, table: Container[str]) -> str | None:
    """Return the entry of the table that the text consists of, labels before it aside."""
    words = _WORDS.findall(text)
    for first, word in enumerate(words):
        if (rest := " ".join(words[first:])) in table:
            return rest
        if word not in LABELS:
            return None
    return None
