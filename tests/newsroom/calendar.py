"""Moroccan time: when the stories appeared, and how dates are printed. No clock is read here.

The zone comes from the packaged tzdata: the system's may not know that Morocco left UTC+1 on 2026-09-20.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

MONTHS = {
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو",
        "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}  # fmt: skip
DAYS = {
    "ar": ("الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}

NEWEST = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OLDEST = datetime(2018, 1, 15, 8, 30, tzinfo=UTC)
PACE = timedelta(minutes=7)  # at least this long between two stories, so that order by time is order by number

# Moments at which Moroccan clocks are hard to get right; every paper of more than a dozen stories has them.
HARD_MOMENTS = (
    datetime(2018, 6, 10, 14, 30, tzinfo=UTC),  # Ramadan 2018: summer time suspended, UTC+0
    datetime(2018, 11, 5, 23, 20, tzinfo=UTC),  # UTC+1 since October 2018: the next day in Casablanca
    datetime(2019, 5, 20, 21, 45, tzinfo=UTC),  # Ramadan 2019: UTC+0
    datetime(2020, 11, 20, 8, 0, tzinfo=UTC),  # printed 09:00
    datetime(2025, 3, 10, 23, 30, tzinfo=UTC),  # Ramadan 2025: still the same day
    datetime(2025, 4, 7, 11, 18, tzinfo=UTC),  # printed 12h18, the day after the clocks went forward
    datetime(2026, 2, 25, 12, 0, tzinfo=UTC),  # Ramadan 2026: UTC+0
    datetime(2026, 9, 19, 10, 0, tzinfo=UTC),  # last day of UTC+1
    datetime(2026, 9, 20, 10, 0, tzinfo=UTC),  # first day of permanent UTC+0
    datetime(2026, 10, 15, 23, 40, tzinfo=UTC),  # under older tzdata this would be the next day
)


@cache
def casablanca() -> ZoneInfo:
    """Return Africa/Casablanca as the tzdata package has it."""
    with (resources.files("tzdata.zoneinfo.Africa") / "Casablanca").open("rb") as file:
        return ZoneInfo.from_file(file, key="Africa/Casablanca")


@cache
def publication_times(count: int) -> tuple[datetime, ...]:
    """Return when each of `count` stories appeared: aware UTC, to the minute, strictly rising.

    Dense at the end, thin towards 2018, as a paper's archive is.
    """
    hard = HARD_MOMENTS if count > 2 * len(HARD_MOMENTS) else HARD_MOMENTS[-(count // 4) :] if count >= 4 else ()
    plain = count - len(hard)
    span = (NEWEST - OLDEST - PACE * plain) // timedelta(minutes=1)
    times = set(hard)
    for rank in range(plain):
        back = int(max(span, 0) * (rank / max(plain - 1, 1)) ** 3)
        moment = NEWEST - PACE * rank - timedelta(minutes=back)
        while moment in times:
            moment += timedelta(minutes=1)
        times.add(moment)
    return tuple(sorted(times))


def printed_long(moment: datetime, lang: str) -> str:
    """Return the date and time as a Moroccan paper prints them, in local time."""
    local = moment.astimezone(casablanca())
    month = MONTHS[lang][local.month - 1]
    if lang == "ar":
        return f"{DAYS['ar'][local.weekday()]} {local.day} {month} {local.year} - {local:%H:%M}"
    return f"{_day_fr(local.day)} {month} {local.year} à {local:%H}h{local:%M}"


def printed_day(moment: datetime, lang: str) -> str:
    """Return the day alone, as themes print it in lists and under headlines."""
    local = moment.astimezone(casablanca())
    month = MONTHS[lang][local.month - 1]
    return f"{local.day} {month}، {local.year}" if lang == "ar" else f"{_day_fr(local.day)} {month} {local.year}"


def _day_fr(day: int) -> str:
    return "1er" if day == 1 else str(day)


def local_iso(moment: datetime) -> str:
    """Return ISO 8601 with the offset Morocco kept at that moment."""
    return moment.astimezone(casablanca()).isoformat(timespec="seconds")


def utc_iso(moment: datetime) -> str:
    """Return ISO 8601 in UTC, with "+00:00" as WordPress writes it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
