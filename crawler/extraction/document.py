"""A page as every reader of it sees it: decoded once, parsed once, indexed once.

Nothing here knows what an article is. Any bytes make a document; nothing raises.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from functools import cached_property
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from lxml import etree

from crawler.extraction.charset import begins_as_utf8, decode, is_utf8
from crawler.text.remembered import Remembered

if TYPE_CHECKING:
    from scrapy.http import Response  # who reads pages starts without Scrapy

# Ten times the largest page seen. A page with more tags is cut there: libxml2 needs some 500 bytes a
# link, so that a page of nothing but links would take a gigabyte.
MAX_TAGS = 60_000
# Scrapy's own limit on a response is DOWNLOAD_MAXSIZE; this one guards saved pages and WARC records.
MAX_BYTES = 16_000_000

# libxml2 goes through all attributes of a tag for each that it adds. So many steps take half a second; real pages
# take a fifth of them at most.
_MOST_STEPS = 400_000_000
_BETWEEN_ATTRIBUTES = b"= \t\n\r\f\v/"
_SMALL = 100_000  # bytes; whatever the tags of a smaller page, they take half a second
_LARGE = 2_000_000  # bytes; in a smaller page tags of some kilobytes are not enough to take as long

_LONGEST_CLASSES = 2_000  # characters; utility classes come in hundreds, not thousands

# Found in one pass together, as each pass costs a tenth of a parse.
_ASKED_TAGS = ("meta", "link", "script", "base", "title", "h1", "h2", "a", "time", "abbr", "article", "figure")

_NAMES = Remembered(lambda attribute: tuple(dict.fromkeys(attribute.split())), 16_384)
"""The classes in class attributes, each once, which come again on every page of a site."""

_IDS = cast("Callable[..., list[Any]]", etree.XPath("//@id"))
_GET = etree._Element.get
_NOWHERE = ("javascript:", "mailto:", "tel:", "data:", "whatsapp:", "sms:", "about:")


def _parser() -> etree.HTMLParser[etree._Element]:
    """Return a parser for UTF-8.

    Not collecting ids saves 7 % of a parse. `huge_tree` lifts the depth from 256 to 2,048 elements; what lies deeper
    is lost.
    """
    return etree.HTMLParser(
        encoding="utf-8",
        recover=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        collect_ids=False,
        no_network=True,
    )


def _parsed(source: bytes, parser: etree.HTMLParser[etree._Element]) -> etree._Element:
    """Return the `html` element of a page, an empty one where there is none."""
    try:
        root: etree._Element | None = etree.fromstring(source, parser)
    except (etree.LxmlError, ValueError):
        root = None
    return root if root is not None else etree.fromstring(b"<html><body></body></html>", _parser())


def _is_of_encoding(error: etree._LogEntry) -> bool:
    return error.type == etree.ErrorTypes.ERR_INVALID_ENCODING


class Document:
    """A page: its bytes or text, and where it came from.

    `url` is the address the page was got from, absolute. `content_type` is the HTTP header.
    Decoding, parsing and indexing happen on first use.
    """

    def __init__(self, body: bytes | str, url: str, content_type: str | None = None) -> None:
        self._body = body[:MAX_BYTES]
        self.content_type = content_type
        self.url = url
        self.selected: dict[str, list[etree._Element]] = {}
        """What selectors selected so far: several fields ask for the same elements."""

    def __reduce__(self) -> tuple[type[Document], tuple[bytes | str, str, str | None]]:
        """Let it travel between processes as what it was made of."""
        return type(self), (self._body, self.url, self.content_type)

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

    def holds(self, text: str) -> bool:
        """Say whether the page's source has a text, without decoding it."""
        return text.encode("utf-8", "replace") in self.source

    @property
    def raw(self) -> bytes:
        """The page's own bytes, whatever their encoding; none where it was given as text."""
        return self._body if isinstance(self._body, bytes) else b""

    @cached_property
    def root(self) -> etree._Element:
        """The `html` element. An empty page has an empty one."""
        if self.raw and "source" not in self.__dict__ and begins_as_utf8(self.raw):
            # The parser looks at every byte as it is, and says when one is none of UTF-8.
            parser = _parser()
            cut = _cut(self.raw)
            root = _parsed(cut, parser)
            if len(cut) == len(self.raw) and not any(map(_is_of_encoding, parser.error_log)):
                self.source = self.raw
                return root
        return _parsed(_cut(self.source), _parser())

    @cached_property
    def body(self) -> etree._Element:
        """The `body` element, or the root where there is none."""
        found = self.root.find("body")
        return found if found is not None else self.root

    @cached_property
    def base_url(self) -> str:
        """The URL that relative links start from: `base href` where the page has one."""
        for base in self.tagged("base"):
            if href := base.get("href"):
                return absolute(self.url, href) or self.url
        return self.url

    @cached_property
    def lang(self) -> str | None:
        """The language that the page declares for itself, as declared ("ar", "fr-FR")."""
        declared = self.root.get("lang") or self.root.get("xml:lang") or ""
        return declared.strip() or None

    @cached_property
    def elements(self) -> list[etree._Element]:
        """Every element in document order."""
        return list(self.root.iter())

    @cached_property
    def class_attributes(self) -> dict[str, list[int]]:
        """The distinct class attributes of the page, with the positions of their elements in `elements`."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, names in enumerate(attributes(self.elements, "class")):
            if names:
                found[names].append(position)
        for names in [names for names in found if len(names) > _LONGEST_CLASSES]:
            del found[names]
        return found

    @cached_property
    def _by_class(self) -> dict[str, list[str]]:
        """The class attributes that each class of the page stands in."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for attribute in self.class_attributes:
            for name in _NAMES[attribute]:
                found[name].append(attribute)
        return found

    @property
    def classes(self) -> Set[str]:
        """The classes of the page."""
        return self._by_class.keys()

    @cached_property
    def _by_tag(self) -> dict[str, list[etree._Element]]:
        found: dict[str, list[etree._Element]] = {tag: [] for tag in _ASKED_TAGS}
        for element in self.root.iter(*_ASKED_TAGS):
            found[element.tag].append(element)  # type: ignore[index] # no comments, so tags are text
        return found

    def tagged(self, tag: str) -> list[etree._Element]:
        """Return the elements with a tag, in document order."""
        if tag not in self._by_tag:
            self._by_tag[tag] = list(self.root.iter(tag))
        return self._by_tag[tag]

    def has_class(self, *names: str) -> bool:
        """Say whether any element carries one of the classes."""
        return not self.classes.isdisjoint(names)

    def with_class(self, name: str) -> list[etree._Element]:
        """Return the elements that carry a class, in document order."""
        places = [self.class_attributes[attribute] for attribute in self._by_class.get(name, ())]
        return [self.elements[position] for position in sorted(chain.from_iterable(places))]

    def with_itemprop(self, name: str) -> list[etree._Element]:
        """Return the elements with a property of microdata, in document order."""
        return self._by_itemprop.get(name, []) if self.holds(f'itemprop="{name}"') else []

    @cached_property
    def _by_itemprop(self) -> dict[str, list[etree._Element]]:
        found: defaultdict[str, list[etree._Element]] = defaultdict(list)
        for element, name in zip(self.elements, attributes(self.elements, "itemprop"), strict=True):
            if name:
                found[name].append(element)
        return dict(found)

    def with_id(self, identifier: str) -> etree._Element | None:
        """Return the first element with an id."""
        return self._by_id.get(identifier) if self.holds(identifier) else None

    @cached_property
    def _by_id(self) -> dict[str, etree._Element]:
        return {str(found): found.getparent() for found in reversed(_IDS(self.root))}

    def absolute(self, href: str) -> str:
        """Return an href as an absolute URL, or "" where it leads nowhere."""
        return absolute(self.base_url, href)


