"""Messages between our own processes: pickled, each behind its length; behind it come the pages that go with it.

A page is neither copied into the pickle nor out of it: what has one says so by `beside`. Classes of which many travel
with a page have slots and are not frozen: one that is both is pickled field by field, by a method of `dataclasses`.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from struct import Struct
from typing import IO, Any, SupportsIndex

HEAD = Struct(">QI")
"""What a frame begins with: the message's length in bytes, and how many pages come behind it."""

_LENGTH = Struct(">Q")


def beside(page: bytes, protocol: SupportsIndex) -> bytes | pickle.PickleBuffer:
    """Return a page as its owner's `__reduce_ex__` names it, so that in a frame it travels beside the pickle."""
    return pickle.PickleBuffer(page) if int(protocol) >= pickle.HIGHEST_PROTOCOL else page


def frame(message: object) -> list[bytes | memoryview]:
    """Return a message as it goes through a pipe, in parts."""
    pages: list[pickle.PickleBuffer] = []
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL, buffer_callback=pages.append)
    parts: list[bytes | memoryview] = [HEAD.pack(len(data), len(pages)) + data]
    for page in (each.raw() for each in pages):
        parts += _LENGTH.pack(page.nbytes), page
    return parts


def read_frame(stream: IO[bytes]) -> Any:
    """Return the next message of a pipe. Raises `EOFError` where no more come, or who sent one died over it."""
    size, pages = HEAD.unpack(_exactly(stream, HEAD.size))
    data = _exactly(stream, size)
    return unpack(data, [_exactly(stream, *_LENGTH.unpack(_exactly(stream, _LENGTH.size))) for _ in range(pages)])


def unpack(data: bytes, pages: Sequence[bytes] = ()) -> Any:
    """Return the message whose bytes, and whose pages, came from a process of our own."""
    return pickle.loads(data, buffers=pages)  # noqa: S301


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
