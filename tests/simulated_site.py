"""A news site and its updates over many days, as figures: what the rules of health are tried on.

The newsroom has weekdays and weekends, Ramadan, public holidays, better and worse days; its pages and feeds fail now
and then, and a run is missed. An illness begins at a time and stays, or ends at another.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from holidays import country_holidays

from crawler.health import Figures, Run, SourceReading
from crawler.health.numbers import covered_days

Illness = Literal[
    "layout", "theme", "feed gone", "feed empty", "dates", "authors", "half fail", "half unseen", "half unwritten",
    "unwritten", "nothing", "forbidden", "robots",
]  # fmt: skip

START = datetime(2025, 12, 1, 7, tzinfo=UTC)
RAMADAN = (date(2026, 2, 18), date(2026, 3, 19))
EIDS = {date(2026, month, day) for month, first in ((3, 20), (5, 27)) for day in range(first, first + 3)}
"""As they were kept: a day longer than the calendar has them."""
WEEK = (1.0, 1.05, 1.0, 1.02, 0.95, 0.7, 0.6)
HOURS = (1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 7, 7, 7, 7, 6, 5, 4, 3, 2, 2)
HISTORY = timedelta(days=28)
SOURCES = {"front": 40, "feed": 20, "section /politique": 12, "section /sport": 12, "sitemap": 0}
"""The pages an update begins with, and how many articles they show; a news sitemap those of two days."""


@dataclass(frozen=True)
class Site:
    """What a site is like. `daily` articles a usual Monday, updates `every` so many hours; the illness `begins` and
    `ends`.
    """

    daily: float
    every: int = 24
    seed: int = 0
    structure: str = "layout"
    illness: Illness | None = None
    begins: datetime = START
    ends: datetime = START + timedelta(days=10_000)


def rate(site: Site, day: date) -> float:
    """Return how many articles a day is expected to bring before chance has its say."""
    part = WEEK[day.weekday()]
    if RAMADAN[0] <= day <= RAMADAN[1]:
        part *= 0.8
    if day in EIDS:
        part *= 0.45
    elif day in country_holidays("MA"):
        part *= 0.75
    return site.daily * part


def published(site: Site, days: int, chance: random.Random) -> list[datetime]:
    """Return when the articles of so many days appeared, in order."""
    found = []
    for number in range(-2, days):
        day = START.replace(hour=0) + timedelta(days=number)
        expected = rate(site, day.date()) * chance.lognormvariate(0, 0.1)
        found += [
            day + timedelta(hours=hour, seconds=chance.randrange(3600))
            for hour in chance.choices(range(24), HOURS, k=poisson(expected, chance))
        ]
    return sorted(found)


def poisson(mean: float, chance: random.Random) -> int:
    """Return a number that is so large on average."""
    count, left = 0, mean
    while (left := left - chance.expovariate(1)) > 0:
        count += 1
    return count


def updates(site: Site, days: int) -> Iterator[tuple[datetime, Figures, Run]]:
    """Yield the time of each update, the figures after it, and the update."""
    chance = random.Random(f"{site.seed} {site.daily}")
    articles = published(site, days, chance)
    runs: list[Run] = []
    finished: list[datetime] = []
    stored: list[datetime] = []
    last = START - timedelta(days=2)
    start = START
    while start < START + timedelta(days=days):
        at = start + timedelta(seconds=chance.randrange(1200))
        start += timedelta(hours=site.every)
        if chance.random() < 0.01:
            continue  # the machine was off
        ill = site.illness if site.begins <= at < site.ends else None
        new = articles[bisect_right(articles, last) : bisect_right(articles, at)]
        lately = bisect_right(articles, at) - bisect_right(articles, at - timedelta(days=2))
        run, kept = update(site, at, new, lately, ill, chance)
        if ill not in ("nothing", "forbidden", "robots"):
            last = at
        stored += kept
        runs.append(run)
        if run.reason == "finished":
            finished.append(at)
        runs = [run for run in runs if run.started >= at - HISTORY]
        end = finished[-1]
        up_to = [bisect_right(stored, end - timedelta(days=day)) for day in range(58)]
        counts = tuple(later - earlier for later, earlier in pairwise(up_to))
        covered = covered_days(finished[-58 * 24 :], end, 57)
        yield at, Figures("site", tuple(runs), counts, covered), run


def update(
    site: Site, at: datetime, new: list[datetime], lately: int, ill: Illness | None, chance: random.Random
) -> tuple[Run, list[datetime]]:
    """Return one update, and which of the new articles it stored; `lately` appeared within two days."""
    if ill in ("nothing", "forbidden", "robots"):
        state, reason = {
            "nothing": ("retry", "no answer within DOWNLOAD_TIMEOUT"),
            "forbidden": ("retry", "HTTP 403"),
            "robots": ("robots", "robots.txt forbids it"),
        }[ill]
        sources = {name: SourceReading(name.split()[0], state, reason) for name in SOURCES}
        ended = "finished" if state == "robots" else "unreachable"
        return Run(at, ended, errors={(state, reason): len(sources)}, sources=sources), []
    if ill in ("half unseen", "half unwritten"):
        new = [each for each in new if chance.random() < 0.5]
    if ill == "unwritten":
        new = []
    pages: Counter[str] = Counter()
    errors: Counter[tuple[str, str]] = Counter()
    fields: dict[str, Counter[str]] = {name: Counter() for name in PROBABLE}
    missed: Counter[str] = Counter()
    kept = []
    mood = chance.gauss(0, 0.06)  # who is on duty
    for each in new:
        if chance.random() < 0.015:  # an error that passes: tried again in the same run
            pages["retry"] += 1
            errors["retry", "HTTP 502"] += 1
        if chance.random() < 0.02 or (ill == "half fail" and chance.random() < 0.5):
            pages["rejected"] += 1
            errors["rejected", "no text"] += 1
            continue
        pages["done"] += 1
        kept.append(each)
        for name, counts in fields.items():
            counts[method_of(name, site, ill, mood, chance)] += 1
    missed["body"] = fields["body"]["generic"] if site.structure == "layout" else 0
    run = Run(
        at,
        articles=len(kept),
        fields={name: dict(counts) for name, counts in fields.items()},
        layout_missed=dict(missed),
        pages=dict(pages),
        errors=dict(errors),
        sources=dict(readings(lately, bool(new), ill, chance)),
    )
    return run, kept


PROBABLE = {
    "title": 1.0, "body": 1.0, "published": 0.998, "section": 0.97, "image": 0.93, "tags": 0.75, "authors": 0.6,
    "subtitle": 0.35,
}  # fmt: skip
"""How often a field is filled."""


def method_of(name: str, site: Site, ill: Illness | None, mood: float, chance: random.Random) -> str:
    """Return the method that gave a field of one article, "" where none did."""
    if (name, ill) in (("published", "dates"), ("authors", "authors")):
        return ""
    filled = PROBABLE[name] + (mood if PROBABLE[name] < 0.9 else 0)
    if chance.random() > filled:
        return ""
    if name in ("body", "title"):
        lost = ill in ("layout", "theme") or chance.random() < 0.005
        return "generic" if lost else site.structure
    return "json-ld"


def readings(
    lately: int, news: bool, ill: Illness | None, chance: random.Random
) -> Iterator[tuple[str, SourceReading]]:
    """Yield what came of each source."""
    for name, length in SOURCES.items():
        kind = name.split()[0]
        if kind == "feed" and ill == "feed gone":
            yield name, SourceReading(kind, "gone", "HTTP 404")
        elif kind == "feed" and ill == "feed empty":
            yield name, SourceReading(kind, "done", announced=0)
        elif chance.random() < 0.002:
            yield name, SourceReading(kind, "retry", "HTTP 502")
        elif not news:
            yield name, SourceReading(kind, "done")
        else:
            shown = {"feed": length, "sitemap": lately}.get(kind, length + chance.randint(-2, 2))
            yield name, SourceReading(kind, "done", announced=shown // 2 if ill == "half unseen" else shown)
