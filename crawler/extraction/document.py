"""A page as every reader of it sees it: decoded once, parsed once, indexed once.

Nothing here knows what an article is. Any bytes make a document; nothing raises.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Set
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, SupportsIndex
from urllib.parse import urljoin

from crawler.extraction.charset import decode, is_utf8
from crawler.extraction.tree import Node, attribute, parsed
from crawler.frames import beside
from crawler.text.remembered import Remembered
from crawler.urls import ORIGIN

if TYPE_CHECKING:
    from scrapy.http import Response  # who reads pages starts without Scrapy

# Scrapy's own limit on a response is DOWNLOAD_MAXSIZE; this one guards saved pages and WARC records.
MAX_BYTES = 16_000_000

_LONGEST_CLASSES = 2_000  # characters; utility classes come in hundreds, not thousands

_FROM_ROOT = re.compile(r"/[^\s\\?#;]*(?:\?[^\s#]+)?")
_TO_RESOLVE = ("//", "/.")
"""A link from the root of a site that is of the pattern, with neither of these in it, is joined as it stands."""

_NOWHERE = ("javascript:", "mailto:", "tel:", "data:", "whatsapp:", "sms:", "about:")


class Document:
    """A page: its bytes or text, and where it came from.

    `url` is the address the page was got from, absolute. `content_type` is the HTTP header.
    Decoding, parsing and indexing happen on first use.
    """

    def __init__(self, body: bytes | str, url: str, content_type: str | None = None) -> None:
        self._body = body[:MAX_BYTES]
        self.content_type = content_type
        self.url = url
        self.selected: dict[str, list[Node]] = {}
        """What selectors selected so far: several fields ask for the same elements."""

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[type[Document], tuple[object, str, str | None]]:
        """Let it travel between processes as what it was made of."""
        body = beside(self._body, protocol) if isinstance(self._body, bytes) else self._body
        return type(self), (body, self.url, self.content_type)

    @cached_property
    def text(self) -> str:
        """The page as text. Broken characters are U+FFFD, lone surrogates a question mark."""
        if isinstance(self._body, str):
            return self._body.encode("utf-8", "replace").decode("utf-8")
        return decode(self._body, self.content_type)

    @cached_property
    def source(self) -> bytes:
        """The page in UTF-8: its own bytes where they are, as nearly all pages' are."""
        if isinstance(self._body, bytes) and is_utf8(self._body):
            return self._body
        return self.text.encode("utf-8", "replace")

    @property
    def raw(self) -> bytes:
        """The page's own bytes, whatever their encoding; none where it was given as text."""
        return self._body if isinstance(self._body, bytes) else b""

    @cached_property
    def root(self) -> Node:
        """The `html` element. An empty page has one as well."""
        return parsed(self.source)

    @cached_property
    def body(self) -> Node:
        """The `body` element, or the root of a page of frames, which has none."""
        return self.root.css_first("body") or self.root

    @cached_property
    def base_url(self) -> str:
        """The URL that relative links start from: `base href` where the page has one."""
        for base in self.tagged("base"):
            if href := base.attrs.get("href"):
                return absolute(self.url, href) or self.url
        return self.url

    @cached_property
    def lang(self) -> str | None:
        """The language that the page declares for itself, as declared ("ar", "fr-FR")."""
        declared = attribute(self.root, "lang") or attribute(self.root, "xml:lang")
        return declared.strip() or None

    @cached_property
    def elements(self) -> list[Node]:
        """Every element in document order."""
        return self.root.css("*")

    @cached_property
    def _numbers(self) -> list[int]:
        return [element.mem_id for element in self.elements]

    def position(self, element: Node) -> int:
        """Return where an element stands in `elements`. A page's few are looked for in less time than all are noted."""
        return self._numbers.index(element.mem_id)

    @cached_property
    def classed(self) -> list[Node]:
        """Every element with a class attribute, in document order."""
        return self.root.css("[class]")

    @cached_property
    def class_attributes(self) -> dict[str, list[int]]:
        """The distinct class attributes of the page, with the positions of their elements in `classed`."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, element in enumerate(self.classed):
            found[element.attrs.get("class") or ""].append(position)
        for names in [names for names in found if not names or len(names) > _LONGEST_CLASSES]:
            del found[names]
        return found

    @cached_property
    def classes(self) -> Set[str]:
        """The classes of the page."""
        return set(" ".join(self.class_attributes).split())

    @cached_property
    def _classes_of(self) -> Remembered[list[str]]:
        """The classes of a class attribute, for those that are asked about."""
        return Remembered(str.split, len(self.class_attributes))

    @cached_property
    def _by_tag(self) -> dict[str, list[Node]]:
        alike: defaultdict[int | None, list[Node]] = defaultdict(list)
        for element in self.elements:
            alike[element.tag_id].append(element)  # a number costs half of what a name does
        return {elements[0].tag or "": elements for elements in alike.values()}

    def tagged(self, tag: str) -> list[Node]:
        """Return the elements with a tag, in document order."""
        return self._by_tag.get(tag, [])

    def has_class(self, *names: str) -> bool:
        """Say whether any element carries one of the classes."""
        return not self.classes.isdisjoint(names)

    def with_class(self, name: str) -> list[Node]:
        """Return the elements that carry a class, in document order."""
        if name not in self.classes:
            return []
        # Few classes are asked for of a page's hundreds: to look for these takes less than to note where each stands.
        alike = [names for names in self.class_attributes if name in names and name in self._classes_of[names]]
        positions = sorted(chain.from_iterable(map(self.class_attributes.__getitem__, alike)))
        return [self.classed[position] for position in positions]

    def with_itemprop(self, name: str) -> list[Node]:
        """Return the elements with a property of microdata, in document order."""
        # lexbor compares values in thrice the time that it takes to look for the attribute
        return [element for element in self.root.css("[itemprop]") if attribute(element, "itemprop") == name]

    @cached_property
    def _by_id(self) -> dict[str | None, Node]:
        return {element.id: element for element in reversed(self.root.css("[id]"))}

    def with_id(self, identifier: str) -> Node | None:
        """Return the first element with an id."""
        return self._by_id.get(identifier)

    def absolute(self, href: str) -> str:
        """Return an href as an absolute URL, or "" where it leads nowhere."""
        return absolute(self.base_url, href)


def document_of(response: Response) -> Document:
    """Return the page that a response is."""
    return Document(response.body, response.url, (response.headers.get("Content-Type") or b"").decode("latin-1"))


def absolute(base: str, href: str) -> str:
    """Return `href` joined to `base`; "" for what is no http(s) URL. Never raises."""
    href = href.strip()
    if href.startswith(("https://", "http://")):
        return href
    if not href or href[0] == "#" or href.lower().startswith(_NOWHERE):
        return ""
    # Half of many pages' links, in a third of the time.
    if _FROM_ROOT.fullmatch(href) and not any(map(href.__contains__, _TO_RESOLVE)) and (origin := ORIGIN.match(base)):
        return origin[0] + href
    try:
        joined = urljoin(base, href)
    except ValueError:
        return ""
    return joined if joined.startswith(("https://", "http://")) else ""
