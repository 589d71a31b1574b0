"""The contract between the packages: what a page yields as found, and what is stored.

`ArticlePage` is what extraction found on one page, still as printed there. The pipelines turn it into an
`Article`, which is what the database holds. `PageLink` is a page another page led to; `Link` is an edge from
an article. Nothing here touches network, clock or disk.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from crawler.site import Site
    from crawler.visits import Visit

PageKind = Literal["front", "feed", "sitemap", "section", "rest", "article", "index", "capture"]
"""The last two are of a web archive: a page of its listing of a site's captures, and a capture."""

LinkKind = Literal["related", "inline", "tag", "author", "section"]
BlockKind = Literal["paragraph", "heading", "quote", "list", "table", "embed"]
Precision = Literal["second", "minute", "day"]


@dataclass(slots=True)
class PageLink:
    """A page that another page led to: a row for the frontier.

    `published` and `modified` are what the leading page says of it (feed dates, sitemap lastmod), aware UTC.
    """

    url: str
    kind: PageKind
    published: datetime | None = None
    modified: datetime | None = None


@dataclass(slots=True)
class Link:
    """An edge from an article to a URL. `position` counts from 0 within the article, in document order."""

    url: str
    kind: LinkKind
    text: str
    position: int


@dataclass(slots=True)
class Block:
    """One block of a body, in reading order. `url` is the target of an embedded post or quotation."""

    kind: BlockKind
    text: str
    url: str | None = None


@dataclass(slots=True)
class Image:
    """The lead image with its caption and photographer or agency, as printed."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(slots=True)
class DateText:
    """A date as a page gives it: the text, what it dates, and the method that found it."""

    text: str
    dates: Literal["published", "modified"]
    method: str


@dataclass(slots=True, frozen=True)
class Moment:
    """A time that is honest about itself: aware UTC, the text it came from, how precise, and by which method."""

    at: datetime
    raw: str
    precision: Precision
    source: str = ""


@dataclass(slots=True, repr=False)
class ArticlePage:
    """An article as found on one page, before the pipelines.

    Text is decoded but otherwise as printed. `dates` come best method first. `methods` names, per field, the
    method that gave it ("json-ld", "opengraph", "meta", "layout", "theme:jannah", "generic", "rest"...).
    `problems` collects what a person should know: "layout missed: body", "methods disagree: body"...
    """

    url: str
    fetched_at: datetime
    title: str | None = None
    subtitle: str | None = None
    section: str | None = None
    breadcrumb: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    source: str | None = None
    tags: list[str] = field(default_factory=list)
    dates: list[DateText] = field(default_factory=list)
    language: str | None = None
    image: Image | None = None
    has_media: bool = False
    truncated: bool = False
    links: list[Link] = field(default_factory=list)
    canonical_url: str | None = None
    external_id: str | None = None
    """The site's own number for the article, as "wp:1234"; survives a changed slug."""
    methods: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    site: Site | None = None
    """The site's declared facts, where it is a known one."""
    visit: Visit | None = None
    """The fetch this page came from; None outside a crawl."""

    def __repr__(self) -> str:
        """Name the page in one line of a log."""
        return f"<ArticlePage {self.url}>"


@dataclass(slots=True, repr=False)
class Article:
    """An article as stored: cleaned, normalised, judged. Field names are the columns of the database.

    `body` holds the blocks' texts separated by a blank line. `language` is an ISO 639 code (ar, ary, zgh, fr,
    en, es), `script` an ISO 15924 code (Arab, Latn, Tfng). `content_hash` covers title and body.
    """

    url: str
    fetched_at: datetime
    title: str
    blocks: list[Block]
    body: str
    language: str | None
    script: str | None
    word_count: int
    content_hash: str = ""
    subtitle: str | None = None
    section: str | None = None
    breadcrumb: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    source: str | None = None
    tags: list[str] = field(default_factory=list)
    published: Moment | None = None
    modified: Moment | None = None
    image: Image | None = None
    has_media: bool = False
    truncated: bool = False
    links: list[Link] = field(default_factory=list)
    canonical_url: str | None = None
    external_id: str | None = None
    methods: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    site: Site | None = None
    visit: Visit | None = None

    def __repr__(self) -> str:
        """Name the article in one line of a log."""
        return f"<Article {self.url}>"


def content_hash_of(title: str, body: str) -> str:
    """Return the fingerprint of what an article says: equal where title and body are."""
    return hashlib.blake2b(f"{title}\0{body}".encode(), digest_size=16).hexdigest()
