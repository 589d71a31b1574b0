"""Messages between our own processes: pickled, each behind its length.

Classes of which many travel with a page have slots and are not frozen: one that is both is pickled field by field, by
a method of `dataclasses`.
"""

from __future__ import annotations

import pickle
from typing import IO, Any

FRAME_SIZE = 8
"""Bytes before each message that say how long it is."""


def frame(message: object) -> bytes:
    """Return a message as it goes through a pipe."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(FRAME_SIZE) + data


def read_frame(stream: IO[bytes]) -> Any:
    """Return the next message of a pipe. Raises `EOFError` where no more come, or who sent one died over it."""
    size = stream.read(FRAME_SIZE)
    data = stream.read(int.from_bytes(size)) if len(size) == FRAME_SIZE else b""
    if len(size) < FRAME_SIZE or len(data) < int.from_bytes(size):
        raise EOFError
    return unpack(data)


def unpack(data: bytes) -> Any:
    """Return the message whose bytes came from a process of our own."""
    return pickle.loads(data)  # noqa: S301
