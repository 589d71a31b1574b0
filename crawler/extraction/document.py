"""A page as every reader of it sees it: decoded once, parsed once, indexed once.

Nothing here knows what an article is. Any bytes make a document; nothing raises.
"""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urljoin

from lxml import etree

from crawler.extraction.charset import decode

# Ten times the largest live blog seen. A page with more tags is cut there: libxml2 needs some 500 bytes a
# link, so that a page of nothing but links would take a gigabyte.
MAX_TAGS = 200_000
# Scrapy's own limit on a response is DOWNLOAD_MAXSIZE; this one guards saved pages and WARC records.
MAX_BYTES = 16_000_000


# huge_tree lifts the depth from 256 to 2,048 elements; what lies deeper is lost. Entities are never resolved
# by the HTML parser, and no network is asked.
def _parser() -> etree.HTMLParser[etree._Element]:
    return etree.HTMLParser(
        encoding="utf-8",
        recover=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        no_network=True,
        collect_ids=False,
    )


class Document:
    """A page: its bytes or text, and where it came from.

    `url` is the address the page was got from, absolute. `content_type` is the HTTP header, for its charset.
    Decoding and parsing happen on first use.
    """

    def __init__(self, body: bytes | str, url: str, content_type: str | None = None) -> None:
        self._body = body
        self._content_type = content_type
        self.url = url

    @cached_property
    def text(self) -> str:
        """The page as text. Broken characters are U+FFFD, lone surrogates a question mark."""
        if isinstance(self._body, bytes):
            return decode(self._body[:MAX_BYTES], self._content_type)
        return self._body[:MAX_BYTES].encode("utf-8", "replace").decode("utf-8")

    @cached_property
    def root(self) -> etree._Element:
        """The `html` element. An empty page has an empty one."""
        source = _cut(self.text).encode("utf-8", "replace")
        try:
            root: etree._Element | None = etree.fromstring(source, _parser())
        except (etree.LxmlError, ValueError):
            root = None
        return root if root is not None else etree.fromstring(b"<html><body></body></html>", _parser())

    @cached_property
    def body(self) -> etree._Element:
        """The `body` element, or the root where there is none."""
        found = self.root.find("body")
        return found if found is not None else self.root

    @cached_property
    def base_url(self) -> str:
        """The URL that relative links start from: `base href` where the page has one."""
        base = self.root.find(".//base[@href]") if "<base" in self.text or "<BASE" in self.text else None
        return self.absolute_from(self.url, base.get("href", "")) if base is not None else self.url

    @cached_property
    def lang(self) -> str | None:
        """The language that the page declares for itself, as declared ("ar", "fr-FR")."""
        declared = self.root.get("lang") or self.root.get("xml:lang") or ""
        return declared.strip() or None

    @cached_property
    def elements(self) -> list[etree._Element]:
        """Every element in document order."""
        return list(self.root.iter(etree.Element))

    @cached_property
    def _index(self) -> tuple[dict[str, list[int]], dict[str, int]]:
        by_attribute: dict[str, list[int]] = {}
        by_id: dict[str, int] = {}
        for position, element in enumerate(self.elements):
            classes = element.get("class")
            if classes:
                by_attribute.setdefault(classes, []).append(position)
            identifier = element.get("id")
            if identifier:
                by_id.setdefault(identifier, position)
        return by_attribute, by_id

    @cached_property
    def _attributes_by_class(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for attribute in self._index[0]:
            for name in set(attribute.split()):
                names.setdefault(name, []).append(attribute)
        return names

    def with_class(self, name: str) -> list[etree._Element]:
        """Return the elements that carry a class, in document order."""
        by_attribute = self._index[0]
        positions = [at for key in self._attributes_by_class.get(name, ()) for at in by_attribute[key]]
        return [self.elements[position] for position in sorted(positions)]

    def with_id(self, identifier: str) -> etree._Element | None:
        """Return the first element with an id."""
        position = self._index[1].get(identifier)
        return None if position is None else self.elements[position]

    def has_class(self, name: str) -> bool:
        """Say whether any element carries a class."""
        return name in self._attributes_by_class

    def absolute(self, href: str) -> str:
        """Return an href as an absolute URL, or "" where it leads nowhere."""
        return self.absolute_from(self.base_url, href)

    @staticmethod
    def absolute_from(base: str, href: str) -> str:
        """Return `href` joined to `base`; "" for what is no http(s) URL. Never raises."""
        href = href.strip()
        if href.startswith(("https://", "http://")):
            return href
        if not href or href[0] == "#" or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:")):
            return ""
        try:
            joined = urljoin(base, href)
        except ValueError:
            return ""
        return joined if joined.startswith(("https://", "http://")) else ""


def _cut(text: str) -> str:
    if text.count("<") <= MAX_TAGS:
        return text
    position = -1
    for _ in range(MAX_TAGS):
        position = text.find("<", position + 1)
    return text[:position]
