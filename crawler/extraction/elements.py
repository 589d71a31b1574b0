"""Which selector names an element: for a person who mends or writes a layout."""

from __future__ import annotations

import re

from crawler.extraction.document import Document
from crawler.extraction.layout import date_text, find, text_of
from crawler.extraction.tree import Node, attribute, same

_PLAIN = re.compile(r"[A-Za-z][\w-]*")
_NUMBERED = re.compile(r"\d{3,}")  # "post-48213" names one page's element
_UNSEEN = frozenset({"meta", "title", "script", "style", "noscript", "html", "body"})
_PARTS_OF_TEXT = frozenset({"p", "blockquote", "li", "ul", "ol"})


def naming(document: Document, text: str, *, within: bool = False) -> str | None:
    """Return a selector of the one element with a text or date; or `within`, of the one that holds it as a part."""
    wanted = " ".join(text.split())
    for element in document.elements:
        if element.tag in _UNSEEN or wanted not in (text_of(element), date_text(element)):
            continue
        named: Node | None = element
        while within and named is not None and (named is element or named.tag in _PARTS_OF_TEXT):
            named = named.parent
        if named is not None and (css := selector(document, named)):
            return css
    return None


def selector(document: Document, element: Node) -> str | None:
    """Return the shortest of tag, class and id that names this element alone, or None."""
    identifier = element.id or ""
    tag = str(element.tag)
    classes = [name for name in attribute(element, "class").split() if _usable(name)]
    candidates = [f"{tag}.{name}" for name in classes]
    candidates += [f"{tag}#{identifier}"] if _usable(identifier) else []
    candidates += [tag] if tag in ("h1", "article", "main", "time") else []
    return next((css for css in candidates if _names_only(document, css, element)), None)


def _names_only(document: Document, css: str, element: Node) -> bool:
    found = find(document, css)
    return len(found) == 1 and same(found[0], element)


def _usable(name: str) -> bool:
    return bool(_PLAIN.fullmatch(name)) and not _NUMBERED.search(name)
