"""Bodies of HTTP messages as they were sent, made plain: chunks joined, compression undone, within a bound."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Protocol

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader

from crawler.archive.capture import MAX_BODY

Headers = tuple[tuple[str, str], ...]


class _Reader(Protocol):
    def read(self, size: int = ...) -> bytes: ...


_UNPACK: dict[str, Callable[[BytesIO], _Reader]] = {
    "gzip": GzipReader,
    "x-gzip": GzipReader,
    "deflate": lambda packed: GzipReader(packed, zlib=True),
    "br": BrotliReader,
    "zstd": ZstdReader,
}
_PIECE = 1 << 20
_CHUNK_HEAD = re.compile(rb"\s{0,4}[0-9a-fA-F]{1,16}[ \t]*(?:;[^\n]*)?\r?\n")
_ENCODINGS = ("transfer-encoding", "content-encoding")


class TooLarge(ValueError):  # noqa: N818 (what the body is)
    """A body that unpacks to more than `MAX_BODY`."""


def plain(headers: Iterable[tuple[str, str]], body: bytes) -> tuple[Headers, bytes]:
    """Return the headers without those that say how the body is packed, and the body unpacked.

    Archives exist that keep the header and store the body plain: what cannot be unpacked is taken as it is, what
    breaks off in the middle as far as it goes. Raises `TooLarge`.
    """
    kept: list[tuple[str, str]] = []
    said = dict.fromkeys(_ENCODINGS, "")
    for name, value in headers:
        if (lower := name.lower()) in said:
            said[lower] = f"{said[lower]},{value}".lower()
        else:
            kept.append((name, value))
    if "chunked" in said["transfer-encoding"] and _CHUNK_HEAD.match(body):
        body = _read(ChunkedReader(BytesIO(body))) or body
    for encoding in reversed(said["content-encoding"].split(",")):
        if unpack := _UNPACK.get(encoding.strip()):
            body = _read(unpack(BytesIO(body))) or body
    return tuple(kept), body


def _read(reader: _Reader) -> bytes:
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := reader.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BODY:
                raise TooLarge(f"unpacks to more than {MAX_BODY} bytes")
    except (OSError, ValueError) as error:
        if isinstance(error, TooLarge):
            raise
    return b"".join(pieces)
