"""RSS and Atom feeds: the bytes of a feed in, the articles it announces out.

Reads RSS 0.9 to 2.0, RDF and Atom, well formed or not. What is no feed gives no links; nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from crawler.discovery.timestamps import parse_timestamp
from crawler.discovery.xml_text import PARSER_OPTIONS, encoding_of, local_name, mended, text_of
from crawler.items import PageLink
from crawler.urls import absolute_url, clean_url, url_key

MAX_BYTES = 16_000_000  # a hundred times the largest feed met; a longer one is cut, its newest entries come first

# What stands before the root (declaration, document type with its entities, notices of PHP) is cut off.
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)(?=[\s>])", re.IGNORECASE)
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x26);", re.IGNORECASE)
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"

_ENTRIES = frozenset({"item", "entry"})
# Parts of a channel or an entry that have links and dates of their own, which are not the article's.
_OTHER_PARTS = frozenset({"image", "textinput", "source", "author", "contributor", "thumbnail"})
# Best first. Dublin Core's date is RSS 1.0's, `issued` and `modified` are Atom 0.3's.
_PUBLISHED = ("pubdate", "published", "date", "issued", "created")
_MODIFIED = ("updated", "modified")
_NAMESPACES_WITH_DATES = ("atom", "purl.org", "rss", "netscape")


@dataclass(slots=True, frozen=True)
class FeedPage:
    """What a feed announces, in its order; `next_url` is the next page of its archive (RFC 5005), if any."""

    links: list[PageLink]
    next_url: str | None = None


@dataclass(slots=True)
class _Entry:
    """An item or entry while it is read. `candidates` holds clean addresses by preference, smallest first."""

    base: str
    candidates: dict[int, str | None] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)


def read_feed(body: bytes, url: str) -> FeedPage:
    """Return the articles that the feed `body`, fetched from `url`, announces, each once.

    Links are absolute and clean. `modified` is given only where it differs from `published`.
    """
    root = _parse(body)
    if root is None:
        return FeedPage([])
    entries, next_url = _read_entries(root, url)
    links: list[PageLink] = []
    seen: set[bytes] = set()
    for entry in entries:
        link = _page_link(entry)
        if link and (key := url_key(link.url)) not in seen:
            seen.add(key)
            links.append(link)
    return FeedPage(links, next_url if next_url and url_key(next_url) != url_key(url) else None)


def _parse(body: bytes) -> etree._Element | None:
    text = body[:MAX_BYTES].decode(encoding_of(body), "replace")
    start = _ROOT.search(text)
    if not start:
        return None
    try:
        root: etree._Element | None = etree.fromstring(
            mended(text[start.start() :]).encode(), etree.XMLParser(**PARSER_OPTIONS)
        )
        return root
    except etree.XMLSyntaxError:  # not even one element
        return None


def _read_entries(root: etree._Element, url: str) -> tuple[list[_Entry], str | None]:
    entries: list[_Entry] = []
    next_url: str | None = None
    channel_base = url
    for element, name in _elements(root):
        if name in _ENTRIES:
            base = _xml_base(element, channel_base if name == "item" else url)
            entries.append(_Entry(base))
        elif name == "link":
            if element.get("rel") == "next" and _parent_name(element) not in _ENTRIES:
                next_url = absolute_url(_xml_base(element, url), element.get("href") or "")
            elif entries:
                _note_link(entries[-1], element)
            elif not element.get("href"):
                channel_base = clean_url(text_of(element)) or url
        elif entries:
            _note_detail(entries[-1], element, name)
    return entries, next_url


def _elements(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements that matter with their names, in document order.

    Not by way of entries' children: in a feed with an unclosed tag an entry's link is no child of it, and
    the next entry lies within it; document order still holds.
    """
    wanted = {"link", "origlink", "guid", "id", *_ENTRIES, *_PUBLISHED, *_MODIFIED}
    for element in root.iter("*"):
        name = local_name(element)
        if name in wanted and _parent_name(element) not in _OTHER_PARTS:
            yield element, name


def _parent_name(element: etree._Element) -> str:
    parent = element.getparent()
    return local_name(parent) if parent is not None else ""


def _xml_base(element: etree._Element, url: str) -> str:
    bases = [base for step in (element, *element.iterancestors()) if (base := step.get(_XML_BASE))]
    for base in reversed(bases):
        url = absolute_url(url, base) or url
    return url


def _note_link(entry: _Entry, element: etree._Element) -> None:
    href = element.get("href")
    if href is None:
        _note(entry, 1, text_of(element))
    elif element.get("rel", "alternate") == "alternate":
        is_page = "html" in element.get("type", "html")
        _note(entry, 1 if is_page else 3, href, _xml_base(element, entry.base))


def _note(entry: _Entry, preference: int, link: str, base: str = "") -> None:
    if link and preference not in entry.candidates:
        entry.candidates[preference] = absolute_url(base or entry.base, _ESCAPED_AMPERSAND.sub("&", link))


def _note_detail(entry: _Entry, element: etree._Element, name: str) -> None:
    text = text_of(element)
    if name == "origlink":  # FeedBurner's link leads through its counter
        _note(entry, 0, text)
    elif name in ("guid", "id"):
        if text.startswith(("http://", "https://")) and element.get("isPermaLink", "true").strip().lower() == "true":
            _note(entry, 2 if name == "guid" else 4, text)
    elif _is_date_of_entry(element):
        entry.dates.setdefault(name, text)


def _is_date_of_entry(element: etree._Element) -> bool:
    namespace = str(element.tag).rpartition("}")[0].lower()
    return not namespace or any(part in namespace for part in _NAMESPACES_WITH_DATES)


def _page_link(entry: _Entry) -> PageLink | None:
    url = next((url for _, url in sorted(entry.candidates.items()) if url), None)
    if url is None:
        return None
    published, modified = _first_date(entry, _PUBLISHED), _first_date(entry, _MODIFIED)
    return PageLink(url, "article", published, modified if modified != published else None)


def _first_date(entry: _Entry, names: tuple[str, ...]) -> datetime | None:
    for name in names:
        moment = parse_timestamp(entry.dates.get(name))
        if moment:
            return moment
    return None
