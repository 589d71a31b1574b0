"""The words a spider declares its site in. Facts only: what is declared here is never fetched or parsed here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal
from urllib.parse import urljoin, urlsplit

from crawler.urls import host_of, looks_like_article, same_site


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS or Atom feed, newest articles first."""

    path: str = "/feed"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap or sitemap index. A `news` sitemap holds the last two days and is read by every update."""

    path: str = "/sitemap.xml"
    news: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A section page: cards of articles, newest first, with a link to older ones."""

    path: str


@dataclass(frozen=True, slots=True)
class WordPress:
    """The posts route of the WordPress REST API."""

    path: str = "/wp-json/wp/v2/posts"


Source = Feed | Sitemap | Section | WordPress


@dataclass(frozen=True, slots=True)
class Layout:
    """CSS selectors of one layout of a site or theme, valid for articles published from `since` to `until`.

    A selector names an element; its text is taken, for `image` its source, for dates its `datetime` attribute
    where there is one. `body` names the container(s) of the paragraphs; `remove` what is no part of the
    article inside it; `related` the boxes of related links. `seen` is the year the facts were seen.
    """

    seen: str
    title: str | None = None
    subtitle: str | None = None
    section: str | None = None
    body: str | None = None
    author: str | None = None
    published: str | None = None
    modified: str | None = None
    tags: str | None = None
    image: str | None = None
    caption: str | None = None
    related: str | None = None
    remove: str | None = None
    since: date | None = None
    until: date | None = None


Verified = Literal["live site", "feed fetched by others", "pages seen", "public code", "listed only"]
"""How far the facts of a site are known to hold, best first: the site was asked for them (`scrapy newsite`); its feed
answered others; they were read off its pages; public code works by them; public lists name its address. Of all but the
first none says that the site was asked from here.
"""


@dataclass(frozen=True, eq=False)
class Site:
    """A news site: where it is, where its articles are announced, and how its pages were built over the years.

    `article_url` is a regular expression searched in the URL; without it, URL shape decides. `domains` are
    further hosts the same articles live on. `home` ends in a slash. `began` is when the site went online: no
    article is older. `seen` are the years in which facts were seen, `verified` how far they were checked.
    `revisit_ages` are the ages at which its articles are looked at again; without them the setting REVISIT_AGES says.
    `rendered` says that its pages show nothing without JavaScript: a browser reads them (crawler/rendering.py).
    """

    title: str
    home: str
    languages: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    title_ar: str | None = None
    article_url: str | None = None
    not_article_url: str | None = None
    domains: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = ()
    began: date | None = None
    seen: str = ""
    verified: Verified | None = None
    rendered: bool = False
    timezone: str = "Africa/Casablanca"
    revisit_ages: tuple[timedelta, ...] | None = None
    hosts: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Check the facts once, so that a typing error in a spider fails at start and names itself."""
        parts = urlsplit(self.home)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"Site {self.title!r}: home must be an absolute http(s) URL, not {self.home!r}")
        object.__setattr__(self, "hosts", frozenset({host_of(self.home), *self.domains}))

    @cached_property
    def _article(self) -> re.Pattern[str] | None:
        return re.compile(self.article_url) if self.article_url else None

    @cached_property
    def _not_article(self) -> re.Pattern[str] | None:
        return re.compile(self.not_article_url) if self.not_article_url else None

    def absolute(self, path: str) -> str:
        """Return the URL of a source declared by path."""
        return urljoin(self.home, path)

    def owns(self, url: str) -> bool:
        """Say whether the URL lies on the site's own hosts."""
        return same_site(url, self.hosts)

    def is_article(self, url: str) -> bool:
        """Say whether the URL has the shape of an article of this site."""
        if not self.owns(url) or (self._not_article and self._not_article.search(url)):
            return False
        return bool(self._article.search(url)) if self._article else looks_like_article(url)


def with_sections(site: Site, paths: Sequence[str]) -> Site:
    """Return a site with these sections instead of those it declares."""
    others = (source for source in site.sources if not isinstance(source, Section))
    return replace(site, sources=(*others, *map(Section, paths)))


@dataclass(frozen=True, slots=True)
class Unfit:
    """A host of the press that has no spider, and why; `seen` is the year the reason was seen."""

    host: str
    title: str
    reason: str
    seen: str
