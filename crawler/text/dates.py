"""Printed dates to moments: one text in, one honest time out, or None.

`parse_date` reads what Moroccan sites print (Arabic with Moroccan, eastern and Algerian-Tunisian month names,
French, English, Spanish, ISO 8601, RFC 822, epochs, "منذ ساعتين"), `split_dates` separates publication from
modification, `plausible` says why a moment cannot be right. Compiled patterns (`crawler.text.date_forms`) serve
the usual forms in microseconds; `dateparser` serves the few others.

What is never done: a day or a year that is not printed is not invented (a lone "2023", "نونبر 2020" or "12:30"
is no date; the one exception is a day and month that stand alone); day and month are never swapped (d/m/Y is
day first, so 04/25/2025 is no date); a two-digit year is not read (25/11/23 has two readings), nor a Hijri date,
nor "three months ago", which names no day.

Local times are those of the packaged tzdata. In a gap (clock set forward) a printed time is taken as if the
clock had not moved; in a fold (clock set back) the first of its two occurrences is taken.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.items import Moment, Precision
from crawler.text import date_forms
from crawler.text.date_words import HIJRI_MONTHS, MONTHS, fold_date

MAX_READ = 4000
"""Characters looked at: enough for the indentation of a <time> element, nothing against a 10 MB attribute."""

MAX_TEXT = 300
"""Characters of a dateline, whitespace collapsed. A longer text is prose, and only its start is read."""

MAX_LOOSE = 80
"""Characters of a text that may be a relative time, or be shown to dateparser: beyond it, a sentence."""

EARLIEST = 1995
"""The public internet reached Morocco in November 1995."""

CLOCK_SKEW = timedelta(minutes=15)
ZONE_CONFUSION = timedelta(hours=1)
"""A site that labels Casablanca time as UTC looks this far ahead while Morocco is on UTC+1."""

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|\s?[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_OFFSET_APART = re.compile(r"\s(?=[+-])")  # which `fromisoformat` does not read
_COMPACT = re.compile(r"((?:19|20)[0-9]{6})(?:T([0-9]{6})(Z|[+-][0-9]{2}:?[0-9]{2})?)?")
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3},?\s)?([0-9]{1,2})[\s-]([A-Za-z]{3})[\s-]([0-9]{4}|[0-9]{2})\s"
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?\s([A-Z]{1,4}|[+-][0-9]{4})"
)
_PRINTED_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_PRINTED_DAY = re.compile(r"(?<![0-9:])[0-9]{1,2}(?![0-9:])")
_NUMERIC = re.compile(r"[0-9]+\s?[/.-]\s?[0-9]+\s?[/.-]\s?[0-9]+")
_WORD = re.compile(r"[^\W0-9_]{3,}")

_LABELS = re.compile(
    r"(?<![^\W\d_])(?:"  # a digit may precede: "à 16:00Mis à jour" is how glued elements read
    r"(?P<modified>(?:[أإآا]خر\s+|تم\s+|تاريخ\s+)?(?:ال)?(?:تحديث|تعديل)(?:\s+(?:بتاريخ|في|يوم))?"
    r"|(?:derni[eè]re\s+)?(?:modifi[eé]e?|mise?\s+[aà]\s+jour|m[aà]j|actualis[eé]e?)(?:\s*,?\s*le)?"
    r"|(?:last\s+)?(?:updated|modified)(?:\s+(?:on|at))?"
    r"|actualizado(?:\s+el)?)"
    r"|تاريخ\s+النشر|نشرت?(?:\s+(?:بتاريخ|في|يوم))?"
    r"|(?:publi[eé]e?|post[eé]e?|mise?\s+en\s+ligne)(?:\s*,?\s*le)?"
    r"|(?:published|posted)(?:\s+(?:on|at))?"
    r"|publicado(?:\s+el)?"
    r")(?!\w)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_EDGES = " \t\r\n\f\v\u00a0:|-–—•·,،؛;/()[]"


@cache
def load_zone(name: str) -> ZoneInfo:
    """Return the time zone from the packaged tzdata, never from the system, whose rules are often stale.

    Raises `ZoneInfoNotFoundError` for a name the package does not hold.
    """
    parts = name.split("/")
    if not all(re.fullmatch(r"[A-Za-z0-9_+-]+", part) for part in parts):
        raise ZoneInfoNotFoundError(f"no time zone is called {name!r}")
    try:
        with files("tzdata").joinpath("zoneinfo", *parts).open("rb") as rules:
            return ZoneInfo.from_file(rules, key=name)
    except (OSError, ValueError) as error:
        raise ZoneInfoNotFoundError(f"the packaged tzdata has no time zone {name!r}") from error


def parse_date(text: str, *, now: datetime, timezone: str = "Africa/Casablanca") -> Moment | None:
    """Return the first date the text prints, or None where it prints none that is certain.

    `now` is the time the text was read at (aware): relative times and days without a year count from it.
    A time without an offset is local time of `timezone`. `raw` is the text as given, stripped. `at` is aware UTC
    in whole seconds; where `precision` is "day", it is 00:00 UTC of the day as printed, so that its UTC date
    reads as the page does. Minutes and hours ago are precise to the minute, days and weeks ago to the day.
    Raises `ValueError` for a naive `now`.
    """
    if now.tzinfo is None:
        raise ValueError("parse_date: `now` must be aware, or relative times would depend on the machine's zone")
    raw = text[:MAX_READ].strip()
    if not raw:
        return None
    zone = load_zone(timezone)
    try:
        printed = _standard(raw, now) or _worded(raw, now, zone)
        return None if printed is None else _moment(printed, raw, zone)
    except (ValueError, OverflowError):  # 31 February; the year 1 with an offset
        return None


def split_dates(text: str) -> list[tuple[Literal["published", "modified"], str]]:
    """Return the parts of a dateline that labels set apart, without the labels, in the order printed.

    A dated text before the first label, and a text without labels, count as published.
    """
    text = text[:MAX_TEXT]
    pieces: list[tuple[Literal["published", "modified"], str]] = []
    kind: Literal["published", "modified"] = "published"
    start = 0
    for label in _LABELS.finditer(text):
        piece = text[start : label.start()].strip(_EDGES)
        if start or _DIGIT.search(piece):  # "By A. Writer" before the first label dates nothing
            pieces.append((kind, piece))
        kind = "modified" if label["modified"] else "published"
        start = label.end()
    pieces.append((kind, text[start:].strip(_EDGES)))
    return [(kind, piece) for kind, piece in pieces if piece]


def plausible(moment: Moment, *, now: datetime, began: date | None = None) -> str | None:
    """Return why the moment cannot be when an article of this site was published, or None where it can.

    `began` is the day the site went online. A day may lie one day ahead (a site kept east of Morocco), a time
    `CLOCK_SKEW` and `ZONE_CONFUSION` ahead; a site's first day has one day's grace for the same reasons.
    """
    if moment.precision == "day":
        if moment.at.date() > now.astimezone(UTC).date() + timedelta(days=1):
            return "in the future"
    elif moment.at > now + CLOCK_SKEW + ZONE_CONFUSION:
        return "in the future"
    if moment.at.year < EARLIEST:
        return f"before {EARLIEST}"
    if began is not None and moment.at.date() < began - timedelta(days=1):
        return "before the site existed"
    return None


def _moment(printed: date_forms.Printed, raw: str, zone: ZoneInfo) -> Moment:
    """Return the moment of a printed time; a day is 00:00 UTC of its own calendar date."""
    at, precision = printed
    if precision == "day":
        at = at.replace(tzinfo=UTC)
    elif at.tzinfo is None:
        at = at.replace(tzinfo=zone)
    return Moment(at.astimezone(UTC).replace(microsecond=0), raw, precision)


def _standard(raw: str, now: datetime) -> date_forms.Printed | None:
    """Read a text that is nothing but a machine's date: ISO 8601, an epoch, a compact form or RFC 822."""
    if iso := _ISO.fullmatch(raw):
        precision: Precision = "second" if iso[1] else "minute" if len(raw) > len("2026-11-24") else "day"
        return date_forms.Printed(datetime.fromisoformat(_OFFSET_APART.sub("", raw)), precision)
    if not raw.isascii():
        return None
    if raw.isdecimal() and len(raw) in (10, 13):
        # Ten digits may be a telephone number: an epoch is one only where it names a time the web has seen.
        at = datetime.fromtimestamp(int(raw[:10]), UTC)
        return date_forms.Printed(at, "second") if raw[0] != "0" and at <= now + timedelta(days=1) else None
    if compact := _COMPACT.fullmatch(raw):
        day, clock, east = compact.groups()
        at = datetime.fromisoformat(f"{day}T{clock or '000000'}{east or ''}")
        certain = EARLIEST <= at.year <= now.year
        return date_forms.Printed(at, "second" if clock else "day") if certain else None
    if mail := _RFC822.fullmatch(raw):
        day, name, year, hour, minute, second, east = mail.groups()
        month, zone = MONTHS.get(name.lower()), date_forms.offset(east.lower())
        if month and zone:
            # Two digits of a year as RFC 2822, section 4.3, reads them.
            full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 50 else 1900)
            at = datetime(full, month, int(day), int(hour), int(minute), int(second or 0), tzinfo=zone)
            return date_forms.Printed(at, "second" if second else "minute")
    return None


