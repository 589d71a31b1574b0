"""What the pages of a site yield: functions of a page and its site alone, which run in any process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from w3lib.html import get_meta_refresh

from crawler.discovery.section import SectionPage, read_section
from crawler.discovery.wordpress import api_in_page
from crawler.extraction import Document, article_links, extract_page
from crawler.extraction.refusal import refusal_in
from crawler.extraction.tree import attribute
from crawler.found import NotAnArticle, as_found, has_markup
from crawler.items import ArticlePage
from crawler.refusals import Refusal
from crawler.site import Site
from crawler.urls import absolute_url

REFRESH_CHARACTERS = 16_384
"""How much of a page is searched for a meta refresh: it stands in the head."""

ARTICLES_OF_A_LIST = 10
"""Articles of the site from which on a page that leads to them has not come in place of a list."""


@dataclass(slots=True)
class Fetched:
    """A page and its time of fetching (aware UTC)."""

    document: Document
    at: datetime


@dataclass(slots=True)
class ReadPage:
    """What an article page yields: the article as found and the URLs of other articles of the site, or, where
    the page only sends its readers elsewhere, the address it sends them to; or what came in its place.
    """

    article: ArticlePage | None
    links: tuple[str, ...] = ()
    moved_to: str | None = None
    refusal: Refusal | None = None


@dataclass(slots=True)
class ReadListing:
    """What a front or section page yields: where it leads, and the posts route of the WordPress that its head names;
    or what came in its place.
    """

    listing: SectionPage | None
    api: str | None = None
    refusal: Refusal | None = None


R = TypeVar("R", ReadPage, ReadListing)

Reading = Callable[[Fetched, Site], R]
"""A function of this module that reads a page."""


def read_page(page: Fetched, site: Site) -> ReadPage:
    """Read an article page. Never raises on any page."""
    document = page.document
    if refusal := refusal_in(document):
        return ReadPage(None, refusal=refusal)
    if (target := immediate_refresh(document)) and target != document.url:
        return ReadPage(None, moved_to=target)
    article = _as_found(document, page.at, site)
    article.site = None  # the caller has it; it need not travel between processes
    return ReadPage(article, tuple(link.url for link in article_links(document, site)))


def read_listing(page: Fetched, site: Site) -> ReadListing:
    """Read a front or section page. Never raises on any page."""
    document = page.document
    listing = read_section(document.root, document.url, site)
    if len(listing.articles) < ARTICLES_OF_A_LIST and (refusal := refusal_in(document)):
        return ReadListing(None, refusal=refusal)
    return ReadListing(listing, api_in_page(document.root))


def _as_found(document: Document, at: datetime, site: Site) -> ArticlePage:
    if (document.content_type or "").startswith("text/plain") and not has_markup(document):
        try:
            return as_found(document, site, at)
        except NotAnArticle:
            pass  # too long for a page of text: read as any other, it has no title and is refused
    return extract_page(document, site, fetched_at=at)


def immediate_refresh(document: Document) -> str | None:
    """Return where a page sends its readers at once by a meta refresh, or None. Pages that reload stay."""
    if not any(attribute(meta, "http-equiv").strip().lower() == "refresh" for meta in document.tagged("meta")):
        return None
    head = document.text[:REFRESH_CHARACTERS]
    seconds, target = get_meta_refresh(head, document.base_url, ignore_tags=("noscript", "script"))
    return absolute_url(document.base_url, target) if target and seconds is not None and seconds <= 1 else None
