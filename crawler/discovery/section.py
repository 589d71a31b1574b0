"""Section and front pages: a parsed page in; its articles, next page, sections and feeds out.

A card's link is taken for an article by the URL alone, so that a new design costs nothing. Page one to page
two is found by several signs, of which one has to hold: the number in the address grows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from crawler.discovery.timestamps import parse_timestamp
from crawler.extraction.links import articles_of
from crawler.extraction.tree import Node, ancestors, attribute
from crawler.items import PageLink
from crawler.site import Site
from crawler.urls import absolute_url, identity, looks_like_section, url_key

MAX_SECTIONS = 40
MAX_FEEDS = 20
_MAX_LINKS = 20_000  # different links of a page; the longest archive pages have a few thousand
_MAX_TIMES = 500  # `<time>` elements looked at; a listing has at most one or two hundred cards
_CARD_DEPTH = 8  # elements between a card's date and the card
_CARD_LINKS = 30  # links of a card, with those to tags and shares; what has more is a list of cards
_NAVIGATION_DEPTH = 12  # elements between a menu's link and the menu
_CHANCES = 3  # places where a section's link is looked for in navigation
_KEPT = 4_096  # addresses of which the place among pages is kept: most stand on every page of a site

_NAVIGATION_TAGS = frozenset({"nav", "header", "menu"})
_NAVIGATION_NAME = re.compile(
    r"(?:^|[\s_-])(?:main|primary|top|mega|mobile|site)?(?:menu|nav|navbar|navigation)(?:$|[\s_-])"
)

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_COMMENT_FEED = re.compile(r"comment|commentaire|تعليق|withoutcomments", re.IGNORECASE)
_FEED_END = re.compile(r"/(?:feed|rss|atom)(?:/[a-z0-9]*)?/?$|[?&]feed=[a-z0-9]+")

# Where a page's number stands in its identity (see `crawler.urls.identity`), with the query cut off.
_PATH_NUMBER = re.compile(r"/(?:page[/:_-]?|index[._-])(\d{1,6})(?:\.html?)?$")
_NUMBERS = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")
_TRAILING_NUMBER = re.compile(r"/(\d{1,4})$")
_QUERY_NUMBER = re.compile(
    r"(?:^|&)(?:(?P<page>page|paged|pg|pageno|page_no|p)|start|limitstart|offset|debut_\w+)=(?P<number>\d{1,7})(?=&|$)"
)
_DATE_PATH = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2})?$")  # a calendar's days are no pages

_NEXT_CLASSES = frozenset({"next", "nextpostslink", "next-page", "page-next", "pagination-next", "pagination__next"})
_NEXT_WORDS = frozenset(
    {
        "التالي", "التالية", "الصفحة التالية", "المزيد", "مقالات أقدم", "المقالات الأقدم", "أقدم", "next", "next page",
        "older", "older posts", "older entries", "load more", "suivant", "suivante", "page suivante", "voir plus",
        "plus d'articles", "articles plus anciens", "articles précédents", "siguiente", "",
    }
)  # fmt: skip
_ARROWS = " \t\r\n\u00a0«»‹›<>→←⟶…"
_PAGINATION_NAME = re.compile(r"pag(?:e|ina|ing|er)|nav-links|wp-pagenavi", re.IGNORECASE)


@dataclass(slots=True, frozen=True)
class SectionPage:
    """What a listing leads to. `articles` are in document order, each once; `next_url` is the page of older ones."""

    articles: list[PageLink]
    next_url: str | None = None
    sections: list[PageLink] = field(default_factory=list)
    feeds: list[PageLink] = field(default_factory=list)


class _Target(NamedTuple):
    """Where a link of the site's own leads: `key` for an article, None for any other page."""

    url: str
    key: bytes | None


class _Position(NamedTuple):
    """A page's place among the pages of its list: what is common to them, and its number if it says one."""

    family: str
    number: int | None = None
    way: str = "path"
    """Where the number stands: path, trailing, query, or offset (it counts articles, from 0)."""


