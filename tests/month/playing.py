"""Playing the month: what is planned happens at the papers, an update follows every hour, and all of it is judged."""

from __future__ import annotations

import json
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from crawler.clock import to_text
from crawler.database import open_database
from crawler.database.health import all_health
from crawler.health import Health
from tests.crawls import one, rows
from tests.month import crawling, spiders
from tests.month.clock import FILE, PlayedClock
from tests.month.judging import Judge, Seen
from tests.month.ledger import Cost, Ledger, size_of
from tests.month.plan import ARCHIVE, CHAOS, DAY, HOUR, START, Event, Plan
from tests.month.truth import Truth
from tests.newsroom import LogEntry
from tests.newsroom.press import Press, name_of_paper, start_press

BEFORE = 12 * HOUR
"""The first update comes so long before the month: it reads the whole archive, which takes its time."""

AFTER = (HOUR, 2 * HOUR, 8 * HOUR, 9 * HOUR, 33 * HOUR, 34 * HOUR, 35 * HOUR)
"""Updates after the last day, without any fault: by then what failed was tried again. Those a day later are not
judged: that nobody writes any more is an illness.
"""

COMMAND_EVERY, COMMAND_AT = 48, 13
"""Updates of which one is made by `scrapy update` itself, and which."""

A_KILL_EVERY = 31
"""Updates in which a process is killed."""

SHORT_LINKS = 9
"""Papers whose feed names short links, which redirect."""


