"""The download handler's guard: where a connection may lead, and how long the head of an answer may be.

Addresses are checked twice. The host of a URL is, where it is an address itself. What a name resolves to is, in the
resolver, whose answer is what the connection is made to: a name that gives another address the next time gains nothing.
"""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from crawler.addresses import address_of, forbidden, is_loopback, is_public, private_hosts
from crawler.connection_errors import MAX_HEAD_BYTES, AddressForbidden, HeadTooLong
from crawler.urls import host_of

REFUSED_KEPT = 1000
"""Names whose addresses were refused that are remembered."""


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, which finds a name only where it leads to a public address. One a process."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allowed: set[str] = set()
        self.refused: dict[str, str] = {}
        """Names that lead to no public address, with the address."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Make the resolver; the proxies of the environment were named by a person."""
        resolver = super().from_crawler(crawler, reactor)
        proxies = (urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname for proxy in getproxies().values())
        resolver.allow({host for host in proxies if host} | private_hosts(crawler.settings))
        return resolver

    @classmethod
    def installed(cls, crawler: Crawler) -> PublicResolver:
        """Return the process' resolver. `CrawlerProcess` installs it as the settings say, `CrawlerRunner` none."""
        from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would choose one

        installed = reactor.resolver
        if isinstance(installed, cls):
            return installed
        resolver = cls.from_crawler(crawler, reactor)
        resolver.install_on_reactor()
        return resolver

    def allow(self, hosts: set[str] | frozenset[str]) -> None:
        """Let these names, or addresses, lead anywhere."""
        self._allowed |= hosts

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 (Twisted's name)
        """Return the address of a name, or fail as for a name that there is not."""
        self.refused.pop(name, None)
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        found = address_of(address)
        if name in self._allowed or (found is not None and is_public(found)):
            return address
        if len(self.refused) >= REFUSED_KEPT:
            self.refused.clear()
        self.refused[name] = address
        raise DNSLookupError(f"{name} leads to {address}")


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's download handler for http and https, which connects to public addresses only.

    A spider's `homes` are the addresses of sites that a person named, as a sample newspaper on this machine.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory
        homes = getattr(crawler.spider, "homes", ())
        self._private_hosts = private_hosts(crawler.settings)
        self._homes = frozenset(map(host_of, homes))
        self._names = frozenset(host for home in homes if is_loopback(host := urlsplit(home).hostname or ""))

    async def download_request(self, request: Request) -> Response:
        """Download as Scrapy does; raises `AddressForbidden` before any connection is made."""
        if host := forbidden(request.url, self._private_hosts, self._homes):
            raise AddressForbidden(host)
        resolver = PublicResolver.installed(self._crawler)
        resolver.allow(self._names | self._private_hosts)
        try:
            return await super().download_request(request)
        except CannotResolveHostError:
            if address := resolver.refused.get(urlsplit(request.url).hostname or ""):
                raise AddressForbidden(address) from None
            raise


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """A connection that is broken off where the head of an answer does not end."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)  # type: ignore[no-untyped-call]
        self.in_head = False
        self._head_bytes = 0

    def request(self, request: Any) -> Any:
        """Send a request."""
        self.in_head = True
        self._head_bytes = 0
        return super().request(request).addCallbacks(self._head_ended, self._never_ended)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        """Take what the server sends."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self.in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.transport.abortConnection()  # type: ignore[union-attr]

    def _head_ended(self, response: Any) -> Any:
        self.in_head = False
        return response

    def _never_ended(self, failure: Failure) -> Failure:
        if self._head_bytes > MAX_HEAD_BYTES:
            raise HeadTooLong(f"a head of more than {MAX_HEAD_BYTES} bytes")
        return failure


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes connections that are bounded."""

    def buildProtocol(self, addr: Any) -> BoundedProtocol:  # noqa: N802 (Twisted's name)
        """Return a connection's protocol."""
        return BoundedProtocol(self._quiescentCallback)