def document_of(response: Response) -> Document:
    """Return the page that a response is."""
    return Document(response.body, response.url, (response.headers.get("Content-Type") or b"").decode("latin-1"))


def attributes(elements: Iterable[etree._Element], name: str) -> Iterator[str | None]:
    """Yield an attribute of each element; twice as fast as asking one after another.

    lxml would encode the name for each of them.
    """
    return map(_GET, elements, repeat(name.encode()))


def absolute(base: str, href: str) -> str:
    """Return `href` joined to `base`; "" for what is no http(s) URL. Never raises."""
    href = href.strip()
    if href.startswith(("https://", "http://")):
        return href
    if not href or href[0] == "#" or href.lower().startswith(_NOWHERE):
        return ""
    try:
        joined = urljoin(base, href)
    except ValueError:
        return ""
    return joined if joined.startswith(("https://", "http://")) else ""


def _cut(source: bytes) -> bytes:
    """Return a page as far as it can be parsed in bounded time and memory."""
    # Taking the signs out is twice as fast as counting them.
    if len(source) >= MAX_TAGS * len(b"<a>") and len(source) - len(source.replace(b"<", b"")) > MAX_TAGS:
        position = -1
        for _ in range(MAX_TAGS):
            position = source.find(b"<", position + 1)
        source = source[:position]
    return source if len(source) < _SMALL else source[: _end_of_bearable_tags(source)]


def _end_of_bearable_tags(source: bytes) -> int:
    """Return where the attributes of a page's tags become too many: at its end for all pages but hostile ones.

    Only blocks without the beginning of another tag are looked at; finding these costs a twentieth of a parse.
    """
    size = 2_000 if len(source) < _LARGE else 500
    find = source.find
    steps = attributes = 0
    inside, last = False, -size
    for start in [at for at in range(0, len(source), size) if find(b"<", at, at + size) < 0]:
        if start > last + size:
            before = source[start - size : start]
            inside, attributes = before.rfind(b"<") > before.rfind(b">"), 0
        last = start
        if inside:
            block = source[start : start + size]
            more = len(block) - len(block.translate(None, _BETWEEN_ATTRIBUTES))
            attributes += more
            steps += 2 * attributes * more
            inside = b">" not in block
            if steps > _MOST_STEPS:
                return start
    return len(source)
