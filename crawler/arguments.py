"""Reading the arguments of a spider. Each function raises `ValueError` naming the argument and what it must be."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time
from pathlib import Path


def one_of(name: str, value: str, choices: Collection[str]) -> str:
    """Return the value if it is one of the choices."""
    if value not in choices:
        raise ValueError(f"{name}={value}: must be {' or '.join(choices)}")
    return value


def day_of(name: str, value: str | None) -> datetime | None:
    """Return midnight UTC of a day written as 2020-01-31."""
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{name}={value}: must be a date such as 2020-01-31") from None
    return datetime.combine(day, time(), UTC)


def listing_of(name: str, value: str | None) -> str | None:
    """Return the address of a listing of captures, or the path of a file that is one."""
    if value is None or value.startswith(("http://", "https://")):
        return value
    if not Path(value).is_file():
        raise ValueError(f"{name}={value}: must be a file or an http(s) address")
    return str(Path(value).resolve())


def count_of(name: str, value: str | None) -> int | None:
    """Return a whole number above 0."""
    if value is None:
        return None
    if not value.isdecimal() or int(value) == 0:
        raise ValueError(f"{name}={value}: must be a whole number above 0")
    return int(value)


_DURATION = re.compile(r"(\d{1,6})([smh])")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def duration_of(name: str, value: str | None) -> float | None:
    """Return the seconds of a duration written as 90s, 30m or 2h."""
    if value is None:
        return None
    match = _DURATION.fullmatch(value)
    if not match or int(match[1]) == 0:
        raise ValueError(f"{name}={value}: must be a duration such as 90s, 30m or 2h")
    return float(int(match[1]) * _SECONDS[match[2]])
