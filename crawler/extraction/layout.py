"""Reads a page by the selectors that a site's or theme's layout declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate

from crawler.extraction.document import Document
from crawler.extraction.furniture import Role, role_of
from crawler.extraction.selectors import compiled
from crawler.extraction.tree import Node, attribute, children, outermost
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


def find(document: Document, css: str | None) -> list[Node]:
    """Return the elements a selector of a layout names; none where it declares none."""
    if not css:
        return []
    found = document.selected.get(css)
    if found is None:
        found = document.selected[css] = compiled(css).find(document)
    return found


def containers(document: Document, css: str | None) -> list[Node]:
    """Return the outermost of the elements that a body selector names, in document order."""
    found = find(document, css)[:_MOST_CONTAINERS]
    if len(found) < 2:
        return found
    those = set(outermost(found))
    return [element for element in document.elements if element in those]


def texts(document: Document, css: str | None) -> list[str]:
    """Return the texts of the elements a selector names, without those that are empty."""
    return [text for element in find(document, css) if (text := text_of(element))]


def text_of(element: Node) -> str:
    """Return an element's text on one line, as far as a field's reaches; of a meta element its content."""
    if element.tag == "meta":
        return attribute(element, "content").strip()
    return " ".join("".join(visible(element))[:_LONGEST_FIELD].split())


def short_text(element: Node, longest: int) -> str:
    """Return an element's text as `text_of` does, "" where it has more characters; of such it reads no more."""
    pieces: list[str] = []
    left = longest
    for piece in visible(element):
        left -= len(piece.strip())
        if left < 0:
            return ""
        pieces.append(piece)
    text = " ".join("".join(pieces).split())
    return text if len(text) <= longest else ""


def text_in_parts(element: Node) -> str:
    """Return an element's text with " | " between lines and where parts touch: their style sets them apart."""
    parts: list[str] = []
    for piece in visible(element):
        if parts and not piece[0].isspace() and not parts[-1][-1].isspace():
            parts.append("|")
        parts.append(piece)
    return " ".join(" ".join(parts)[:_LONGEST_FIELD].replace(_LINE, " | ").split())


def short_texts(element: Node, longest: int) -> dict[Node, str]:
    """Return the texts of an element and of all in it that is read, as `short_text` gives them, from one walk."""
    spans: list[tuple[Node, int, int]] = []
    # What is joined for each of the elements must not be long: what is blank of it is one blank to all of them.
    pieces = [piece if len(piece) <= longest else _BLANKS.sub(" ", piece) for piece in visible(element, spans)]
    lengths = [*accumulate((len(piece.strip()) for piece in pieces), initial=0)]
    found = {element: ""}
    for each, start, end in (*spans, (element, 0, len(pieces))):
        text = " ".join("".join(pieces[start:end]).split()) if lengths[end] - lengths[start] <= longest else ""
        found[each] = text if len(text) <= longest else ""
    return found


def visible(element: Node, spans: list[tuple[Node, int, int]] | None = None) -> Iterator[str]:
    """Yield the pieces of text in an element in their order, without scripts and text for screen readers.

    Between lines and blocks is a blank of its own. `spans` takes the elements within that are read to their ends, each
    with how many pieces stand before it and before its end.
    """
    around: list[tuple[Node, Node | None, bool, int]] = []  # open elements, what is behind, whether they are lines
    node, left, read = element.first_child, _MOST_PARTS, 0
    while left:
        if node is None:
            if not around:
                return
            closed, node, is_line, start = around.pop()
            if spans is not None:
                spans.append((closed, start, read))
            if is_line:
                read += 1
                yield _LINE
            continue
        text = node.text_content
        if text is not None:
            if text:
                read += 1
                yield text
            node = node.next
            continue
        left -= 1
        tag = node.tag
        if tag in _SILENT or ((names := node.attrs.get("class")) and role_of(names) is Role.HIDDEN):
            node = node.next
            continue
        if is_line := tag in _LINES:
            read += 1
            yield _LINE
        around.append((node, node.next, is_line, read))
        node = node.first_child


_BLANKS = re.compile(r"\s+")
_MOST_PARTS = 200  # elements; no field has more, and hostile pages nest without end
_LONGEST_FIELD = 20_000  # characters looked at, indentation included; the longest field that is kept has 3,000
_MOST_CONTAINERS = 2_000  # a body selector may name every paragraph
_LINE = "\x1e"  # white space to Python, and in no text
# Comments are called so, or nothing, as "<?php" is.
_SILENT = frozenset({None, "-comment", "script", "style", "noscript", "template", "button", "svg"})
_LINES = frozenset({
    "address", "article", "br", "dd", "div", "dl", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "ol", "p", "section", "td", "tr", "ul",
})  # fmt: skip


def date_text(element: Node) -> str:
    """Return the date an element prints: its `datetime` or `content` attribute where it has one.

    An <abbr> has its long form in `title`, as Blogger's times have.
    """
    for holder in (element, *(child for child in children(element) if child.tag == "time")):
        stated = holder.attributes
        text = stated.get("datetime") or stated.get("content") or (holder.tag == "abbr" and stated.get("title"))
        if text and text.strip():
            return text.strip()
    return text_of(element)


def image_url(document: Document, element: Node) -> str | None:
    """Return the absolute URL of the image that an element is or holds, lazily loaded ones included."""
    image = element if element.tag in ("img", "meta", "amp-img") else element.css_first("img, amp-img")
    if image is None:
        return None
    stated = image.attributes
    for name in ("data-src", "data-lazy-src", "data-original", "src", "content"):
        url = document.absolute(stated.get(name) or "")
        if url:
            return url
    sources = (stated.get("srcset") or stated.get("data-srcset") or "").split()
    return (document.absolute(sources[0]) if sources else None) or None