def read_section(root: Node, url: str, site: Site) -> SectionPage:
    """Return what the listing `root`, fetched from `url`, leads to within `site`.

    An article gets the time that stands on its card, where a `<time>` element says so. Sections are those of
    the page's navigation, `MAX_SECTIONS` at most; feeds are those the page declares, less feeds of comments.
    """
    base = next((absolute_url(url, href) for tag in root.css("base") if (href := attribute(tag, "href"))), None) or url
    listing = _Listing(url, base, site)
    for element in root.css("a, area, link, time"):
        if element.tag == "time":
            listing.times.append(element)
        elif element.tag == "link":
            listing.note_link_element(element)
        else:
            listing.note_anchor(element)
    dates = listing.card_dates()
    return SectionPage(
        [PageLink(target, "article", dates.get(key)) for key, target in listing.articles.items()],
        listing.next_url(),
        [PageLink(section, "section") for section in islice(listing.sections(), MAX_SECTIONS)],
        [PageLink(feed, "feed") for feed in listing.feeds],
    )


class _Listing:
    """A listing while it is read."""

    def __init__(self, url: str, base: str, site: Site) -> None:
        self.url, self.base, self.site = url, base, site
        self.articles: dict[bytes, str] = {}
        self.feeds: dict[str, None] = {}
        self.times: list[Node] = []
        self._own_key = url_key(url)
        self._article = articles_of(site)
        self._targets: dict[str, _Target | None] = {}
        self._others: dict[str, list[Node]] = {}
        self._numbered: list[tuple[str, Node]] = []

    def note_anchor(self, anchor: Node) -> None:
        href = anchor.attrs.get("href")
        if not href or href.startswith("#") or len(self._targets) >= _MAX_LINKS:
            return
        target = self._target(href)
        if target is None:
            return
        if target.key is not None:
            self.articles.setdefault(target.key, target.url)
            return
        places = self._others.setdefault(target.url, [])
        if len(places) < _CHANCES:
            places.append(anchor)
        if _DIGIT.search(target.url):
            self._numbered.append((target.url, anchor))

    def note_link_element(self, element: Node) -> None:
        stated = element.attributes
        relations = (stated.get("rel") or "").lower().split()
        href = stated.get("href")
        if not href or not relations:
            return
        if "next" in relations:
            target = self._target(href)
            if target is not None and target.key is None:
                self._numbered.append((target.url, element))
        elif "alternate" in relations and (stated.get("type") or "").lower() in _FEED_TYPES:
            url = absolute_url(self.base, href)
            if url and len(self.feeds) < MAX_FEEDS and self._is_feed_of_articles(url, stated.get("title") or ""):
                self.feeds[url] = None

    def _is_feed_of_articles(self, url: str, title: str) -> bool:
        if not self.site.owns(url) or _COMMENT_FEED.search(url) or _COMMENT_FEED.search(title):
            return False
        page = _FEED_END.sub("", url)
        return not (self.site.is_article(page) or self.site.is_article(page + "/"))

    def _target(self, href: str) -> _Target | None:
        if href in self._targets:
            return self._targets[href]
        target = None
        url = absolute_url(self.base, href)
        if url and (article := self._article[url]):
            target = _Target(*article) if article[1] != self._own_key else None
        elif url and self.site.owns(url):
            target = _Target(url, None)
        self._targets[href] = target
        return target

    def card_dates(self) -> dict[bytes, datetime]:
        """Return the times of cards by the key of the card's article; of several, the first."""
        dates: dict[bytes, datetime] = {}
        for element in self.times[:_MAX_TIMES]:
            key = self._card_article(element)
            if key is not None and key not in dates:
                moment = parse_timestamp(element.attrs.get("datetime"), self.site.timezone)
                if moment:
                    dates[key] = moment
        return dates

    def _card_article(self, element: Node) -> bytes | None:
        """Return the article of the smallest element around that holds exactly one."""
        for around in islice(ancestors(element), _CARD_DEPTH):
            if around.tag == "a" and (key := self._article_of(around)) is not None:
                return key
            keys: set[bytes] = set()
            for count, anchor in enumerate(part for part in around.traverse() if part.tag == "a"):
                if (key := self._article_of(anchor)) is not None:
                    keys.add(key)
                if len(keys) > 1 or count >= _CARD_LINKS:
                    return None
            if keys:
                return keys.pop()
        return None

    def _article_of(self, anchor: Node) -> bytes | None:
        target = self._targets.get(attribute(anchor, "href"))
        return target.key if target else None

    def sections(self) -> Iterator[str]:
        """Yield the addresses in the page's navigation that may be sections."""
        for url, places in self._others.items():
            if looks_like_section(url) and url_key(url) != self._own_key and any(map(_in_navigation, places)):
                yield url

    def next_url(self) -> str | None:
        """Return the address of the next page: of those with this page's list and a higher number, the lowest."""
        here = _positions(self.url)
        best: tuple[int, str] | None = None
        for url, element in self._numbered:
            for there in _positions(url):
                for current in here:
                    if (
                        there.number is not None
                        and there.family == current.family
                        and _follows(there, current, element)
                    ):
                        best = min(best or (there.number, url), (there.number, url), key=lambda found: found[0])
        return best[1] if best else None


