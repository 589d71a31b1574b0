"""Answers that broke off without saying so: compressed ones without their end, and markup without its own.

Scrapy hands on what could be unpacked of them, which would be stored as if the article ended there.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable
from typing import Self

import brotli
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE = 256 * 1024
"""Bytes unpacked at a time, and thrown away: a bomb fills no memory, and Scrapy stops it."""

_HEAD, _TAIL = 4096, 4096
"""Bytes in which markup begins, and ends: behind the end stand comments of caches."""

_OPENED = re.compile(rb"<(html|rss|feed|urlset|sitemapindex|rdf:RDF)[\s>]", re.IGNORECASE)


class WholenessMiddleware:
    """Lets answers pass that came to their end; others are asked for again. Sees bodies as they came, still packed."""

    def __init__(self, most: int) -> None:
        self._most = most

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; nothing is unpacked beyond DOWNLOAD_MAXSIZE."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response, or raise `ResponseDataLossError`."""
        if broke_off(response, self._most):
            raise ResponseDataLossError
        return response


def broke_off(response: Response, most: int) -> bool:
    """Say whether an answer lacks its end. One that unpacks to more than `most` bytes is not looked at further."""
    ends = _ENDS.get((response.headers.get("Content-Encoding") or b"").strip().lower())
    if ends is not None and response.body:
        return not ends(response.body, most)
    # Without a length the end of the connection is all there is to tell the end, and it may be an accident.
    return "partial" in response.flags and _unclosed(response.body)


def _unclosed(body: bytes) -> bool:
    """Say whether markup begins and does not end; what is no markup has no end to look for."""
    opened = _OPENED.search(body, 0, _HEAD)
    return opened is not None and b"</" + opened[1].lower() not in body[-_TAIL:].lower()


def _gzip_ends(body: bytes, most: int) -> bool:
    done = 0
    while body:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS + 16)
        while not unpacker.eof:
            if not body:
                return False
            try:
                done += len(unpacker.decompress(body, PIECE))
            except zlib.error:
                return not done  # Scrapy says what is wrong with a body that is no gzip at all
            body = unpacker.unconsumed_tail
            if done > most:
                return True
        body = unpacker.unused_data if unpacker.unused_data.startswith(b"\x1f\x8b") else b""
    return True


def _brotli_ends(body: bytes, most: int) -> bool:
    unpacker = brotli.Decompressor()
    done = 0
    try:
        while not unpacker.is_finished() and done <= most:
            piece = unpacker.process(body, output_buffer_limit=PIECE)
            if not piece and not body:
                return False
            done += len(piece)
            body = b""
    except brotli.error:
        return not done
    return True


def _zstd_ends(body: bytes, most: int) -> bool:
    unpacker = zstd.ZstdDecompressor()
    done = 0
    try:
        while not unpacker.eof and done <= most:
            piece = unpacker.decompress(body, PIECE)
            if not piece and unpacker.needs_input:
                return False
            done += len(piece)
            body = b""
    except zstd.ZstdError:
        return not done
    return True


_ENDS: dict[bytes, Callable[[bytes, int], bool]] = {
    b"gzip": _gzip_ends,
    b"x-gzip": _gzip_ends,
    b"br": _brotli_ends,
    b"zstd": _zstd_ends,
}
