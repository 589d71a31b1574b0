"""What the guard (`crawler/guard.py`) breaks a connection off for; apart from it, for those that only tell errors."""

from __future__ import annotations

from scrapy.exceptions import DownloadFailedError

MAX_HEAD_BYTES = 256 * 1024
"""The head of an answer; Chromium allows as much. Twisted bounds its lines, not their number."""


class AddressForbidden(DownloadFailedError):  # noqa: N818 (what happened)
    """A host is, or its name leads to, no public address."""

    def __init__(self, address: str) -> None:
        super().__init__(f"not a public address: {address} (PRIVATE_HOSTS allows hosts)")


class HeadTooLong(DownloadFailedError):  # noqa: N818 (what happened)
    """The head of an answer is longer than `MAX_HEAD_BYTES`."""
