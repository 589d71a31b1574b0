"""What every archive holds, whatever its format: captures. And what is wrong with a file that holds fewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import SupportsIndex

from crawler.frames import beside
from crawler.visits import Recording

MAX_BODY = 64 * 1024 * 1024
"""Bytes of a body, unpacked; as DOWNLOAD_MAXSIZE for what a crawl fetches."""


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer as it once came. `at` is aware UTC in whole seconds; `body` is unpacked, so that no header speaks
    of its encoding. `source` and `offset` (bytes into the file as it lies on the disk, 0 where a file is one page)
    say where it was read; `digest` is the payload's as the archive states it; `recording` is its record, where that
    is a gzip member of a WARC file, as the archive of a crawl has them.
    """

    url: str
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    source: str
    offset: int
    digest: str | None = None
    recording: Recording | None = None

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[type[Capture], tuple[object, ...]]:
        """Let it travel between processes, its body as it is."""
        rest = (self.source, self.offset, self.digest, self.recording)
        return type(self), (self.url, self.at, self.status, self.headers, beside(self.body, protocol), *rest)

    def header(self, name: str) -> str:
        """Return the first header of a name (in lower case), empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in a file where no capture could be read, and why."""

    source: str
    offset: int
    reason: str

    def __str__(self) -> str:
        """Say where and what."""
        return f"{self.source}, byte {self.offset}: {self.reason}"
