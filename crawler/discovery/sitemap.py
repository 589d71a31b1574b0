"""Sitemaps: the bytes of a sitemap, of any kind, in; the pages and further sitemaps it lists out.

Reads urlsets, indexes, news sitemaps, lists of lines, feeds standing in for sitemaps, all of them gzipped or
not. The file is inflated, decoded, mended and parsed piece by piece, so that 50 MB need little more than the
links that come out. Every page listed is of kind "article": which of them have the shape of one, the caller
decides.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator

from lxml import etree

from crawler.discovery.feed import read_feed
from crawler.discovery.timestamps import parse_timestamp
from crawler.discovery.xml_text import PARSER_OPTIONS, encoding_of, local_name, mended, text_of
from crawler.items import PageKind, PageLink
from crawler.urls import clean_url

MAX_INFLATED = 64 * 1024 * 1024  # bytes; sitemaps.org allows 50 MB
MAX_LINKS = 500_000  # sitemaps.org allows 50,000; home-made ones list a whole archive

_PIECE = 64 * 1024  # bytes inflated, decoded and parsed at a time
_LONGEST_CARRIED = 1024 * 1024  # characters without a "<" after which a piece is cut anywhere
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WBITS = 16 + zlib.MAX_WBITS

_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)(?=[\s>])", re.IGNORECASE)
_ROOT_WITHIN = 64 * 1024  # characters: declaration, style sheet, comments, notices of PHP

# With and without a namespace; the last is what a parser makes of a prefix nobody declared.
_TAGS = ("{*}url", "{*}sitemap", "{*}loc", "{*}lastmod", "{*}publication_date", "news:publication_date")
_KINDS: dict[str, PageKind] = {"url": "article", "sitemap": "sitemap"}


class SitemapTooLarge(ValueError):  # noqa: N818 (it says what is wrong, as HTTP's "Payload Too Large" does)
    """The sitemap inflates to more than `MAX_INFLATED` bytes or lists more than `MAX_LINKS` pages."""


def read_sitemap(body: bytes, url: str) -> list[PageLink]:
    """Return what the sitemap `body`, fetched from `url`, lists, in its order.

    `published` is a news sitemap's publication date, `modified` the `lastmod`. Broken XML yields what was
    readable; what is no sitemap yields nothing. Raises `SitemapTooLarge`.
    """
    pieces = _texts(body)
    head = ""
    for piece in pieces:
        head += piece
        if len(head) >= _ROOT_WITHIN:
            break
    if root := _ROOT.search(head, 0, _ROOT_WITHIN):
        links = _read_xml(_chain(head[root.start() :], pieces))
    elif _FEED_ROOT.search(head, 0, _ROOT_WITHIN):
        return read_feed(b"".join(_inflated(body)), url).links
    elif "<" in head[:_ROOT_WITHIN]:  # a page of HTML
        return []
    else:
        links = _read_lines(_chain(head, pieces))
    found = []
    for link in links:
        found.append(link)
        if len(found) > MAX_LINKS:
            raise SitemapTooLarge(f"sitemap {url} lists more than {MAX_LINKS:,} pages")
    return found


def _chain(head: str, rest: Iterator[str]) -> Iterator[str]:
    yield head
    yield from rest


def _inflated(body: bytes) -> Iterator[bytes]:
    """Yield the body in pieces, inflated where it is gzip, up to where a broken archive can be read."""
    if not body.startswith(_GZIP_MAGIC):
        for start in range(0, len(body), _PIECE):
            yield body[start : start + _PIECE]
        return
    total = 0
    inflater = zlib.decompressobj(wbits=_GZIP_WBITS)
    for start in range(0, len(body), _PIECE):
        waiting = body[start : start + _PIECE]
        while waiting:
            if inflater.eof:  # an archive may have several members
                inflater = zlib.decompressobj(wbits=_GZIP_WBITS)
            try:
                piece = inflater.decompress(waiting, _PIECE)
            except zlib.error:
                return
            waiting = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            total += len(piece)
            if total > MAX_INFLATED:
                raise SitemapTooLarge(f"gzipped sitemap inflates to more than {MAX_INFLATED:,} bytes")
            yield piece


def _texts(body: bytes) -> Iterator[str]:
    pieces = _inflated(body)
    first = next(pieces, b"")
    decoder = codecs.getincrementaldecoder(encoding_of(first))("replace")
    yield decoder.decode(first)
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _read_lines(texts: Iterator[str]) -> Iterator[PageLink]:
    carried = ""
    for text in texts:
        *lines, carried = (carried + text).split("\n")
        for line in lines:
            yield from _page(line, "article")
        carried = carried[:_PIECE]
    yield from _page(carried, "article")


def _page(loc: str, kind: PageKind, published: str = "", modified: str = "") -> Iterator[PageLink]:
    url = clean_url(loc)
    if url:
        yield PageLink(url, kind, parse_timestamp(published), parse_timestamp(modified))


def _whole_tags(texts: Iterator[str]) -> Iterator[str]:
    """Cut the text before a "<", so that mending never sees half an entity."""
    carried = ""
    for text in texts:
        carried += text
        cut = carried.rfind("<")
        if cut > 0 or len(carried) > _LONGEST_CARRIED:
            cut = cut if cut > 0 else len(carried)
            yield carried[:cut]
            carried = carried[cut:]
    yield carried


def _read_xml(texts: Iterator[str]) -> Iterator[PageLink]:
    parser = etree.XMLPullParser(events=("start", "end"), tag=_TAGS, **PARSER_OPTIONS)
    details: dict[str, str] = {}
    for text in _whole_tags(texts):
        try:
            parser.feed(mended(text).encode())
        except etree.XMLSyntaxError:  # beyond recovery: what came before is in the events
            break
        yield from _read_events(parser, details)
    yield from _read_events(parser, details)
    yield from _entry("url", details)  # the last one, where the file was cut within it


def _read_events(parser: etree.XMLPullParser[etree._Element], details: dict[str, str]) -> Iterator[PageLink]:
    for event, element in parser.read_events():
        name = local_name(element)
        if name in _KINDS:  # an entry also ends where the next one begins, if a tag within it was never closed
            yield from _entry(name, details)
            if event == "end":
                _forget(element)
        elif event == "end":
            parent = element.getparent()
            if name == "publication_date" or (parent is not None and local_name(parent) in _KINDS):
                details.setdefault(name, text_of(element))


def _entry(name: str, details: dict[str, str]) -> Iterator[PageLink]:
    if "loc" in details:
        yield from _page(details["loc"], _KINDS[name], details.get("publication_date", ""), details.get("lastmod", ""))
    details.clear()


def _forget(element: etree._Element) -> None:
    """Free what has been read, or the tree of a 50 MB sitemap would take ten times that."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
