"""Compressed files of text, the same bytes for the same text: no names and no times in them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from types import ModuleType
from typing import IO, BinaryIO, TextIO, cast

PACKINGS = ("gz", "zst")

GZIP_LEVEL, ZSTD_LEVEL = 6, 3
"""The tools' own defaults: twice the time buys a twentieth of the size."""


class MissingLibrary(ImportError):  # noqa: N818 - what to install, not an error of the program
    """A format needs a library of the extra `export`; the message says how to get it."""

    def __init__(self, what: str, library: str) -> None:
        super().__init__(f"{what} needs {library}: pip install 'moroccan-news[export]'")


@contextmanager
def packed(file: BinaryIO, packing: str | None) -> Iterator[TextIO]:
    """Write UTF-8 text into an open file, compressed as `packing` says."""
    with ExitStack() as stack:
        stream: IO[bytes] = file
        if packing == "gz":
            stream = stack.enter_context(
                cast("IO[bytes]", gzip.GzipFile("", "wb", compresslevel=GZIP_LEVEL, fileobj=file, mtime=0))
            )
        elif packing == "zst":
            compressor = _zstandard().ZstdCompressor(level=ZSTD_LEVEL)
            stream = stack.enter_context(compressor.stream_writer(file, closefd=False))
        text = TextIOWrapper(stream, "utf-8", newline="")
        yield text
        text.flush()
        text.detach()


@contextmanager
def unpacked(path: Path, packing: str | None) -> Iterator[TextIO]:
    """Read text back that was `packed`."""
    with ExitStack() as stack:
        stream: IO[bytes] = stack.enter_context(path.open("rb"))
        if packing == "gz":
            stream = stack.enter_context(cast("IO[bytes]", gzip.GzipFile("", "rb", fileobj=stream)))
        elif packing == "zst":
            stream = stack.enter_context(_zstandard().ZstdDecompressor().stream_reader(stream))
        with TextIOWrapper(stream, "utf-8", newline="") as text:
            yield text


def _zstandard() -> ModuleType:
    try:
        return import_module("zstandard")
    except ImportError as error:
        raise MissingLibrary("a .zst file", "zstandard") from error
