"""WACZ: a zip file with WARC files in its folder `archive/`. Nothing is ever unpacked to the disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from crawler.archive.capture import Capture, Damage
from crawler.archive.warc import Payloads, read_warc

SUFFIXES = (".warc", ".warc.gz", ".warc.zst")
MAX_RATIO = 100
"""A member that unpacks to more than this many times its size was made to exhaust: WARC files are packed already, and
plain ones of text pack to a tenth."""


def members(path: Path) -> Iterator[zipfile.ZipInfo]:
    """Yield the WARC files a WACZ holds. Raises `OSError` or `zipfile.BadZipFile`."""
    with zipfile.ZipFile(path) as wacz:
        for member in wacz.infolist():
            if member.filename.startswith("archive/") and member.filename.lower().endswith(SUFFIXES):
                yield member


def member_name(path: Path, member: str) -> str:
    """Return how a WARC file inside a WACZ is named."""
    return f"{path}!{member}"


@contextmanager
def opened_member(path: Path, member: str) -> Iterator[BinaryIO]:
    """Open a WARC file inside a WACZ for reading from any place."""
    with zipfile.ZipFile(path) as wacz, wacz.open(member) as file:
        yield cast("BinaryIO", file)


def read_wacz(path: Path, payloads: Payloads | None = None) -> Iterator[Capture | Damage]:
    """Yield the captures of all WARC files in a WACZ, and what is wrong with it."""
    try:
        found = list(members(path))
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        yield Damage(str(path), 0, f"cannot be read as a zip file: {error}")
        return
    if not found:
        yield Damage(str(path), 0, "holds no WARC file in a folder archive/")
    for member in found:
        name = member_name(path, member.filename)
        if member.file_size > MAX_RATIO * max(member.compress_size, 1):
            yield Damage(name, member.header_offset, f"unpacks to more than {MAX_RATIO} times its size: not read")
            continue
        try:
            yield from read_warc(partial(opened_member, path, member.filename), name, payloads)
        except (OSError, zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
            yield Damage(name, member.header_offset, f"cannot be read: {error}")
