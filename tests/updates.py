"""Running `scrapy update` in tests: the real command against a press of sample papers."""

from __future__ import annotations

import json
import os
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

from crawler.urls import url_key
from tests.crawls import rows
from tests.newsroom.press import Press
from tests.starting import Started, scrapy, setting_words

PACE = 0.2
"""Seconds between two requests to a paper in tests."""


def words(database: Path, *arguments: str, **settings: Any) -> list[str]:
    """Return the words of an update of the press."""
    if "--processes" not in arguments:
        arguments += ("--processes", "1")  # each takes a second to start
    given = {"SPIDER_MODULES": "tests.press_spiders", "DATABASE": database, "DOWNLOAD_DELAY": PACE, **settings}
    return ["update", *arguments, *setting_words(given)]


def environment(press: Press, **more: str) -> dict[str, str]:
    """Return the environment in which the papers' spiders know where they are."""
    return os.environ | {"COLUMNS": "200"} | press.environment | more


def update(
    press: Press, database: Path, *arguments: str, env: dict[str, str] | None = None, **settings: Any
) -> subprocess.CompletedProcess[str]:
    """Run an update to its end."""
    return scrapy(*words(database, *arguments, **settings), env={**press.environment, **(env or {})})


def start_update(press: Press, database: Path, *arguments: str, **settings: Any) -> Started:
    """Start an update with `--json` in a process group of its own."""
    return Started(*words(database, "--json", *arguments, **settings), env=press.environment, own_session=True)


def events(lines: str) -> list[dict[str, Any]]:
    """Return the events an update with `--json` printed."""
    return [json.loads(line) for line in lines.splitlines()]


def until(process: Started, event: str) -> dict[str, Any]:
    """Read what an update prints until it tells an event, and return that."""
    for line in process.stdout:
        told: dict[str, Any] = json.loads(line)
        if told["event"] == event:
            return told
    raise AssertionError(f"the update ended without {event!r}: {process.communicate()[1]}")


def unlike(press: Press, database: Path) -> list[str]:
    """Return what differs between the stories of the press and the articles stored: missing, strange or doubled."""
    held = [url_key(row["url"]) for row in rows(database, "SELECT url FROM articles")]
    told = {url_key(story["url"]) for number in range(1, press.papers + 1) for story in press.truth(number)}
    doubled = len(held) - len(set(held))
    return [*(f"missing {key!r}" for key in told - set(held)), *(f"strange {key!r}" for key in set(held) - told)] + (
        [f"{doubled} doubled"] if doubled else []
    )


def shortest_gap(press: Press) -> float:
    """Return the shortest time between two requests to one paper, in seconds, by the papers' own logs."""
    return min(
        later.at - earlier.at for log in press.log().values() for earlier, later in pairwise(log) if len(log) > 1
    )