def _worded(raw: str, now: datetime, zone: ZoneInfo) -> date_forms.Printed | None:
    """Read a date among the words of a dateline."""
    text = " ".join(fold_date(raw).split())[:MAX_TEXT]
    if full := date_forms.absolute(text):
        return full
    if len(text) > MAX_LOOSE:
        return None
    if ago := date_forms.elapsed(text):
        before, precision = ago
        if precision == "day":
            day = (now - before).astimezone(zone).date()
            return date_forms.Printed(datetime.combine(day, time()), precision)
        return date_forms.Printed((now - before).replace(second=0), precision)
    today = now.astimezone(zone).date()
    return date_forms.named_day(text, today) or date_forms.without_year(text, today) or _by_dateparser(raw, text)


def _by_dateparser(raw: str, text: str) -> date_forms.Printed | None:
    """Ask dateparser, and believe it only where the year and the day it answers are printed in the text."""
    shown = " ".join(raw.split())  # unfolded: dateparser has its own spellings
    years, days = _PRINTED_YEAR.findall(text), _PRINTED_DAY.findall(text)
    words = _WORD.findall(text)
    if len(shown) > MAX_LOOSE or not (years and days and words) or _NUMERIC.search(text):
        return None
    if not HIJRI_MONTHS.isdisjoint(words):
        return None
    parser = _dateparser()
    try:
        at = parser.get_date_data(shown).date_obj
    except Exception:  # what a hostile text raises in there is not ours to list; it is no date
        return None
    if at is None or str(at.year) not in years or at.day not in map(int, days):
        return None
    clock = date_forms.TIME.search(text)
    return date_forms.Printed(at, ("second" if clock[3] else "minute") if clock else "day")


@cache
def _dateparser() -> Any:
    """Load dateparser on first need: its import costs more than a page does."""
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]  # noqa: PLC0415

    return DateDataParser(
        locales=["ar-MA", "fr", "en", "es"],
        settings={
            "DATE_ORDER": "DMY",
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            # Nothing is taken from it, since all parts are required, and so nothing from the clock.
            "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 - dateparser wants it naive
        },
    )
