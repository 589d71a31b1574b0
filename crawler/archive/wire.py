"""Heads of requests and responses as they went over the wire, which Scrapy only hands on rebuilt.

Scrapy keeps a response's headers in a dict: order and spelling of names, repeated status lines and the reason
phrase are gone. Twisted's connection pool takes the factory of its connections, so ours listens in on each. What
it heard travels to the download handler inside the response, as a header that is taken off again there.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.guard import BoundedFactory, BoundedProtocol, GuardedHandler

_CARRIER = "X-Moroccan-News-Wire"
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_PROXY_SECRET = re.compile(rb"^Proxy-Authorization:[^\n]*\n", re.IGNORECASE | re.MULTILINE)
_INTERIM = re.compile(rb"HTTP/\S+ +1\d\d")


@dataclass(frozen=True, slots=True)
class Wire:
    """The request as sent and the head of its response as received, each to the blank line that ends it."""

    request: bytes
    response: bytes


class RecordingHandler(GuardedHandler):
    """The download handler for http and https; with ARCHIVE set it puts a `Wire` into `request.meta["wire"]`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._records = bool(crawler.settings.get("ARCHIVE"))
        if self._records:
            self._pool._factory = _RecordingFactory

    async def download_request(self, request: Request) -> Response:
        """Download as the guard does."""
        response = await super().download_request(request)
        if self._records:
            sent, received = response.headers.getlist(_CARRIER)[-2:]
            del response.headers[_CARRIER]
            request.meta["wire"] = Wire(base64.b64decode(sent), base64.b64decode(received))
        return response


class _Tap:
    """A connection's transport that notes what is written to it."""

    def __init__(self, transport: Any, written: bytearray) -> None:
        self._transport = transport
        self._written = written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        self._written += data
        self._transport.write(data)

    def writeSequence(self, lines: list[bytes]) -> None:  # noqa: N802 (Twisted's name)
        self.write(b"".join(lines))


class _RecordingProtocol(BoundedProtocol):
    """A connection that keeps the bytes of one exchange until the head of its response is complete."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._written = bytearray()
        self._received = bytearray()

    def makeConnection(self, transport: Any) -> None:  # noqa: N802 (Twisted's name)
        super().makeConnection(_Tap(transport, self._written))  # type: ignore[no-untyped-call]

    def request(self, request: Any) -> Any:
        self._written.clear()
        self._received.clear()
        return super().request(request).addCallback(self._carry)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        if self.in_head:
            self._received += data
        super().dataReceived(data)

    def _carry(self, response: Any) -> Any:
        """Give the response what was heard; called once its head is complete, before its body is read."""
        for part in (_PROXY_SECRET.sub(b"", bytes(self._written)), final_head(bytes(self._received))):
            response.headers.addRawHeader(_CARRIER, base64.b64encode(part))
        return response


class _RecordingFactory(BoundedFactory):
    """Makes connections that record."""

    def buildProtocol(self, addr: Any) -> _RecordingProtocol:  # noqa: N802 (Twisted's name)
        return _RecordingProtocol(self._quiescentCallback)


def final_head(received: bytes) -> bytes:
    """Return the head of the response proper from the first bytes received: interim answers (103) come before it."""
    start = 0
    while end := _END_OF_HEAD.search(received, start):
        if not _INTERIM.match(received, start):
            return received[start : end.end()]
        start = end.end()
    return received[start:]
