"""What a person decides for single sites: the file `sites.toml`.

[hespress]
pace = 5                             # seconds from an answer to the next request
hours = "07:00-23:00"                # when updates crawl it, by the site's own time
sections = ["/politique", "/sport"]  # instead of the sections its spider declares

[badil]
off = true                           # no update crawls it

[goud]
region = "ma"                        # only workers of a cluster that are there crawl it (docs/cluster.md)
tags = ["daily"]                     # what workers can be told to take alone
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from scrapy.settings import BaseSettings

from crawler.suggestions import nearest

DEFAULT_FILE = "sites.toml"

WORD = re.compile(r"[a-z0-9_.-]{1,30}")
"""What a region or a tag is: it stands in the name of a queue, where spaces and = part them."""

_HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
KEYS = ("pace", "hours", "sections", "off", "region", "tags")


class OverrideError(ValueError):
    """What stands in the file cannot be; the message names the line, what is wrong, and what can be."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of each day, which may go over midnight."""

    begin: time
    end: time

    def __contains__(self, moment: datetime) -> bool:
        """Say whether a local time lies within."""
        now = moment.time()
        if self.begin < self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Override:
    """What is decided for one site; None is as the spider and the settings have it."""

    pace: float | None = None
    hours: Hours | None = None
    sections: tuple[str, ...] | None = None
    off: bool = False
    region: str | None = None
    tags: tuple[str, ...] = ()

    def open_at(self, moment: datetime, timezone: str) -> bool:
        """Say whether updates crawl the site at an aware time."""
        return self.hours is None or moment.astimezone(ZoneInfo(timezone)) in self.hours


def overrides_of(settings: BaseSettings) -> Mapping[str, Override]:
    """Return what is decided, by spider. Raises `OverrideError`."""
    path = Path(settings["SITES_FILE"])
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        if str(path) != DEFAULT_FILE:
            raise OverrideError(f"there is no file {path} (SITES_FILE)") from None
        return {}
    except OSError as error:
        raise OverrideError(f"{path}: {error}") from None


def check_names(settings: BaseSettings, spiders: Collection[str]) -> Mapping[str, Override]:
    """Return what is decided, having checked that each site has a spider. Raises `OverrideError`."""
    overrides = overrides_of(settings)
    for name in overrides:
        if name not in spiders:
            path = Path(settings["SITES_FILE"])
            line = _line_of(path.read_text(encoding="utf-8"), name)
            raise OverrideError(f"{path}:{line}: no spider is called {name!r}; {nearest(name, sorted(spiders))}")
    return overrides


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Mapping[str, Override]:
    """Read the file, once for each time it was `changed`."""
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OverrideError(f"{path}: {error}") from None
    overrides = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise OverrideError(
                f"{path}:{_line_of(text, name)}: {name} stands in no site's table; write [site] above it"
            )
        try:
            overrides[name] = _override(table)
        except _Wrong as wrong:
            raise OverrideError(f"{path}:{_line_of(text, name, wrong.key)}: {name}: {wrong}") from None
    return overrides


class _Wrong(Exception):  # noqa: N818 (what it is)
    """A key that is wrong."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def _override(table: Mapping[str, Any]) -> Override:
    for key in table:
        if key not in KEYS:
            raise _Wrong(key, f"there is no {key!r}; {nearest(key, KEYS, ', '.join(KEYS))}")
    pace, off = table.get("pace"), table.get("off", False)
    if pace is not None and (isinstance(pace, bool) or not isinstance(pace, (int, float)) or pace <= 0):
        raise _Wrong("pace", f"pace = {pace!r}: must be a number of seconds above 0")
    if not isinstance(off, bool):
        raise _Wrong("off", f"off = {off!r}: must be true or false")
    sections = table.get("sections")
    if sections is not None and not (isinstance(sections, list) and all(isinstance(path, str) for path in sections)):
        raise _Wrong("sections", f'sections = {sections!r}: must be a list of paths, such as ["/politique"]')
    tags = table.get("tags", [])
    if not isinstance(tags, list):
        raise _Wrong("tags", f'tags = {tags!r}: must be a list of words, such as ["daily"]')
    return Override(
        float(pace) if pace is not None else None,
        _hours(table["hours"]) if "hours" in table else None,
        tuple(sections) if sections is not None else None,
        off,
        _word("region", region) if (region := table.get("region")) is not None else None,
        tuple(_word("tags", tag) for tag in tags),
    )


def _word(key: str, value: object) -> str:
    if not isinstance(value, str) or not WORD.fullmatch(value):
        raise _Wrong(key, f"{key}: {value!r} must be a word of small letters, digits, dots and dashes, 30 at most")
    return value


def _hours(value: object) -> Hours:
    match = _HOURS.fullmatch(value) if isinstance(value, str) else None
    try:
        if match and (begin := _time(match[1])) != (end := _time(match[2])):
            return Hours(begin, end)
    except ValueError:
        pass
    raise _Wrong("hours", f'hours = {value!r}: must be times such as "07:00-23:00"')


def _time(text: str) -> time:
    return time() if text == "24:00" else time.fromisoformat(text)


def _line_of(text: str, table: str, key: str | None = None) -> int:
    """Return the line on which a site's table begins, or a key of it stands; 1 where the file says it otherwise."""
    header = re.compile(rf"\s*\[?\s*[\"']?{re.escape(table)}[\"']?\s*[\]=.]")
    entry = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=") if key else None
    begun = 0
    for number, line in enumerate(text.splitlines(), 1):
        if begun and entry and line.lstrip().startswith("["):
            break
        if not begun and header.match(line):
            begun = number
        if begun and (entry is None or entry.match(line)):
            return number
    return begun or 1
