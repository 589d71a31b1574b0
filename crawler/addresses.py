"""Which addresses a crawl may ask: public ones. What a page, a redirect or a name's record says can lead anywhere.

Pure: nothing is resolved here. `crawler/guard.py` asks these functions before a connection is made.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from crawler.urls import host_of

Address = IPv4Address | IPv6Address

NOT_PUBLIC = (
    IPv4Network("168.63.129.16/32"),  # Azure's host, which answers for metadata; it only looks public
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments, with Oracle's metadata; Pythons differ over parts of it
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
    IPv6Network("fec0::/10"),  # site-local, before fc00::/7
)
"""What `ipaddress` takes for global in some version of Python and is not for us."""

_EMBEDDING = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Where the last 32 bits are an IPv4 address: NAT64, and a form long obsolete that systems still route."""


def address_of(host: str) -> Address | None:
    """Return the address a host spells, in any spelling a resolver accepts (127.1, 0x7f000001, 2130706433), or None."""
    host = host.removeprefix("[").removesuffix("]").partition("%")[0]
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None


def is_public(address: Address) -> bool:
    """Say whether an address is one of the public Internet: not this machine's, this network's or a group's."""
    if isinstance(address, IPv6Address) and (inner := _within(address)) is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast and not any(address in network for network in NOT_PUBLIC)


def is_loopback(host: str) -> bool:
    """Say whether a host names this very machine: 127.0.0.1, ::1, localhost."""
    address = address_of(host)
    return address.is_loopback if address else host == "localhost" or host.endswith(".localhost")


def _within(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for, None where it stands for none."""
    if int(address) > 1 and any(address in network for network in _EMBEDDING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def forbidden(url: str, private_hosts: frozenset[str], homes: frozenset[str] = frozenset()) -> str | None:
    """Return the host of a URL where it spells an address that may not be asked, or None.

    `private_hosts` may be asked at any port. `homes` are hosts (as `host_of` has them) of sites that a person named:
    on this very machine they may be asked, at that very port.
    """
    host = (urlsplit(url).hostname or "").removesuffix(".")
    if host in private_hosts or (is_loopback(host) and host_of(url) in homes):
        return None
    address = address_of(host)
    return host if is_loopback(host) or (address is not None and not is_public(address)) else None


def private_hosts(settings: BaseSettings) -> frozenset[str]:
    """Return the hosts that PRIVATE_HOSTS names."""
    return frozenset(host.strip("[] ").lower() for host in settings.getlist("PRIVATE_HOSTS"))
