"""What a page says of itself for machines: JSON-LD, OpenGraph and other meta elements.

Reads what is broken as far as it can be read. Says nothing about which of several answers is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from typing import Any

from crawler.extraction.document import Document
from crawler.extraction.tree import attribute, opening_text
from crawler.urls import identity

Node = dict[str, Any]

# A page's JSON-LD is a few kilobytes, an articleBody a hundred at most; beyond this it is somebody's database.
MAX_SCRIPT = 2_000_000
MAX_NODES = 2_000
MAX_NESTING = 40

_OPENING = re.compile(r"\s*(?:<!--|(?://\s*|/\*\s*)?<!\[CDATA\[(?:\s*\*/)?)*\s*")
_CLOSING = re.compile(r"\s*(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?|;)\s*$")
_LONGEST_CLOSING = 20
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_BETWEEN_VALUES = re.compile(r"[\s,;]*")
# Of a script that no repair makes readable, the plain string properties still are.
_STRING_PROPERTY = re.compile(
    # possessive: what need not be given back need not be remembered, some 100 bytes a character
    r'"(headline|datePublished|dateModified|articleBody|articleSection)"\s*:\s*"((?:[^"\\]++|\\.)*+)"'
)

_ARTICLE_TYPE = re.compile(r"(?:article|posting|newsreport|opinion|review)$", re.IGNORECASE)
_NOT_MAIN_TYPES = frozenset({"Comment", "UserReview", "Review", "SocialMediaPosting"})


class Structured:
    """The structured data of one document, read on first use."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """The contents of meta elements by lower-cased `property`, `name` or `itemprop`, in order."""
        found: dict[str, list[str]] = {}
        for element in self._document.tagged("meta"):
            stated = element.attributes
            content = (stated.get("content") or "").strip()
            if not content:
                continue
            key = stated.get("property") or stated.get("name") or stated.get("itemprop")
            if key:
                found.setdefault(key.strip().lower(), []).append(content)
        return found

    def first_meta(self, *names: str) -> str | None:
        """Return the content of the first of these meta elements that the page has."""
        for name in names:
            values = self.meta.get(name)
            if values:
                return values[0]
        return None

    @cached_property
    def nodes(self) -> list[Node]:
        """Every object in the page's JSON-LD that has a type or an id, outermost first."""
        found: list[Node] = []
        for script in self._document.tagged("script"):
            if "ld+json" in attribute(script, "type").lower():
                for value in load_json(opening_text(script)):
                    found.extend(_objects(value, MAX_NODES - len(found)))
        return found

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {
            node["@id"]: node for node in reversed(self.nodes) if isinstance(node.get("@id"), str) and len(node) > 1
        }

    def resolve(self, value: Any) -> Any:
        """Return the object that `{"@id": ...}` stands for, where the page has it."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self._by_id.get(value["@id"], value)
        return value

    @cached_property
    def article(self) -> Node:
        """The JSON-LD object that describes the page's article; empty where there is none.

        Of several, the one that names this page's URL, else the first with a text or headline.
        """
        candidates = [node for node in self.nodes if _is_article(node)]
        if not candidates:
            return {}
        here = {identity(self._document.url)}
        if self.canonical:
            here.add(identity(self.canonical))
        for node in candidates:
            if any(identity(self._document.absolute(url)) in here for url in _urls_of(node)):
                return node
        return next((node for node in candidates if node.get("headline") or node.get("articleBody")), {})

    @property
    def description(self) -> str | None:
        """What the page says it is about, as for search results."""
        stated = self.first_meta("og:description", "description", "twitter:description")
        return stated or self.article_text("description")

    @property
    def is_live(self) -> bool:
        """Whether the article is a live blog."""
        return "LiveBlogPosting" in types_of(self.article)

    @cached_property
    def canonical(self) -> str | None:
        """The absolute URL that the page says is its own: `link rel=canonical`, else `og:url`."""
        for link in self._document.tagged("link"):
            if "canonical" in attribute(link, "rel").lower().split():
                url = self._document.absolute(attribute(link, "href"))
                if url:
                    return url
        return self._document.absolute(self.first_meta("og:url") or "") or None

    def article_text(self, name: str) -> str | None:
        """Return a property of the article as one line of text."""
        value = text_of(self.article.get(name))
        return value or None


def load_json(source: str) -> Iterator[Any]:
    """Yield the JSON values of a script, repairing what publishers' templates break. Never raises."""
    source = _unwrapped(source[:MAX_SCRIPT])
    if source.startswith(("{&quot;", "[{&quot;", "{ &quot;")):
        source = unescape(source)
    if not source:
        return
    for repair in (_unchanged, _repaired):
        try:
            yield from list(_values(repair(source)))
        except (ValueError, RecursionError):
            continue
        return
    properties = {name: _unquoted(value) for name, value in reversed(_STRING_PROPERTY.findall(source))}
    if properties:
        yield {"@type": "Article", **properties}


def _unwrapped(source: str) -> str:
    """Return a script without the comment or CDATA marks around it."""
    opening = _OPENING.match(source)
    source = source[opening.end() if opening else 0 :].rstrip()
    end = max(0, len(source) - _LONGEST_CLOSING)
    return source[:end] + _CLOSING.sub("", _CLOSING.sub("", source[end:]))


def _unchanged(source: str) -> str:
    return source


def _repaired(source: str) -> str:
    return _TRAILING_COMMA.sub("", _BAD_ESCAPE.sub(r"\\\\", source))


def _values(source: str) -> Iterator[Any]:
    """Yield one value, or several written one after another. Control characters in strings are let pass."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    while position < len(source):
        value, position = decoder.raw_decode(source, position)
        yield value
        between = _BETWEEN_VALUES.match(source, position)
        position = between.end() if between else position


def _unquoted(value: str) -> str:
    try:
        return str(json.loads('"' + _BAD_ESCAPE.sub(r"\\\\", value) + '"', strict=False))
    except ValueError:
        return value


def _objects(value: Any, limit: int) -> Iterator[Node]:
    """Yield the objects inside a value that have a type or id, breadth first, so that outer ones come first."""
    level, nesting = [value], 0
    while level and nesting < MAX_NESTING:
        inner: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                if "@type" in item or "@id" in item:
                    limit -= 1
                    if limit < 0:
                        return
                    yield item
                inner.extend(child for child in item.values() if isinstance(child, (dict, list)))
            elif isinstance(item, list):
                inner.extend(child for child in item if isinstance(child, (dict, list)))
        level, nesting = inner, nesting + 1


def types_of(node: Node) -> list[str]:
    """Return the schema.org type names of an object, without their prefix."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def _is_article(node: Node) -> bool:
    return any(_ARTICLE_TYPE.search(name) and name not in _NOT_MAIN_TYPES for name in types_of(node))


def _urls_of(node: Node) -> Iterator[str]:
    page = node.get("mainEntityOfPage")
    for value in (node.get("url"), page.get("@id") if isinstance(page, dict) else page, node.get("@id")):
        if isinstance(value, str):
            yield value


def text_of(value: Any) -> str:
    """Return a JSON-LD value as text: a string itself, the first of several, the name of an object."""
    for _ in range(MAX_NESTING):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("headline")
        else:
            break
    return unescape(value).strip() if isinstance(value, str) else ""


def texts_of(value: Any) -> list[str]:
    """Return a JSON-LD value as texts, one for each of several."""
    return [text for item in (value if isinstance(value, list) else [value]) if (text := text_of(item))]
