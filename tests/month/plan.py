"""What happens to the papers in a month, decided by the seed before it begins."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Literal

from tests.month.illnesses import ILLNESSES, STRUCTURAL
from tests.simulated_site import HOURS, WEEK, poisson

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 11, 21, tzinfo=UTC)
"""Midnight after the newest story of a paper's archive; no holiday of Morocco lies in the month from then."""

ARCHIVE = 15
"""Stories of a paper before the month."""

CHAOS = 0.01
"""Share of answers that something befalls at any time."""

BURST, BURSTS = 0.2, 0.004
"""The share in an hour that goes badly, and how probable such an hour is."""

EDITED, WITHDRAWN = 0.12, 0.01
"""Shares of stories that are changed, or taken down, after they appeared."""

GIANT, LARGE, MEDIUM, SMALL = 60.0, 24.0, 6.0, 2.0
"""Stories of a Monday. Those who fall ill are large: three articles in a few hours tell of a broken page."""

LEAST_DAYS_FOR_NUMBERS = 20
"""Days a play must have for a paper that falls silent to be noticed: what is usual takes two weeks to know."""

Doing = Literal["publish", "edit", "withdraw", "break", "mend", "chaos"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the press. `structure` is what its pages are read by: a declared layout, a theme, or neither."""

    number: int
    daily: float
    edition: str
    structure: Literal["layout", "theme", "generic"]
    validators: bool

    def options(self) -> dict[str, Any]:
        """Return what it has of its own among the options of a newsroom."""
        return {"edition": self.edition, "validators": self.validators}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a paper. `story` counts its stories of the month from 0; `how` is what breaks, the way
    of a withdrawal, or the share of chaos.
    """

    at: datetime
    paper: int
    do: Doing
    story: int = -1
    how: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """An illness of one paper, from when until when."""

    paper: int
    illness: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """All that happens, in order."""

    papers: tuple[Paper, ...]
    days: int
    episodes: tuple[Episode, ...]
    events: tuple[Event, ...]


def papers_of(sites: int, days: int) -> tuple[Paper, ...]:
    """Return the papers: a fifth of them large, and at least six; a third medium; the others small."""
    large = max(6, sites // 5)
    found = []
    for number in range(1, sites + 1):
        giant = number <= 2 and days >= LEAST_DAYS_FOR_NUMBERS
        daily = GIANT if giant else LARGE if number <= large else MEDIUM if number <= large + sites // 3 else SMALL
        edition = "newspaper" if number <= large else ("newspaper", "jannah", "magazine")[number % 3]
        structure: Literal["layout", "theme", "generic"] = (
            "generic" if edition == "magazine" else "layout" if edition == "newspaper" and number % 2 else "theme"
        )
        found.append(Paper(number, daily, edition, structure, validators=number % 6 != 0))
    return tuple(found)


def plan_of(sites: int, days: int, seed: int) -> Plan:
    """Return what happens in so many days."""
    papers = papers_of(sites, days)
    episodes = tuple(sorted(_episodes(papers, days, Random(f"{seed} ill")), key=lambda each: each.begins))
    events: list[Event] = []
    for paper in papers:
        chance = Random(f"{seed} {paper.number}")
        silent = [each for each in episodes if each.paper == paper.number and not ILLNESSES[each.illness].fault]
        moments = [
            at for at in _published(paper, days, chance) if not any(each.begins <= at < each.ends for each in silent)
        ]
        for story, at in enumerate(moments):
            events += _life(paper, story, at, chance)
        events += _bursts(paper, days, chance)
    for episode in episodes:
        if fault := ILLNESSES[episode.illness].fault:
            events.append(Event(episode.begins, episode.paper, "break", how=fault))
            events.append(Event(episode.ends, episode.paper, "mend", how=fault))
    end = START + days * DAY
    return Plan(papers, days, episodes, tuple(sorted((e for e in events if e.at < end), key=lambda e: (e.at, e.paper))))


def _published(paper: Paper, days: int, chance: Random) -> list[datetime]:
    """Return when stories of a paper appear."""
    found: list[datetime] = []
    for number in range(days):
        day = START + number * DAY
        count = poisson(paper.daily * WEEK[day.weekday()] * chance.lognormvariate(0, 0.1), chance)
        found += [
            day + timedelta(hours=hour, seconds=chance.randrange(3600))
            for hour in chance.choices(range(24), HOURS, k=count)
        ]
    return sorted(found)


def _life(paper: Paper, story: int, at: datetime, chance: Random) -> Iterator[Event]:
    """Yield what becomes of a story."""
    yield Event(at, paper.number, "publish", story)
    if chance.random() < EDITED:
        yield Event(at + _later(chance), paper.number, "edit", story)
    if chance.random() < WITHDRAWN:
        yield Event(at + 4 * _later(chance), paper.number, "withdraw", story, chance.choice(("404", "410", "front")))


def _later(chance: Random) -> timedelta:
    """Return how long after its publication a story is changed: mostly within hours, sometimes days."""
    return timedelta(minutes=5) + HOUR * min(72.0, chance.lognormvariate(math.log(3), 1.3))


def _bursts(paper: Paper, days: int, chance: Random) -> Iterator[Event]:
    for hour in range(24 * days):
        if chance.random() < BURSTS:
            at = START + hour * HOUR
            yield Event(at, paper.number, "chaos", how=str(BURST))
            yield Event(at + HOUR, paper.number, "chaos", how=str(CHAOS))


def _episodes(papers: tuple[Paper, ...], days: int, chance: Random) -> Iterator[Episode]:
    """Yield the illnesses: every kind in turn, at papers large enough, days apart, none twice at the same paper."""
    first, pause = (9, 5) if days >= LEAST_DAYS_FOR_NUMBERS else (3, 2)
    sick = [paper for paper in papers if paper.daily >= LARGE]
    kinds = [name for name in ILLNESSES if name != "writes nothing"]
    chance.shuffle(kinds)
    had: set[tuple[int, str]] = set()
    count = 0
    for day in range(first, days - 2, pause):
        for paper in sick:
            if paper.daily >= GIANT and day > 15:
                continue  # the giants fall silent then
            fitting = [
                kind
                for kind in kinds[count % len(kinds) :] + kinds[: count % len(kinds)]
                if (paper.number, kind) not in had and ILLNESSES[kind].structure in (None, paper.structure)
            ]
            count += 1
            had.add((paper.number, fitting[0]))
            yield _episode(paper, fitting[0], START + (day + chance.randrange(pause - 1)) * DAY, chance)
    if days >= LEAST_DAYS_FOR_NUMBERS:
        for paper in papers[:2]:
            begins = START + (23 + paper.number) * DAY + 6 * HOUR
            yield Episode(paper.number, "writes nothing", begins, begins + 40 * HOUR)


def _episode(paper: Paper, kind: str, day: datetime, chance: Random) -> Episode:
    begins = day + timedelta(hours=7, minutes=chance.randrange(180))
    hours = chance.randint(5, 8) if kind in STRUCTURAL else chance.randint(3, 20)
    return Episode(paper.number, kind, begins, begins + hours * HOUR)