@dataclass
class Play:
    """A month being played; `tell` is given a line a day."""

    plan: Plan
    press: Press
    database: Path
    clock: PlayedClock
    crawlers: crawling.Crawlers
    tell: Callable[[str], None]
    truth: Truth = field(default_factory=Truth)
    wrong_by_command: list[str] = field(default_factory=list)
    endings: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.names = [name_of_paper(paper.number) for paper in self.plan.papers]
        self.judge = Judge(self.plan.episodes)
        self.ledger = Ledger(len(self.names))
        self._ids: dict[tuple[int, int], int] = {}
        self._events = deque(self.plan.events)
        for paper in self.plan.papers:
            for story in self.press.truth(paper.number):
                self.truth.learn(paper.number, story)

    async def run(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Play all days, or as many as go by until it is `stopped`, and the updates after them."""
        await self._update(START - BEFORE)
        end = START
        for day in range(self.plan.days):
            began = time.monotonic()
            costs = [await self._hour(day, hour) for hour in range(24)]
            self.ledger.costs += costs
            self.ledger.sizes.append(size_of(self.database))
            self.tell(self._line(day, sum(costs, Cost()), time.monotonic() - began))
            end = START + (day + 1) * DAY
            if stopped():
                break
        for paper in self.plan.papers:
            self.press.post(paper.number, "mend")
            self.press.post(paper.number, "chaos", share=0)
        for pause in AFTER:
            await self._update(end + pause, judged=pause < DAY)

    async def _hour(self, day: int, hour: int) -> Cost:
        number = 24 * day + hour
        at = START + (number + 1) * HOUR
        while self._events and self._events[0].at <= at:
            self._happen(self._events.popleft())
        kill = Random(number) if number % A_KILL_EVERY == A_KILL_EVERY - 1 else None
        return await self._update(at, by_command=number % COMMAND_EVERY == COMMAND_AT, kill=kill)

    def _happen(self, event: Event) -> None:
        """Let the press do what is planned."""
        key = event.paper, event.story
        match event.do:
            case "publish":
                story = self.press.post(event.paper, "publish", at=event.at.isoformat())
                self._ids[key] = self.truth.learn(event.paper, story).id
            case "edit":
                number = self._ids[key]
                title = f"{self.truth.title(event.paper, number)} ({event.at:%H:%M})"
                changes = {"title": title} if event.story % 3 == 0 else {"paragraph": 0}
                story = self.press.post(event.paper, "edit", id=number, at=event.at.isoformat(), **changes)
                self.truth.learn(event.paper, story)
            case "withdraw":
                self.press.post(event.paper, "withdraw", id=self._ids[key], how=event.how)
                self.truth.withdraw(event.paper, self._ids[key])
            case "chaos":
                self.press.post(event.paper, "chaos", share=event.how)
            case "break" | "mend":
                self.press.post(event.paper, event.do, what=event.how)

    async def _update(
        self, at: datetime, *, by_command: bool = False, kill: Random | None = None, judged: bool = True
    ) -> Cost:
        began, computed = time.monotonic(), self.crawlers.cpu_seconds
        self.clock.set(at)
        summary: dict[str, Any] | None = None
        if by_command:
            summary = self._command()
        else:
            self.endings.update((await self.crawlers.update(self.names, kill)).values())
        cpu = self.crawlers.cpu_seconds - computed
        logs = self.press.log(forget=True)
        self.truth.note(logs)
        judging = time.process_time()
        db = open_database(self.database)
        health = all_health(db, at + HOUR / 2)
        db.close()
        judging = time.process_time() - judging
        seen = self._seen(at, logs)
        if judged:
            self.judge.take(seen, health)
        if summary is not None:
            self._hold_against(summary, health, at)
        stories = sum(sum(each.pages.values()) for each in seen.values())
        asked = sum(len(entries) for entries in logs.values())
        return Cost(
            len(self.names), asked - stories, stories, sum(each.articles for each in seen.values()), cpu, judging,
            time.monotonic() - began,
        )  # fmt: skip

    def _command(self) -> dict[str, Any]:
        done = crawling.command(self.database, 1)
        last = done.stdout.splitlines()[-1:] or ["{}"]
        summary: dict[str, Any] = json.loads(last[0])
        if summary.get("exit_code") != done.returncode:
            self.wrong_by_command.append(f"scrapy update ended with {done.returncode}: {last[0]} {done.stderr[-2000:]}")
        return summary

    def _hold_against(self, summary: Mapping[str, Any], health: Sequence[Health], at: datetime) -> None:
        """Compare what `scrapy update` said of the papers with their health."""
        ill = {each.site for each in health if each.verdict == "ill"}
        if set(summary.get("ill", {})) != ill:
            self.wrong_by_command.append(f"{at}: scrapy update calls {summary.get('ill')} ill, health {ill}")

    def _seen(self, at: datetime, logs: Mapping[str, Sequence[LogEntry]]) -> dict[str, Seen]:
        sql = (
            "SELECT name, count(*) AS new FROM articles JOIN sites ON sites.id = site_id"
            " WHERE first_seen_at >= ? GROUP BY 1"
        )
        new = {row["name"]: row["new"] for row in rows(self.database, sql, to_text(at))}
        found = {}
        for name in self.names:
            pages = Counter(entry.status for entry in logs[name] if self.truth.is_article(name, entry.path))
            found[name] = Seen(at, new.get(name, 0), pages)
        return found

    def _line(self, day: int, cost: Cost, seconds: float) -> str:
        ill = sum(course.reported is not None for course in self.judge.courses)
        return (
            f"day {day + 1:2}: {cost.new:5} articles, {cost.sources + cost.articles:6} requests, "
            f"{cost.cpu:6.1f} s CPU, {seconds:6.1f} s; "
            f"{ill} illnesses reported, {len(self.judge.alarms)} false alarms, "
            f"{self.crawlers.memory_mib:.0f} MiB"
        )

    def wrong(self) -> Iterator[str]:
        """Yield all that went wrong."""
        yield from self.judge.wrong()
        yield from self.truth.wrong(self.database)
        yield from self.ledger.wrong()
        yield from self.wrong_by_command

    def report(self) -> Iterator[str]:
        """Yield the lines of the final table."""
        yield from self.ledger.table()
        yield f"{'articles held, revisions, gone':34}" + "".join(
            f"{one(self.database, f'SELECT count(*) FROM {what}'):>8}"
            for what in ("articles", "revisions", "articles WHERE gone_at IS NOT NULL")
        )
        yield f"runs ended: {dict(self.endings)}"
        for course in self.judge.courses:
            delay = [
                "never" if then is None else f"{(then - due) / HOUR:+.0f} h" if due else "early"
                for then, due in ((course.reported, course.due), (course.cleared, course.cleared_due))
            ]
            yield (
                f"{course.name} {course.episode.illness:20} {course.episode.begins:%d %b %H:%M}"
                f" {(course.episode.ends - course.episode.begins) / HOUR:3.0f} h, reported {delay[0]},"
                f" cleared {delay[1]}: {course.said[:90]}"
            )


async def play(
    plan: Plan,
    folder: Path,
    *,
    processes: int,
    tell: Callable[[str], None],
    stopped: Callable[[], bool] = lambda: False,
) -> Play:
    """Play a plan in a folder and return how it went."""
    papers = [paper.options() for paper in plan.papers]
    with start_press(len(papers), each=papers, articles=ARCHIVE, rest=False, chaos=CHAOS, passing=True) as press:
        clock = PlayedClock(folder / "clock.json")
        clock.set(START - BEFORE)
        os.environ |= press.environment | {
            spiders.SITES: str(len(papers)),
            spiders.DAYS: str(plan.days),
            FILE: str(folder / "clock.json"),
        }
        database = folder / "news.db"
        month = Play(plan, press, database, clock, crawling.Crawlers(database, processes), tell)
        await month.run(stopped)
        await month.crawlers.end()
    return month
