"""What is known of a site's runs, and what is said of its health: the values, no rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from crawler.refusals import Refusal

Verdict = Literal["well", "ill", "silent", "new"]
"""`silent`: no run for longer than usual. `new`: too few runs to know what is usual."""

Cause = Literal["refused", "source", "pages", "layout", "theme", "field", "articles"] | Refusal
"""What is ill, or remarked: everything, a source, article pages, a layout, a theme, a field, the number of articles;
or what the site sends in place of its pages.
"""

FIELDS = ("title", "subtitle", "section", "body", "authors", "published", "tags", "image")
"""The fields whose filling is counted, by their names in `Article`."""


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What came of reading a feed, sitemap, front or section page in a run.

    `state` and `reason` are the page's; `announced` is how many articles it named, None where it answered that
    nothing has changed (304) or was not read.
    """

    kind: str
    state: str
    reason: str | None = None
    announced: int | None = None

    @property
    def read(self) -> bool:
        """Whether it answered with what was asked for."""
        return self.state == "done"


@dataclass(frozen=True, slots=True)
class Run:
    """One update of a site, with the runs that went on with it after an interruption.

    `reason` is why it ended, None where it was cut off. `fields` counts the new articles by field and by the method
    that gave it, "" where none did; `layout_missed` those whose declared layouts did not give the field. `pages`
    counts the visits to article pages by state; `errors` by state and reason. `sources` are by URL.
    """

    started: datetime
    reason: str | None = "finished"
    articles: int = 0
    fields: dict[str, dict[str, int]] = field(default_factory=dict)
    layout_missed: dict[str, int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    errors: dict[tuple[str, str], int] = field(default_factory=dict)
    sources: dict[str, SourceReading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """A site's last weeks. `runs` are its updates, oldest first.

    `published` counts the articles that appeared in the 24 hours up to the newest finished run, in the 24 hours
    before, and so on: every seventh is the same weekday. A day belongs to `covered` when a finished run ended it,
    so that what appeared could be seen.
    """

    site: str
    runs: tuple[Run, ...]
    published: tuple[int, ...] = ()
    covered: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a site is ill, or what is remarked of a well one, in words; `cause` says where to look.

    `about` is the source or the field that is meant, where there may be several of one cause.
    """

    cause: Cause
    text: str
    about: str = ""

    @property
    def key(self) -> str:
        """What stays the same while the numbers in the text change."""
        return f"{self.cause} {self.about}".rstrip()


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict on a site. `filled` is the share (0 to 1) of the newest articles that have each field.

    `today` and `usual` are the articles of the 24 hours up to the last finished run, and those usual on that weekday;
    `run_ended` is why the newest run ended. `remarks` are worth knowing and no illness.
    """

    site: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()
    last_run: datetime | None = None
    run_ended: str | None = None
    today: int | None = None
    usual: float | None = None
    filled: dict[str, float] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
