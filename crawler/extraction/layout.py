"""Reads a page by the selectors that a site's or theme's layout declares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from lxml import etree

from crawler.extraction.document import Document
from crawler.extraction.selectors import compiled
from crawler.site import Layout


def in_order(layouts: Sequence[Layout], day: date | None) -> list[Layout]:
    """Return the layouts in the order to try them: those valid on `day` first, else as declared."""
    if day is None:
        return list(layouts)
    return sorted(layouts, key=lambda layout: not valid(layout, day))


def valid(layout: Layout, day: date) -> bool:
    """Say whether a layout is declared for articles of a day."""
    return (layout.since is None or layout.since <= day) and (layout.until is None or day <= layout.until)


def missed(document: Document, layouts: Sequence[Layout]) -> list[str]:
    """Return which of title and date the layout in use declares and does not find: every article has both.

    In use is the first of `layouts` that finds anything; where none does, the first.
    """

    def found(layout: Layout) -> dict[str, bool]:
        declared = {"title": layout.title, "body": layout.body, "published": layout.published}
        return {name: bool(find(document, css)) for name, css in declared.items() if css}

    each = [found(layout) for layout in layouts]
    used = next((fields for fields in each if any(fields.values())), each[0] if each else {})
    return [name for name, there in used.items() if not there and name != "body"]


def find(document: Document, css: str | None) -> list[etree._Element]:
    """Return the elements a selector of a layout names; none where it declares none."""
    if not css:
        return []
    found = document.selected.get(css)
    if found is None:
        found = document.selected[css] = compiled(css).find(document)
    return found


def containers(document: Document, css: str | None) -> list[etree._Element]:
    """Return the outermost of the elements that a body selector names, in document order."""
    found = find(document, css)[:_MOST_CONTAINERS]
    if len(found) < 2:
        return found
    members = set(found)
    outermost = {element for element in found if members.isdisjoint(element.iterancestors())}
    return [element for element in document.elements if element in outermost]


def texts(document: Document, css: str | None) -> list[str]:
    """Return the texts of the elements a selector names, without those that are empty."""
    return [text for element in find(document, css) if (text := text_of(element))]


def text_of(element: etree._Element) -> str:
    """Return an element's text on one line, as far as a field's reaches; of a meta element its content."""
    if element.tag == "meta":
        return (element.get("content") or "").strip()
    text = "".join(visible(element)) if len(element) else element.text or ""
    return " ".join(text[:_LONGEST_FIELD].split())


def visible(element: etree._Element) -> Iterable[str]:
    """Yield the pieces of text in an element, without scripts and text for screen readers."""
    if element.text:
        yield element.text
    for child in islice(element.iterdescendants(), _MOST_PARTS):
        if child.tag not in _SILENT and child.text:
            yield child.text
        if child.tail:
            yield child.tail


_MOST_PARTS = 200  # elements; no field has more, and hostile pages nest without end
_LONGEST_FIELD = 20_000  # characters looked at, indentation included; the longest field that is kept has 3,000
_MOST_CONTAINERS = 2_000  # a body selector may name every paragraph
_SILENT = frozenset({"script", "style", "noscript", "template", "button", "svg"})


def date_text(element: etree._Element) -> str:
    """Return the date an element prints: its `datetime` or `content` attribute where it has one.

    An <abbr> has its long form in `title`, as Blogger's times have.
    """
    for holder in (element, *element.iterchildren("time")):
        stated = holder.get("datetime") or holder.get("content") or (holder.tag == "abbr" and holder.get("title"))
        if stated and stated.strip():
            return stated.strip()
    return text_of(element)


def image_url(document: Document, element: etree._Element) -> str | None:
    """Return the absolute URL of the image that an element is or holds, lazily loaded ones included."""
    image = element if element.tag in ("img", "meta", "amp-img") else next(element.iter("img", "amp-img"), None)
    if image is None:
        return None
    for attribute in ("data-src", "data-lazy-src", "data-original", "src", "content"):
        url = document.absolute(image.get(attribute) or "")
        if url:
            return url
    sources = (image.get("srcset") or image.get("data-srcset") or "").split()
    return (document.absolute(sources[0]) if sources else None) or None