@lru_cache(_KEPT)
def _positions(url: str) -> tuple[_Position, ...]:
    """Return what places an address may name; one that ends in a bare number may be a page or a list of its own."""
    path, _, query = identity(url).partition("?")
    path = path.rstrip("/")
    tail = f"?{query}" if query else ""
    if match := _PATH_NUMBER.search(path):
        return (_Position(path[: match.start()] + tail, int(match[1])),)
    match = _QUERY_NUMBER.search(query) if query else None
    if match and not ("/" not in path and "p=" in match[0].removeprefix("&")[:2]):  # ?p=12 at the root is an article
        rest = (query[: match.start()] + query[match.end() :]).lstrip("&")
        way = "query" if match["page"] else "offset"
        return (_Position(path + (f"?{rest}" if rest else ""), int(match["number"]), way),)
    whole = _Position(path + tail)
    match = _TRAILING_NUMBER.search(path)
    if match and not _DATE_PATH.search(path[: match.start()]):
        return whole, _Position(path[: match.start()] + tail, int(match[1]), "trailing")
    return (whole,)


def _follows(there: _Position, here: _Position, element: Node) -> bool:
    """Say whether a numbered address of the same list comes after this page, and is shown as a page."""
    number = there.number or 0
    if here.number is not None:
        first = here.number
    elif there.way == "offset":
        first = 0
    elif there.way == "query" and number == 1 and (_says_next(element) or _NUMBERS.findall(_label(element)) == ["2"]):
        first = 0  # Drupal counts pages from 0: what it shows as "2" is ?page=1
    else:
        first = 1
    if number <= first:
        return False
    if there.way == "trailing":  # /category/13 may as well be another category
        return _says_next(element) or (number == first + 1 and _in_pagination(element))
    return there.way == "offset" or number == first + 1 or _says_next(element)


def _says_next(element: Node) -> bool:
    stated = element.attributes
    if "next" in (stated.get("rel") or "").lower().split():
        return True
    parent = element.parent
    for tag in (element,) if parent is None else (element, parent):
        if not _NEXT_CLASSES.isdisjoint(attribute(tag, "class").lower().split()):
            return True
    said = (_label(element), stated.get("aria-label"), stated.get("title"))
    return any(text and " ".join(text.lower().strip(_ARROWS).split()) in _NEXT_WORDS for text in said)


def _label(element: Node) -> str:
    return element.text().strip()


def _in_pagination(element: Node) -> bool:
    return any(_PAGINATION_NAME.search(attribute(around, "class")) for around in islice(ancestors(element), 4))


def _in_navigation(element: Node) -> bool:
    for around in islice(ancestors(element), _NAVIGATION_DEPTH):
        stated = around.attributes
        if around.tag in _NAVIGATION_TAGS or stated.get("role") == "navigation":
            return True
        names = filter(None, (stated.get("class"), stated.get("id")))
        if any(_NAVIGATION_NAME.search(name.lower()) for name in names):
            return True
    return False
