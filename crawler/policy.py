"""The one crawl policy: which pages a run asks for, which it only knows, where it stops. No request, no database.

What is looked at again, and when, is decided by `crawler/revisits.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crawler.discovery.wordpress import posts_url
from crawler.extraction.links import articles_of
from crawler.items import Link, PageKind, PageLink
from crawler.site import Feed, Section, Site, Sitemap, WordPress
from crawler.urls import clean_url, url_key
from crawler.visits import NewPage, Page, State, Visit

UPDATE_LISTING_PAGES = 10
"""How many pages of a section an update turns back while it still finds news: the first update of a site, or one
after a long pause, stays an update. What is older is a backfill's."""

UPDATE_DEPTH = 2
"""An update visits articles announced by a source (1) and those they link to (2); links beyond are noted."""

BACKFILL_LISTING_PAGES = 20_000
"""No section is longer; an endless calendar is cut here at the latest."""

READ_AGAIN = {"update": ("feed", "sitemap"), "backfill": ("feed", "sitemap", "rest", "section")}
"""Listings named by an unchanged page that a run reads all the same."""

MAX_HOPS = 5
"""Redirects in a row before they count as a loop (RFC 9309 asks as many of who fetches robots.txt)."""

PRIORITY: dict[str, int] = {
    "front": 90,
    "rest": 85,
    "feed": 80,
    "news sitemap": 75,
    "sitemap": 40,
    "section": 30,
}
ANNOUNCED, LINKED, REVISITED = 60, 50, 10
"""Priorities of articles a source announces, and of those an article links to. Listings that bring many articles
come first; section pages and sitemaps once the articles found so far are in, but for those a back-fill reads beside
them (`crawler/frontier.py`). Articles are looked at again last."""

ARTICLE_SITEMAP = re.compile(r"(?:post|article|news)[^/]*$")
"""Sitemaps that name their content: wp-sitemap-posts-post-1.xml, post-sitemap3.xml, news.xml."""
OTHER_SITEMAP = re.compile(r"posts-(?!post)|subtype=(?!post)|post_tag|post-format")
"""WordPress sitemaps of what is no post: posts-page-1.xml, ?sitemap=posts&sitemap-subtype=page."""


