"""The links of an article, and the pages of its site that its page leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import islice

from crawler.extraction import layout as layouts
from crawler.extraction.document import Document
from crawler.extraction.marks import Mark
from crawler.extraction.reading import Reading
from crawler.extraction.sieve import Selection
from crawler.extraction.tree import Node, attribute, children, nearest, opening_text, outermost
from crawler.extraction.view import View
from crawler.items import Link, LinkKind, PageLink
from crawler.site import Site
from crawler.text.remembered import Remembered
from crawler.urls import ORIGIN, clean_url, host_of, looks_like_article, url_key

# Links of one page that are looked at. The fullest front pages have about a thousand.
MAX_LINKS = 5_000

_WHOLE = ("https://", "http://")  # how hrefs begin that need not be joined to the page's address
_WHOLE_PAGES = frozenset({"html", "body", "main"})


class Links:
    """The links found for one article; each URL once per kind, numbered in document order."""

    def __init__(self, document: Document, site: Site | None = None) -> None:
        self._document = document
        self._site = site
        self._found: dict[Node, tuple[LinkKind, str]] = {}

    def add(self, kind: LinkKind, elements: Iterable[Node]) -> None:
        """Add the links that the elements are, are in or hold. What was added first keeps its kind."""
        for element in elements:
            anchor = element if element.tag == "a" else nearest(element, "a")
            for link in [anchor] if anchor is not None else element.css("a"):
                self._found.setdefault(link, (kind, ""))

    def add_body(self, reading: Reading, selection: Selection) -> None:
        """Add the links in an article's text, and those that were left out of it for pointing elsewhere."""
        inside = set(selection.kept)
        for anchor in reading.anchors:
            if anchor.run in inside:
                self._found.setdefault(anchor.element, ("inline", anchor.text))
            elif anchor.run in selection.related and self._is_article(anchor.href):
                self._found.setdefault(anchor.element, ("related", anchor.text))
        for run, element in reading.link_lists.items():
            if run in selection.related:
                self.add("related", (link for link in element.css("a") if self._is_article(attribute(link, "href"))))

    def add_related(self, view: View) -> None:
        """Add the links to articles in the boxes that layouts or common class names call related."""
        document = self._document
        boxes = [box for _, layout in view.declared for box in layouts.find(document, layout.related)]
        boxes += view.marked(Mark.RELATED)
        boxes = outermost(box for box in boxes if box.tag not in _WHOLE_PAGES)
        links = (link for box in boxes for link in box.css("a"))
        for link in islice(links, MAX_LINKS):
            if link not in self._found and self._is_article(attribute(link, "href")):
                self._found[link] = ("related", "")

    def add_named(self, named: Mapping[str, LinkKind]) -> None:
        """Add the links whose text is a name found elsewhere: those to the pages of tags, authors, sections.

        A name that is linked already keeps that link: clouds of all tags repeat it.
        """
        linked = {layouts.text_of(link) for link, (kind, _) in self._found.items() if kind in named.values()}
        if named.keys() <= linked:
            return
        for link in self._document.tagged("a"):
            text = _label(link)
            if text and text not in linked and (kind := named.get(text)):
                self._found.setdefault(link, (kind, ""))

    def _is_article(self, href: str) -> bool:
        url = self._document.absolute(href)
        own = self._document.url
        article = articles_of(self._site)[url] if self._site is not None else _article_of(host_of(own), url)
        return article is not None and article[1] != url_key(own)

    def in_order(self) -> list[Link]:
        """Return the links in document order. Of several to one URL, the first that has a text."""
        edges: dict[tuple[str, LinkKind], str] = {}
        for kind, text, url in self._edges():
            if not edges.get((url, kind)):
                edges[url, kind] = text
        return [Link(url, kind, text, at) for at, ((url, kind), text) in enumerate(edges.items())]

    def _edges(self) -> Iterator[tuple[LinkKind, str, str]]:
        if not self._found:
            return
        for element in filter(self._found.__contains__, self._document.tagged("a")):
            kind, text = self._found[element]
            url = clean_url(self._document.absolute(attribute(element, "href")))
            if url:
                yield kind, text or layouts.text_of(element), url


def _label(link: Node) -> str:
    """Return what a link begins with, or the one element in it."""
    if text := opening_text(link).strip():
        return text
    parts = children(link)
    return opening_text(parts[0]).strip() if len(parts) == 1 else ""


def article_links(document: Document, site: Site) -> list[PageLink]:
    """Return every URL on the page that has the shape of an article of the site, in document order."""
    hrefs = filter(None, dict.fromkeys(attribute(link, "href") for link in document.tagged("a")[:MAX_LINKS]))
    links = [href.rstrip() if href.startswith(_WHOLE) else document.absolute(href) for href in hrefs]
    own = _own_origins(site)
    here = ORIGIN.match(document.url)
    # Most links are to the page's own origin, which takes a third of the time to see that a pattern takes.
    home = (f"{here[0]}/",) if here and own[here[0]] else ()
    links = [link for link in links if link.startswith(home) or ((origin := ORIGIN.match(link)) and own[origin[0]])]
    found = {url_key(document.url): ""}
    for url, key in filter(None, map(articles_of(site).__getitem__, links)):
        found.setdefault(key, url)
    return [PageLink(url, "article") for url in found.values() if url]


@lru_cache(256)
def _own_origins(site: Site) -> Remembered[bool]:
    """Return which origins are the site's, as links spell them: links to share a page are on each page others."""
    return Remembered(lambda origin: site.owns(clean_url(f"{origin}/") or ""), _KEPT)


@lru_cache(256)
def articles_of(site: Site) -> Remembered[tuple[str, bytes] | None]:
    """Return URL and key of the article of a site, None where there is none, by the links that may lead to one.

    They are kept: most links of a page stand on every page of the site.
    """
    return Remembered(partial(_article, site), _KEPT)


_KEPT = 3_000


def _article(site: Site, link: str) -> tuple[str, bytes] | None:
    url = clean_url(link)
    return (url, url_key(url)) if url and site.is_article(url) else None


@lru_cache(_KEPT)
def _article_of(host: str, link: str) -> tuple[str, bytes] | None:
    """Return URL and key of the article of an unknown site that a link seems to lead to."""
    url = clean_url(link)
    return (url, url_key(url)) if url and host_of(url) == host and looks_like_article(url) else None
