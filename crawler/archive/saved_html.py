"""Pages saved as HTML files: by a browser, by SingleFile, by wget or HTTrack in folders named like their hosts."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from crawler.archive.capture import MAX_BODY, Capture, Damage
from crawler.extraction import Document
from crawler.extraction.structured import Structured
from crawler.urls import clean_url

_HEAD = 4096
"""Bytes at the start in which browsers note where they saved from."""

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)|Page saved with SingleFile\s+url:\s*(\S+)")
_SAVED_AT = re.compile(rb"\bsaved date:\s*([^\r\n(]+)")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?")
_FILE_SUFFIXES = frozenset({"html", "htm", "xhtml", "php", "txt", "asp", "aspx", "jsp", "mhtml", "gz"})


def read_saved_html(path: Path) -> Iterator[Capture | Damage]:
    """Yield the page a file holds. Its address is what the file says it was saved from, else its canonical link, else
    its place in folders named like a host, else the file's own; its time is what SingleFile noted, else the file's.
    """
    try:
        body = _read(path)
    except (OSError, EOFError, zlib.error) as error:
        yield Damage(str(path), 0, f"cannot be read: {error}")
        return
    if len(body) > MAX_BODY:
        yield Damage(str(path), 0, f"is larger than {MAX_BODY} bytes")
        return
    if not body.strip():
        yield Damage(str(path), 0, "the file is empty")
        return
    head = body[:_HEAD]
    url = _saved_from(head) or _canonical(body, path) or mirrored(path) or path.resolve().as_uri()
    headers = (("Content-Type", "text/html"),)
    yield Capture(url, _saved_at(head) or file_time(path), 200, headers, body, str(path), 0)


def file_time(path: Path) -> datetime:
    """Return when a file was last written."""
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def _read(path: Path) -> bytes:
    if path.suffix == ".gz":
        with gzip.open(path) as packed:
            return packed.read(MAX_BODY + 1)
    with path.open("rb") as file:
        return file.read(MAX_BODY + 1)


def _saved_from(head: bytes) -> str | None:
    found = _SAVED_FROM.search(head)
    return clean_url((found[1] or found[2]).decode("utf-8", "replace")) if found else None


def _saved_at(head: bytes) -> datetime | None:
    if not (found := _SAVED_AT.search(head)):
        return None
    text = found[1].decode("latin-1").strip()
    try:  # JavaScript's own form: Tue Nov 24 2026 10:00:00 GMT+0000
        return datetime.strptime(text, "%a %b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
    except ValueError:
        return None


def _canonical(body: bytes, path: Path) -> str | None:
    named = Structured(Document(body, path.resolve().as_uri())).canonical
    return clean_url(named) if named else None


def mirrored(path: Path) -> str | None:
    """Return the address of a file in a mirror: the part of its path that begins with a host's name."""
    parts = path.resolve().parts
    for number in range(len(parts) - 2, 0, -1):
        name = parts[number].lower()
        if _HOST.fullmatch(name) and name.rsplit(".", 1)[-1] not in _FILE_SUFFIXES:
            rest = [*parts[number + 1 : -1], re.sub(r"^index\.x?html?$", "", parts[-1])]
            return clean_url(f"https://{name}/{quote('/'.join(rest))}")
    return None
