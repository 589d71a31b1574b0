"""Health held against the plan: each illness reported in time and cleared in time, and nobody else ever ill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from crawler.health import Health
from tests.month.illnesses import ILLNESSES, Illness
from tests.month.plan import HOUR, Episode
from tests.newsroom.press import name_of_paper


@dataclass(frozen=True, slots=True)
class Seen:
    """What an update at a time was answered by one paper: new articles, and article pages by status."""

    at: datetime
    articles: int
    pages: Counter[int]


@dataclass(slots=True)
class Course:
    """An episode as it went: the updates by which it had to be reported and was, had to be cleared and was."""

    episode: Episode
    articles: int = 0
    pages: int = 0
    updates: int = 0
    due: datetime | None = None
    reported: datetime | None = None
    cleared_due: datetime | None = None
    cleared: datetime | None = None
    mended: int = 0
    said: str = ""

    @property
    def illness(self) -> Illness:
        """The kind of illness."""
        return ILLNESSES[self.episode.illness]

    @property
    def name(self) -> str:
        """The paper's name."""
        return name_of_paper(self.episode.paper)

    def go_on(self, seen: Seen, health: Health) -> None:
        """Take an update that came after it began."""
        if seen.at < self.episode.ends:
            self._ill(seen, health)
        else:
            self._mended(seen, health)

    def _ill(self, seen: Seen, health: Health) -> None:
        self.updates += 1
        self.articles += seen.articles
        self.pages += seen.pages[500] + seen.pages[403]
        illness = self.illness
        visible = self.articles >= illness.articles and self.pages >= illness.pages
        if not self.due and visible and seen.at - self.episode.begins >= illness.hours * HOUR:
            self.due = seen.at
        named = [reason for reason in health.reasons if reason.cause in illness.causes]
        if named and not self.reported:
            self.reported, self.said = seen.at, named[0].text

    def _mended(self, seen: Seen, health: Health) -> None:
        illness = self.illness
        self.mended += seen.articles
        shows = (
            seen.articles > 0 and self.mended >= illness.articles if illness.articles
            else seen.pages[200] + seen.pages[304] > 0 if illness.pages
            else seen.at - self.episode.ends >= illness.hours * HOUR
        )  # fmt: skip
        if shows and not self.cleared_due:
            self.cleared_due = seen.at
        if health.verdict == "ill":
            self.cleared = None
        elif self.cleared is None:
            self.cleared = seen.at

    @property
    def over(self) -> bool:
        """Whether it was cleared; the day after a silence has too few articles as well, whenever it is looked at."""
        return self.cleared is not None and (self.cleared_due is not None or not self.illness.hours)

    def wrong(self) -> Iterator[str]:
        """Yield what came too late, or never."""
        what = f"{self.name}: {self.episode.illness} from {self.episode.begins:%d %b %H:%M}"
        if self.due and (self.reported is None or self.reported > self.due):
            yield f"{what} had to be reported at {self.due:%d %b %H:%M}, was at {_when(self.reported)}"
        if self.cleared_due and (self.cleared is None or self.cleared > self.cleared_due):
            yield f"{what} had to be cleared at {self.cleared_due:%d %b %H:%M}, was at {_when(self.cleared)}"


def _when(moment: datetime | None) -> str:
    return f"{moment:%d %b %H:%M}" if moment else "no time"


@dataclass
class Judge:
    """Follows the health of all papers from update to update."""

    episodes: Iterable[Episode]
    alarms: list[str] = field(default_factory=list)
    """False ones."""

    def __post_init__(self) -> None:
        self.courses = [Course(episode) for episode in self.episodes]

    def take(self, seen: Mapping[str, Seen], health: Iterable[Health]) -> None:
        """Take the health of the papers after an update."""
        for each in health:
            at = seen[each.site].at
            course = next(
                (c for c in self.courses if c.name == each.site and c.episode.begins <= at and not c.over), None
            )
            if course:
                course.go_on(seen[each.site], each)
            elif each.verdict in ("ill", "silent"):
                reasons = "; ".join(reason.text for reason in each.reasons)
                self.alarms.append(f"{at:%d %b %H:%M} {each.site} {each.verdict}: {reasons}")

    def wrong(self) -> Iterator[str]:
        """Yield all that was not as it should be."""
        yield from (f"false alarm: {alarm}" for alarm in self.alarms)
        for course in self.courses:
            yield from course.wrong()
