"""One visit to one page: what the frontier hands out, and all that came of it.

A `Visit` travels with its request. Everything the response yields is gathered in it, and it is written to the
database as a whole, in one transaction, once the last of its articles has left the pipelines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from crawler.items import Article, PageKind

State = Literal[
    "pending",  # to be fetched
    "retry",  # failed for now, to be fetched again at next_visit_at
    "done",  # fetched and read
    "redirected",  # another URL of the site has it: target_id
    "gone",  # 404 or 410, or an article that leads to the front page now
    "rejected",  # fetched, but no article: reason
    "robots",  # robots.txt forbids it
    "offsite",  # redirects off the site: reason
    "failed",  # given up: reason
    "noted",  # known from a link, asked for by no run
]
"""What a page row says of its page."""

ROBOTS_UNREACHABLE = "robots.txt unreachable"
"""How the reason begins of a page that was not asked for, as nobody knew the rules: its visit says nothing of it."""


class TakenBack(Exception):  # noqa: N818 (what happened)
    """A request that was waiting for its turn when the crawl was stopped; its page stays pending."""


@dataclass(slots=True)
class Page:
    """A row of the frontier as handed out.

    `depth` is 0 for a source, 1 for what it announces, 2 beyond; `attempts` counts failures in a row, `hops` the
    redirects that led here.
    """

    id: int
    url: str
    kind: PageKind
    depth: int
    attempts: int = 0
    hops: int = 0
    found_on: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    fingerprint: bytes | None = None
    article_id: int | None = None


class NewPage(NamedTuple):
    """A page to be known from now on: `state` is "pending" where the run wants it, else "noted".

    A tuple, as dozens of a page travel between processes: one is packed and unpacked in a third of the time.
    """

    url: str
    key: bytes
    kind: str
    state: State
    own: bool = True
    priority: int = 0
    depth: int = 0
    hops: int = 0
    published: datetime | None = None
    modified: datetime | None = None


@dataclass(slots=True, frozen=True)
class Original:
    """An earlier capture of a page: what a revisit record refers to. `at` is as the database writes times.

    `id` is 0 and `file` empty where an archive is read whose captures the database may not know.
    """

    id: int
    url: str
    at: str
    digest: str
    file: str


@dataclass(slots=True, frozen=True)
class Recording:
    """Where in the archive an exchange stands: a row of `captures` to be.

    `kind` is "response", or "revisit" where the payload is `original`'s. `digest` is the payload's; `file` a name in
    the archive's folder, `offset` and `length` the bytes of the record in it.
    """

    url: str
    at: datetime
    kind: Literal["response", "revisit"]
    status: int
    digest: str
    file: str
    offset: int
    length: int
    original: Original | None = None


@dataclass(slots=True, frozen=True)
class Asked:
    """Which row of the frontier a page was asked for by, and when, where a web archive answered for the page's site."""

    page: Page
    at: datetime


@dataclass(slots=True, eq=False)
class Visit:
    """What came of one fetch. `awaiting` counts articles still in the pipelines.

    Of a capture that a web archive sent, `page` is the page captured and `at` the time of the capture; `asked` is the
    capture's own row.
    """

    page: Page
    at: datetime
    state: State = "done"
    reason: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    fingerprint: bytes | None = None
    total: int | None = None
    """How many articles a REST API says it has in all."""
    next_visit: datetime | None = None
    moved_to: str | None = None
    """New address of the same page (http to https, a slash added): it stays pending there."""
    target: bytes | None = None
    """Key of the page a redirect leads to."""
    unchanged: bool = False
    """The server answered 304: what is stored still holds."""
    refused: bool = False
    """The site answered, and would not give the page: to us, or not now."""
    read_again: tuple[str, ...] = ()
    """Kinds of listings this page named when it was last read that are to be read in this run too."""
    original: Original | None = None
    """What the archive holds of the page already."""
    recording: Recording | None = None
    found: list[NewPage] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    rejections: list[str] = field(default_factory=list)
    awaiting: int = 0
    exhausted: bool = False
    asked: Asked | None = None

    @property
    def row(self) -> Page:
        """The row of the frontier that this visit ends."""
        return self.asked.page if self.asked else self.page

    @property
    def settled(self) -> bool:
        """Whether nothing more can come of this visit."""
        return self.exhausted and self.awaiting == 0
