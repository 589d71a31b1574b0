"""What each layer of extraction has to say of a page by itself: how a person sees why a field is what it is.

A layer is asked by giving extraction a copy of the page that holds what this layer reads and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from crawler.extraction import Document, extract_page
from crawler.extraction.themes import Unthemed
from crawler.extraction.tree import Node, attribute, parsed
from crawler.found import as_found, has_markup
from crawler.items import ArticlePage
from crawler.site import Site

Offer = str | list[str]
Offers = dict[str, dict[str, Offer]]
"""By field, then by layer: what it offered, as printed on the page."""


def offers(html: bytes | str, url: str, *, site: Site | None, fetched_at: datetime) -> Offers:
    """Return what JSON-LD, meta elements, the site's layouts, the theme's, and the generic search each offer.

    Arguments are those of `crawler.extract`. For a text without markup there is one layer, "text".
    """
    page = Document(html, url)
    if not has_markup(page):
        return {field: {"text": offer} for field, offer in _fields(as_found(page, site, fetched_at), _any)}
    found: Offers = {}
    for layer, read, counts in _layers(page, site, fetched_at):
        for field, offer in _fields(read, counts):
            found.setdefault(field, {})[layer] = offer
    return found


def _any(_method: str) -> bool:
    return True


def _layers(
    page: Document, site: Site | None, fetched_at: datetime
) -> Iterator[tuple[str, ArticlePage, Callable[[str], bool]]]:
    """Yield each layer's name, the page as it alone reads it, and which methods are the layer's own."""
    unlaid = replace(site, layouts=()) if site else None

    def read(document: Document, known: Site | None = unlaid) -> ArticlePage:
        return extract_page(document, known, fetched_at=fetched_at)

    stated = [element for element in page.root.css(_STATING) if _states(element)]
    scripts = [element for element in stated if element.tag == "script"]
    printed = _printed(page)
    yield "json-ld", read(_only(page, scripts)), _any
    yield "meta", read(_only(page, [element for element in stated if element.tag != "script"])), _any
    yield "layout", read(Document(printed, page.url), site), lambda method: method == "layout"
    yield "theme", read(Document(printed, page.url)), lambda method: method.startswith("theme:")
    yield "generic", read(Unthemed(printed, page.url)), _any


_STATING = "script, meta, link, title"


def _states(element: Node) -> bool:
    """Say whether an element speaks to machines."""
    return element.tag != "script" or "ld+json" in attribute(element, "type").lower()


def _only(page: Document, elements: list[Node]) -> Document:
    """Return a page with these elements in its head and nothing else. Relative addresses start where they did."""
    head = "".join(element.html or "" for element in elements)
    return Document(f"<html><head>{head}</head></html>", page.base_url)


def _printed(page: Document) -> str:
    """Return the page without what it states for machines."""
    root = parsed(page.source)
    for element in root.css(_STATING):
        if _states(element):
            element.decompose()
    return root.html or ""


def _fields(page: ArticlePage, counts: Callable[[str], bool]) -> Iterator[tuple[str, Offer]]:
    """Yield what was found by the methods that count, by field."""
    values: dict[str, Offer | None] = {
        "title": page.title,
        "subtitle": page.subtitle,
        "section": page.section,
        "authors": page.authors,
        "tags": page.tags,
        "image": page.image.url if page.image else None,
        "body": [block.text for block in page.blocks],
    }
    for field, value in values.items():
        if value and counts(page.methods.get(field, "")):
            yield field, value
    for field in ("published", "modified"):
        if dates := [date.text for date in page.dates if date.dates == field and counts(date.method)]:
            yield field, dates
