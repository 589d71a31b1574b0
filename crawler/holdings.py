"""What web archives hold of a site: which captures of a listing to ask for, at which address, and what comes back.

A capture's address is that of its replay as it was captured (the Wayback Machine's `id_`), or that of the file its
record stands in, with the bytes of the record as fragment (Common Crawl). It is the row of a page of kind "capture".
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from scrapy.http import Response

from crawler.archive.capture import Capture, Damage
from crawler.archive.http_body import plain
from crawler.archive.warc import GZIP, read_warc
from crawler.discovery.archive_index import Held, NotAListing, query_between, read_lines, read_listing
from crawler.extraction.refusal import refusal_of
from crawler.items import PageKind
from crawler.refusals import REASONS
from crawler.site import Site
from crawler.urls import clean_url
from crawler.visits import Asked, NewPage, Page, Visit

CAPTURE_PRIORITY = 1
"""Captures go before the next page of the listing that names more of them."""

_TEXT = frozenset({"text/html", "application/xhtml+xml", "warc/revisit", "unk", "-"})
"""Media types in listings that may be an article's page; the last three are unknown."""

_REPLAY = re.compile(r"/(\d{14})id_/(.+)$")
_BYTES = re.compile(r"#bytes=(\d+)-(\d+)$")
_ORIGINAL = "x-archive-orig-"
"""Put before the name of a header of the answer as it was captured."""


class NotHeld(ValueError):  # noqa: N818 (what it is)
    """An answer of an archive that is not the capture that was asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Which captures are wanted: those of articles of `site` that answered with success from `since` to before
    `until`. `replay` is the address replays begin with, `files` that of files of records.
    """

    site: Site
    since: datetime | None
    until: datetime | None
    replay: str
    files: str

    def wanted(self, listed: Iterable[Held]) -> Iterator[NewPage]:
        """Yield the captures to ask for."""
        for held in listed:
            url = clean_url(held.url)
            if url is not None and self.site.is_article(url) and self._fits(held):
                yield archive_page(self._address(held), "capture", CAPTURE_PRIORITY)

    def _fits(self, held: Held) -> bool:
        if held.mime not in _TEXT or held.status not in ("200", "-"):
            return False
        if held.file and held.mime == "warc/revisit":
            return False  # its record holds no payload
        return (self.since is None or held.at >= self.since) and (self.until is None or held.at < self.until)

    def _address(self, held: Held) -> str:
        if held.file:
            return f"{self.files}{held.file}#bytes={held.offset}-{held.offset + held.length - 1}"
        return f"{self.replay}{held.at:%Y%m%d%H%M%S}id_/{held.url}"


def archive_page(url: str, kind: PageKind, priority: int = 0) -> NewPage:
    """Return the row of a page of an archive, whose key takes the address to the letter: every time is its own page."""
    key = hashlib.blake2b(f"{kind} {url}".encode(), digest_size=16).digest()
    return NewPage(url, key, kind, "pending", priority=priority)


def listing_pages(index: str, holdings: Holdings) -> Iterator[NewPage]:
    """Yield what a run begins with: the first page of a listing, or all captures wanted of a file that is one.

    Raises `NotAListing`.
    """
    if index.startswith(("http://", "https://")):
        yield archive_page(query_between(index, holdings.since, holdings.until), "index")
        return
    opened = gzip.open if index.endswith(".gz") else open
    try:
        with opened(index, "rt", encoding="utf-8", errors="replace") as lines:
            yield from holdings.wanted(read_lines(lines))
    except (OSError, EOFError, zlib.error) as error:
        raise NotAListing(str(error)) from error


def read_index(response: Response, holdings: Holdings) -> list[NewPage]:
    """Return the captures wanted of a page of a listing, and the pages of it to read next. Raises `NotAListing`."""
    listing = read_listing(response.body.decode("utf-8", "replace"), response.url)
    following = [archive_page(url, "index") for url in listing.following]
    return [*holdings.wanted(listing.held), *following]


def range_of(address: str) -> dict[str, str]:
    """Return the headers that ask for a part of a file, where a capture's address names one."""
    found = _BYTES.search(address)
    return {"Range": f"bytes={found[1]}-{found[2]}"} if found else {}


def as_captured(visit: Visit, response: Response, site: Site) -> Response:
    """Make the visit to a capture one to the page captured, at that time; return the answer the archive had then.

    Raises `NotHeld` where the archive sent anything else than an article of the site.
    """
    capture = _capture_in(response, visit.page.url)
    url = clean_url(capture.url)
    if url is None or not site.is_article(url) or not 200 <= capture.status < 300:
        raise NotHeld("what was captured is no article of the site")
    answer = Response(url, capture.status, dict(capture.headers), capture.body)
    if refusal := refusal_of(answer):
        raise NotHeld(f"what was captured came in place of the article: {REASONS[refusal]}")
    visit.asked = Asked(visit.page, visit.at)
    visit.page, visit.at = Page(0, url, "article", depth=1), capture.at
    visit.status = capture.status
    visit.etag, visit.last_modified = capture.header("etag") or None, capture.header("last-modified") or None
    return answer


def _capture_in(response: Response, address: str) -> Capture:
    if found := _BYTES.search(address):
        return _in_record(response, address, int(found[2]) - int(found[1]) + 1)
    named = _REPLAY.search(address)
    if named is None:
        raise NotHeld("its address names no capture")
    at = datetime.strptime(named[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    headers = tuple(_as_captured(response))
    body = response.body
    if body.startswith(GZIP):  # stored packed, and replayed without the header that said so
        headers, body = plain((*headers, ("Content-Encoding", "gzip")), body)
    return Capture(named[2], at, 200, headers, body, address, 0)


def _in_record(response: Response, address: str, length: int) -> Capture:
    if response.status != 206 and len(response.body) != length:
        raise NotHeld("the archive sent the whole file instead of one record")
    for found in read_warc(lambda: nullcontext(BytesIO(response.body)), address):
        if isinstance(found, Damage):
            raise NotHeld(f"the record cannot be read: {found.reason}")
        return found
    raise NotHeld("the record holds no page")


def _as_captured(response: Response) -> Iterator[tuple[str, str]]:
    """Yield the headers of the answer as it was captured: the archive's own say nothing of the page but its type."""
    for name, values in response.headers.items():
        lower = name.decode("latin-1").lower()
        for value in values:
            if lower == "content-type" or (lower.startswith(_ORIGINAL) and lower != f"{_ORIGINAL}content-type"):
                yield lower.removeprefix(_ORIGINAL), value.decode("latin-1")
