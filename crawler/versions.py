"""What a reader sees of an article at one time, and the one rule that says when it has become another version."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """The words of an article and who signs them. `body` is paragraphs separated by a blank line."""

    title: str
    subtitle: str | None
    body: str
    authors: tuple[str, ...]

    def differs(self, found: Version) -> bool:
        """Say whether a later reading is another version: title, standfirst, text or authors are others.

        Letters and vowel marks count as they are. A standfirst or authors that a reading lacks are no change: a
        listing knows less than a page. Nothing else makes a version: related boxes, counters of comments and
        views, pictures, tags, sections, link targets, dates.
        """
        return (
            (self.title, self.body) != (found.title, found.body)
            or bool(self.subtitle and found.subtitle and self.subtitle != found.subtitle)
            or bool(self.authors and found.authors and self.authors != found.authors)
        )