class Memory(Protocol):
    """What was visited before: in a crawl the frontier's."""

    def any_unknown(self, keys: list[bytes]) -> bool:
        """Say whether one of the pages was never visited before this run."""

    def fingerprint_of_parent(self, page: Page) -> bytes | None:
        """Return what the page listed that led to this one."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a run of a site does, by its `mode` (update, backfill or archive).

    `since` and `until` (aware UTC) bound a backfill; `rest` says whether the WordPress REST API is used.
    """

    site: Site
    mode: str
    since: datetime | None = None
    until: datetime | None = None
    rest: bool = True

    @property
    def asks_rest(self) -> bool:
        """Whether the WordPress REST API is asked for posts."""
        return self.mode == "backfill" and self.rest

    def sources(self) -> list[NewPage]:
        """Return the pages a run begins with: the front page and the declared sources its mode reads."""
        home = self.site.home
        pages = [self._source(home, "front")]
        for source in self.site.sources:
            match source:
                case Feed(path):
                    pages.append(self._source(self.site.absolute(path), "feed"))
                case Section(path):
                    pages.append(self._source(self.site.absolute(path), "section", PRIORITY["feed"]))
                case Sitemap(path, news=True):
                    pages.append(self._source(self.site.absolute(path), "sitemap", PRIORITY["feed"]))
                case Sitemap(path) if self.mode == "backfill":
                    pages.append(self._source(self.site.absolute(path), "sitemap"))
                case WordPress(path) if self.asks_rest:
                    pages.append(self._source(self.posts_url(self.site.absolute(path)), "rest"))
                case _:
                    pass
        return pages

    def sitemaps(self, named: Iterable[str]) -> list[NewPage]:
        """Return those of the sitemaps robots.txt names that are read: a backfill all, an update those of news."""
        urls = [url for url in map(clean_url, named) if url and self.site.owns(url)]
        wanted = [url for url in urls if self.mode == "backfill" or _is_news_sitemap(url)]
        return [self._source(url, "sitemap") for url in wanted]

    def _source(self, url: str, kind: PageKind, priority: int | None = None) -> NewPage:
        return NewPage(clean_url(url) or url, url_key(url), kind, "pending", priority=priority or PRIORITY[kind])

    def posts_url(self, api: str, page: int = 1) -> str:
        """Return the address of a page of the posts in the range."""
        return posts_url(api, page=page, since=self.since, until=self.until)

    def turns(self, visit: Visit, keys: list[bytes], links: list[PageLink], memory: Memory) -> bool:
        """Say whether to turn to the next page of a listing."""
        if not keys:
            return False
        if self.mode == "update":
            return visit.page.depth < UPDATE_LISTING_PAGES - 1 and memory.any_unknown(keys)
        if visit.fingerprint == memory.fingerprint_of_parent(visit.page):
            return False  # the same list again: the site repeats its last page for ever
        dates = [link.published for link in links]
        too_old = self.since and dates and all(day and day < self.since for day in dates)
        return visit.page.depth < BACKFILL_LISTING_PAGES and not too_old

    def leads_to(self, visit: Visit, target: str) -> None:
        """Note that the page is to be had at another address: of this page, of another one, or off the site."""
        page = visit.page
        if not self.site.owns(target):
            visit.state, visit.reason = "offsite", f"redirects to {target}"
        elif page.hops >= MAX_HOPS or target == page.url:
            visit.state, visit.reason = "failed", "redirects without end"
        elif url_key(target) == url_key(page.url):
            visit.state, visit.moved_to = "pending", target
        elif page.kind == "article" and not self.site.is_article(target):
            # Sites send readers of what they took down to their front page.
            visit.state = "gone" if page.article_id else "rejected"
            visit.reason = f"redirects to what is no article: {target}"
        else:
            visit.state, visit.reason = "redirected", f"redirects to {target}"
            visit.target = url_key(target)
            priority = ANNOUNCED if page.kind == "article" else PRIORITY[page.kind]
            visit.found.append(
                NewPage(
                    target, visit.target, page.kind, "pending", priority=priority, depth=page.depth, hops=page.hops + 1
                )
            )

    def admit(self, visit: Visit, link: PageLink) -> None:
        """Note a page the visited page led to: to be visited, only known, or none of ours."""
        page = visit.page
        found = articles_of(self.site)[link.url] if link.kind == "article" else None
        if found is None and (link.kind != "article" or self._trusts(page)):
            found = self._own_page(link.url)
        if found is None:
            return
        url, key = found
        if link.kind == "article":
            announced = page.kind != "article"
            depth = 1 if announced else page.depth + 1
            state: State = "pending" if self._wants(link, depth) else "noted"
            priority = ANNOUNCED if announced else LINKED
        else:
            depth, state = page.depth + 1, "pending"
            priority = PRIORITY["news sitemap" if _is_news_sitemap(url) else link.kind]
        visit.found.append(
            NewPage(
                url,
                key,
                link.kind,
                state,
                priority=priority,
                depth=depth,
                published=link.published,
                modified=link.modified,
            )
        )

    def admit_edge(self, visit: Visit, link: Link) -> None:
        """Note the page an article's link leads to; if it is an article of the site, visit it."""
        if articles_of(self.site)[link.url]:
            self.admit(visit, PageLink(link.url, "article"))
        else:
            visit.found.append(NewPage(link.url, url_key(link.url), link.kind, "noted", own=self.site.owns(link.url)))

    def _own_page(self, link: str) -> tuple[str, bytes] | None:
        url = clean_url(link)
        return (url, url_key(url)) if url and self.site.owns(url) else None

    def _trusts(self, page: Page) -> bool:
        """Say whether all that a listing names are articles, whatever their URLs look like."""
        if page.kind in ("feed", "rest"):
            return True
        if page.kind != "sitemap" or self.site.article_url or OTHER_SITEMAP.search(page.url):
            return False
        return bool(ARTICLE_SITEMAP.search(page.url))

    def _wants(self, link: PageLink, depth: int) -> bool:
        if self.mode == "update":
            return depth <= UPDATE_DEPTH
        if link.published:
            after = self.since is None or link.published >= self.since
            return after and (self.until is None or link.published < self.until)
        # What was last modified before the range was published before it.
        return not (self.since and link.modified and link.modified < self.since)


def _is_news_sitemap(url: str) -> bool:
    return "news" in url.rstrip("/").rsplit("/", 1)[-1].lower()
