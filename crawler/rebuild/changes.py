"""What new readings change, added up by site and field, with a few examples of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from crawler.database.reextraction import Change

Kind = Literal["gained", "lost", "changed"]

MAX_EXAMPLES = 2
"""Examples kept of each field and kind of change."""


@dataclass(frozen=True, slots=True)
class Example:
    """One change: the article, what is held, what is read now, and whether the record is replaced."""

    url: str
    before: str
    after: str
    taken: bool


@dataclass(slots=True)
class SiteChanges:
    """What changes in the records of a site: how many are replaced and how many are kept though read otherwise."""

    taken: int = 0
    kept: int = 0
    fields: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    examples: dict[tuple[str, Kind], list[Example]] = field(default_factory=dict)

    def add(self, changes: Iterable[Change]) -> None:
        """Count changes in."""
        for change in changes:
            self.taken += change.taken
            self.kept += not change.taken
            kinds: tuple[tuple[Kind, dict[str, tuple[str, str]]], ...] = (
                ("gained", change.gained),
                ("lost", change.lost),
                ("changed", change.changed),
            )
            for kind, fields in kinds:
                for name, (before, after) in fields.items():
                    self.fields[name, kind] += 1
                    kept = self.examples.setdefault((name, kind), [])
                    if len(kept) < MAX_EXAMPLES:
                        kept.append(Example(change.url, before, after, change.taken))
