"""One exchange with a server, and the part of it that is stored."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

RENAMED = b"X-Crawler-"
"""Put before the name of a header that describes the transfer and not what is stored, as Common Crawl does."""


@dataclass(frozen=True)
class Exchange:
    """A request and its response.

    `request` is what was sent; `head` the response's head as received, to its blank line; `body` the response's
    body without transfer encoding, its content encoding untouched. `at` is the time of the visit, `ip` the
    server's address.
    """

    url: str
    at: datetime
    request: bytes
    head: bytes
    body: bytes
    status: int
    mime: str
    ip: str | None = None

    @cached_property
    def digest(self) -> str:
        """The payload digest."""
        return digest_of(self.body)

    @property
    def stored_head(self) -> bytes:
        """The head made true of the stored body."""
        return replayable_head(self.head, len(self.body))


def digest_of(data: bytes) -> str:
    """Return a digest as archives write it: SHA-1 in base32. It tells contents apart; it secures nothing."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def replayable_head(head: bytes, length: int) -> bytes:
    """Return a response's head for a body of `length` bytes whose chunks were joined.

    Only a chunked transfer's headers are renamed, and the length put in their place: a head that names no transfer
    encoding is returned byte for byte.
    """
    lines = head.splitlines(keepends=True)
    if not any(_name(line) == b"transfer-encoding" for line in lines):
        return head
    # A length beside a transfer encoding counts for nothing (RFC 9112, 6.3).
    about_transfer = (b"transfer-encoding", b"content-length")
    stored = [RENAMED + line if _name(line) in about_transfer else line for line in lines]
    return b"".join([*stored[:-1], b"Content-Length: %d\r\n" % length, stored[-1]])


def _name(line: bytes) -> bytes:
    return line.split(b":", 1)[0].strip().lower()
