"""From paths to captures: which files are archives, of which format, and what each holds."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal
from zipfile import BadZipFile

from crawler.archive import wacz
from crawler.archive.capture import Capture, Damage
from crawler.archive.mhtml import read_mhtml
from crawler.archive.saved_html import read_saved_html
from crawler.archive.text import read_text
from crawler.archive.warc import GZIP, PLAIN, ZSTD, ZSTD_DICTIONARY, Payloads, read_warc

Format = Literal["warc", "wacz", "html", "mhtml", "text"]

_SUFFIXES: dict[str, Format] = {
    ".warc": "warc",
    ".warc.gz": "warc",
    ".warc.zst": "warc",
    ".wacz": "wacz",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".html.gz": "html",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".txt": "text",
}
_NO_PAGES = frozenset({"robots.txt"})
_LOOKED_AT = 4096
_MAIL = re.compile(rb"(?:From|MIME-Version|Snapshot-Content-Location|Subject|Date): ", re.IGNORECASE)
_TAG = re.compile(rb"<(?:!doctype|html|head|body|title|article|p|div)\b", re.IGNORECASE)


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files to read: each file named, and of a folder named all with a known suffix, in order of name."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                if _by_name(name) and name not in _NO_PAGES:
                    yield Path(folder, name)


def captures_in(path: Path, payloads: Payloads | None = None) -> Iterator[Capture | Damage]:
    """Yield what a file holds, in its order, and where it is damaged. Never raises for what is in the file.

    `payloads` finds what the revisit records of a WARC file refer to.
    """
    try:
        kind = format_of(path)
    except OSError as error:
        yield Damage(str(path), 0, f"cannot be read: {error.strerror or error}")
        return
    match kind:
        case "warc":
            yield from read_warc(partial(_opened, path), str(path), payloads, path.name)
        case "wacz":
            yield from wacz.read_wacz(path, payloads)
        case "html":
            yield from read_saved_html(path)
        case "mhtml":
            yield from read_mhtml(path)
        case "text":
            yield from read_text(path)
        case None:
            yield Damage(str(path), 0, "no WARC, WACZ, HTML, MHTML or text file")


def warcs_in(path: Path) -> Iterator[tuple[str, AbstractContextManager[BinaryIO]]]:
    """Yield name and opened file of each WARC file at a path: itself, or those inside a WACZ."""
    try:
        kind = format_of(path)
        if kind == "warc":
            yield str(path), _opened(path)
        elif kind == "wacz":
            for member in wacz.members(path):
                yield wacz.member_name(path, member.filename), wacz.opened_member(path, member.filename)
    except (OSError, ValueError, NotImplementedError, BadZipFile):
        return


def format_of(path: Path) -> Format | None:
    """Return the format of a file by its name, else by how it begins; None where it is none that is known.

    Raises `OSError` where the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    if known := _by_name(path.name):
        return known
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, _LOOKED_AT)
        except zlib.error:
            return None
        return "warc" if head.startswith(PLAIN) else None
    if head.startswith((PLAIN, ZSTD, ZSTD_DICTIONARY)):
        return "warc"
    if head.startswith(b"PK\x03\x04"):
        return "wacz"
    if _MAIL.match(head):
        return "mhtml"
    return "html" if _TAG.search(head) else None


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def _by_name(name: str) -> Format | None:
    lower = name.lower()
    return next((kind for suffix, kind in _SUFFIXES.items() if lower.endswith(suffix)), None)
