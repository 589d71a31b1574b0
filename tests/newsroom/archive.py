"""What the paper has published so far: the generated stories, and those edited or added while it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from tests.newsroom.content import FIRST_ID, Card, Generator, Story, number_of_slug
from tests.newsroom.editions import EDITIONS, Edition

_CORRECTION = {
    "ar": "تصحيح: أعادت هيئة التحرير كتابة هذه الفقرة للمرة {n} بعد التوصل بمعطيات إضافية من المصدر.",
    "fr": "Rectificatif : la rédaction a réécrit ce paragraphe (version {n}) après avoir reçu d’autres éléments.",
}
Withdrawal = Literal["404", "410", "503", "front"]
"""What the address of a withdrawn story answers: a status, or the way to the front page. With 503 lists keep it."""

_ID_IN_PATH = re.compile(r"-(\d{5,7})\.html$|^/fr/(\d{5,7})-")
_MAGAZINE_PATH = re.compile(r"^/mag/\d{4}/\d\d/([a-z-]+)$")


class Archive:
    """All stories of one paper. Numbers count from 0 by publication; ids are `FIRST_ID` + number."""

    def __init__(self, count: int, seed: int = 0, edition: str = "all") -> None:
        self.count = count
        self.generator = Generator(count, seed, edition)
        self._cards: dict[int, Card] = {}
        self._added: dict[int, Card] = {}
        self._edited: dict[int, Story] = {}
        self._withdrawn: dict[int, Withdrawal] = {}
        self._edits = 0
        self._listings: dict[tuple[str | None, str | None], tuple[int, ...]] = {}

    def numbers(self) -> Iterator[int]:
        """Every published story's number, oldest first; withdrawn ones are none."""
        away = {number for number, how in self._withdrawn.items() if how != "503"}
        yield from (number for number in range(self.count) if number not in away) if away else range(self.count)
        yield from (number for number in self._added if number not in away)

    def __len__(self) -> int:
        return self.count + len(self._added) - sum(how != "503" for how in self._withdrawn.values())

    def editions(self) -> list[Edition]:
        """Return the editions this paper has."""
        name = self.generator.edition
        return list(EDITIONS.values()) if name == "all" else [EDITIONS[name]]

    def has(self, number: int) -> bool:
        """Say whether there is such a story."""
        return 0 <= number < self.count or number in self._added

    def card(self, number: int) -> Card:
        """Return the story as lists show it."""
        card = self._cards.get(number)
        if card is None:
            card = self._cards[number] = self._added.get(number) or self.generator.card(number)
        return card

    def story(self, number: int) -> Story:
        """Return the whole story as it stands now."""
        return self._edited.get(number) or self.generator.story(self.card(number))

    def stories(self) -> list[Story]:
        """Return all stories, oldest first."""
        return [self.story(number) for number in self.numbers()]

    def listing(self, edition: str | None = None, section: str | None = None) -> tuple[int, ...]:
        """Return the numbers of an edition's section, newest first; None stands for all."""
        key = (edition, section)
        if key not in self._listings:
            kept = [
                number
                for number in self.numbers()
                if (edition is None or self.generator.edition_of(number).name == edition)
                and (section is None or self.card(number).section_key == section)
            ]
            self._listings[key] = tuple(reversed(kept))
        return self._listings[key]

    def at_path(self, path: str) -> int | None:
        """Return the number of the story at a percent-encoded path, or None."""
        match = _ID_IN_PATH.search(path)
        if match:
            number: int | None = int(match[1] or match[2]) - FIRST_ID
        else:
            magazine = _MAGAZINE_PATH.match(path.rstrip("/"))
            number = number_of_slug(magazine[1]) if magazine else None
        if number is None or not self.has(number):
            return None
        known = self.card(number).path
        return number if path.rstrip("/").lower() == known.rstrip("/") else None

    def modified(self) -> datetime:
        """Return when anything last changed: the newest story's time if nothing was edited."""
        newest = self.card(self.listing()[0]).modified if len(self) else datetime(2018, 1, 1, tzinfo=UTC)
        return max([newest, *(story.modified for story in self._edited.values())])

    def edit(
        self,
        story_id: int,
        paragraph: int = 0,
        text: str | None = None,
        title: str | None = None,
        at: datetime | None = None,
        author: str | None = None,
    ) -> Story:
        """Change a paragraph (counted from 0), the headline or the author of a story, and say when: now, unless `at`
        is given.

        Raises KeyError for an unknown id, IndexError for a paragraph the story does not have.
        """
        number = self._number(story_id)
        story = self.story(number)
        self._edits += 1
        blocks = list(story.blocks)
        if (title is None and author is None) or text is not None:
            place = [index for index, (kind, _) in enumerate(blocks) if kind == "paragraph"][paragraph]
            blocks[place] = ("paragraph", text or _CORRECTION[story.lang].format(n=self._edits))
        edited = replace(
            story,
            title=title or story.title,
            author=author or story.author,
            blocks=tuple(blocks),
            anchors=tuple(anchor for anchor in story.anchors if anchor.text in blocks[anchor.block][1]),
            modified=at or max(_next_second(), story.modified + timedelta(seconds=1)),
            features=story.features | {"edited"},
        )
        self._edited[number] = edited
        self._cards[number] = replace(
            self.card(number), title=edited.title, author=edited.author, modified=edited.modified
        )
        return edited

    def stir(self, story_id: int) -> Story:
        """Let readers come by a story: one more comment, more views, another related box; no word of it changes."""
        story = self.story(self._number(story_id))
        stirred = replace(story, stirs=story.stirs + 1, related=story.related[1:] + story.related[:1])
        self._edited[story.number] = stirred
        return stirred

    def withdraw(self, story_id: int, how: Withdrawal = "404") -> None:
        """Take a story down: no list has it any more, and its address answers as `how` says."""
        self._withdrawn[self._number(story_id)] = how
        self._listings.clear()

    def restore(self, story_id: int) -> None:
        """Publish a withdrawn story again."""
        self._withdrawn.pop(self._number(story_id), None)
        self._listings.clear()

    def withdrawal(self, number: int) -> Withdrawal | None:
        """Return how a story was taken down, None if it was not."""
        return self._withdrawn.get(number)

    def _number(self, story_id: int) -> int:
        if not self.has(story_id - FIRST_ID):
            raise KeyError(f"no story has the id {story_id}")
        return story_id - FIRST_ID

    def publish(self, edition: str | None = None, at: datetime | None = None) -> Story:
        """Add a story on top of an edition (the first one, unless named), now unless `at` is given."""
        wanted = edition or self.editions()[0].name
        if wanted not in [known.name for known in self.editions()]:
            raise ValueError(f"this paper has no edition {wanted!r}")
        number = max(self._added, default=self.count - 1) + 1
        while self.generator.edition_of(number).name != wanted:
            number += 1
        latest = self.card(self.listing()[0]).published if len(self) else datetime(2018, 1, 1, tzinfo=UTC)
        moment = at or max(datetime.now(UTC).replace(second=0, microsecond=0), latest + timedelta(minutes=1))
        self._added[number] = replace(self.generator.card(number, moment), modified=moment)
        self._listings.clear()
        return self.story(number)

    def reset(self) -> None:
        """Forget all edits and additions."""
        self._cards.clear()
        self._added.clear()
        self._edited.clear()
        self._withdrawn.clear()
        self._listings.clear()


def _next_second() -> datetime:
    """The coming whole second: later than any visit recorded so far, though those drop their fractions."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
