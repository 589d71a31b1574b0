"""Which kind of page a capture is: what its row says, else what it shows by itself."""

from __future__ import annotations

import re
from typing import Final, cast, get_args

from crawler.archive.capture import Capture
from crawler.database.rebuilding import KnownPage
from crawler.items import PageKind
from crawler.site import Feed, Section, Site, Sitemap, WordPress
from crawler.urls import url_key

KINDS: Final = frozenset(get_args(PageKind))
_LOOKED_AT = 65_536
"""Bytes of a page that are searched for what it says it is: heads of WordPress pages reach 50 KB."""

_ROOT = re.compile(rb"<(?:[a-z]+:)?(rss|feed|rdf|urlset|sitemapindex)\b", re.IGNORECASE)
_XML_HEAD = 2048
_XML: dict[bytes, PageKind] = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
}
_REST_URL = re.compile(r"/wp-json/wp/v2/|[?&]rest_route=/?wp/v2/")
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|meta|title|div|p|article)\b", re.IGNORECASE)
_DECLARES_ARTICLE = re.compile(
    rb"""article:published_time|"@type"\s*:\s*(?:\[\s*)?"(?:\w*NewsArticle|Article|BlogPosting)\"""", re.IGNORECASE
)


def kind_of(capture: Capture, site: Site, known: KnownPage | None) -> PageKind | None:
    """Return the kind of page a capture is, None where nothing tells: then a listing may yet name it.

    `known` is its row, by whose kind a crawl would have read it.
    """
    if known and known.seen and known.kind in KINDS:
        return cast("PageKind", known.kind)
    if declared := _declared(capture.url, site):
        return declared
    if not capture.url.startswith("http") or site.is_article(capture.url):
        return "article"
    head = capture.body[:_LOOKED_AT]
    if (root := _ROOT.search(head, 0, _XML_HEAD)) and not re.search(rb"<html", head[: root.start()], re.IGNORECASE):
        return _XML[root[1].lower()]
    if _REST_URL.search(capture.url):
        return "rest"
    if _DECLARES_ARTICLE.search(head):
        return "article"
    return None


def is_page(capture: Capture) -> bool:
    """Say whether a capture is a page a crawl would ask for: neither robots.txt nor data of another kind."""
    if capture.url.split("?", 1)[0].endswith("/robots.txt"):
        return False
    if not 200 <= capture.status < 300 or not capture.url.startswith("http") or _REST_URL.search(capture.url):
        return True
    head = capture.body[:_LOOKED_AT]
    return bool(head.startswith(b"\x1f\x8b") or _ROOT.search(head, 0, _XML_HEAD) or _MARKUP.search(head))


def _declared(url: str, site: Site) -> PageKind | None:
    key = url_key(url)
    if key == url_key(site.home):
        return "front"
    for source in site.sources:
        if url_key(site.absolute(source.path)) == key:
            match source:
                case Feed():
                    return "feed"
                case Sitemap():
                    return "sitemap"
                case Section():
                    return "section"
                case WordPress():
                    return "rest"
    return None
