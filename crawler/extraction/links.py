"""The links of an article, and the pages of its site that its page leads to."""

from __future__ import annotations

from functools import lru_cache

from crawler.extraction.document import Document
from crawler.extraction.reading import Reading
from crawler.extraction.sieve import Selection
from crawler.items import Link, LinkKind, PageLink
from crawler.site import Site
from crawler.urls import clean_url, url_key

# Links of one page that are looked at. The fullest front pages have about a thousand.
MAX_LINKS = 5_000


def edges(reading: Reading, selection: Selection, document: Document) -> list[Link]:
    """Return the links inside an article's container: inline where their text was kept, else related."""
    inside = set(selection.kept)
    found: list[Link] = []
    seen: set[tuple[str, LinkKind]] = set()
    for anchor in reading.anchors:
        kind: LinkKind
        if anchor.run in inside:
            kind = "inline"
        elif anchor.run in selection.related:
            kind = "related"
        else:
            continue
        url = clean_url(document.absolute(anchor.href))
        if not url:
            continue
        if (url, kind) not in seen:
            seen.add((url, kind))
            found.append(Link(url, kind, anchor.text, len(found)))
    return found


def article_links(document: Document, site: Site) -> list[PageLink]:
    """Return every URL on the page that has the shape of an article of the site, in document order."""
    found: dict[bytes, PageLink] = {}
    own = url_key(document.url)
    for count, element in enumerate(document.root.iter("a")):
        if count >= MAX_LINKS:
            break
        href = element.get("href")
        if href and (article := _article(site, document.absolute(href))):
            url, key = article
            if key != own and key not in found:
                found[key] = PageLink(url, "article")
    return list(found.values())


@lru_cache(16_384)
def _article(site: Site, link: str) -> tuple[str, bytes] | None:
    """Return URL and key of the article a link leads to. Most links of a page stand on every page of the site."""
    url = clean_url(link)
    return (url, url_key(url)) if url and site.is_article(url) else None
