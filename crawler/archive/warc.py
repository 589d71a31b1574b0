"""WARC files, whoever wrote them: plain, gzip or zstd (with its dictionary), records repeated by reference too.

FastWARC parses; it read a record twice as fast as warcio. What is here: which records are captures, what a revisit
refers to, and going on behind a damaged record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO, Protocol

from fastwarc.stream_io import ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.archive.capture import MAX_BODY, Capture, Damage
from crawler.archive.http_body import Headers, TooLarge, plain
from crawler.visits import Original, Recording

GZIP, ZSTD, ZSTD_DICTIONARY, PLAIN = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b"WARC/"
_MARKS = (GZIP, ZSTD, PLAIN)
"""What a record begins with, by the packing of its file."""

_SOUGHT = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
_MEDIA = re.compile(
    r"(?:image|video|audio|font)/|text/css|(?:application|text)/(?:x-)?(?:java|ecma)script", re.IGNORECASE
)
"""Content types of what stands on a page and is none."""

MAX_DICTIONARY = 16 * 1024 * 1024
"""Bytes of a dictionary for zstd; those of known archives have one."""

_NOT_MODIFIED = "server-not-modified"
_PIECE = 1 << 20
_CUT_OFF = "the file breaks off in the head of a record"


class Payloads(Protocol):
    """Finds what revisit records refer to."""

    def find(self, digest: str | None, url: str | None, date: str | None) -> Capture | None:
        """Return the capture of a payload digest, else of an address and a WARC-Date; None where there is none."""


def read_warc(
    opened: Callable[[], AbstractContextManager[BinaryIO]],
    source: str,
    payloads: Payloads | None = None,
    name: str | None = None,
) -> Iterator[Capture | Damage]:
    """Yield the captures of a WARC file in its order, and where it is damaged.

    `opened` opens the file (seekable), `source` names it; `name` is what recordings call it, where it is to have any.
    Behind damage reading goes on at the next record.
    """
    with opened() as file:
        in_members = file.read(len(GZIP)) == GZIP
        start: int | None = 0
        broken = False
        while start is not None:
            last, read, told = start, False, False
            held: list[Capture | Damage] = []
            try:
                for record in _records(file, start, WarcRecordType.any_type):
                    yield from _placed(held, record.stream_pos)
                    held = []
                    last, read, told = record.stream_pos, True, False
                    if record.record_type & _SOUGHT:
                        held = list(_capture(record, source, payloads, name if in_members else None))
                        told = any(isinstance(found, Damage) for found in held)
                yield from _placed(held, file.seek(0, 2))
                if not told and (unread := _unread(file, last)):
                    yield Damage(source, *unread)
                return
            except (OSError, ValueError) as error:
                yield from held
                if read or not broken:  # a damaged stretch is one damage, however often reading starts anew in it
                    yield Damage(source, last, f"{'behind this' if read else 'here'} no record can be read: {error}")
                broken = True
                start = _next_record(file, last + 1)


def _placed(found: Iterable[Capture | Damage], end: int) -> Iterator[Capture | Damage]:
    """Yield what a record gave, now that it is known where it ends."""
    for each in found:
        if isinstance(each, Capture) and each.recording:
            yield replace(each, recording=replace(each.recording, length=end - each.offset))
        else:
            yield each


def record_at(file: BinaryIO, offset: int, source: str) -> Capture | None:
    """Return the capture of the record that begins at an offset, or None."""
    try:
        for record in _records(file, offset, WarcRecordType.any_type):
            found = next(_capture(record, source, None, None), None) if record.record_type & _SOUGHT else None
            return found if isinstance(found, Capture) else None
    except (OSError, ValueError):
        pass
    return None


def record_names(file: BinaryIO) -> Iterator[tuple[int, str | None, str | None, str | None]]:
    """Yield offset, payload digest, address and WARC-Date of each record that has a payload, as far as can be read."""
    kinds = WarcRecordType.response | WarcRecordType.resource
    try:
        for record in _records(file, 0, kinds, parse_http=False):
            headers = record.headers
            date = headers.get("WARC-Date")
            yield record.stream_pos, headers.get("WARC-Payload-Digest"), _address(headers.get("WARC-Target-URI")), date
    except (OSError, ValueError):
        return


def _records(file: BinaryIO, start: int, kinds: WarcRecordType, *, parse_http: bool = True) -> Iterator[WarcRecord]:
    """Return the records from a byte on. Raises `OSError` where there is none."""
    file.seek(0)
    head = file.read(8)
    dictionary = None
    if start and head.startswith(ZSTD_DICTIONARY):  # the parser finds it by itself at the start only
        dictionary = file.read(min(int.from_bytes(head[4:], "little"), MAX_DICTIONARY))
        if dictionary.startswith(ZSTD):
            dictionary = ZstdReader(BytesIO(dictionary)).read(MAX_DICTIONARY)
    file.seek(start)
    stream = ZstdReader(file, dictionary=dictionary) if dictionary else file
    return iter(ArchiveIterator(stream, record_types=kinds, parse_http=parse_http, strict_mode=False))


def _capture(
    record: WarcRecord, source: str, payloads: Payloads | None, name: str | None
) -> Iterator[Capture | Damage]:
    """Yield the capture a record holds, or what is wrong with it; nothing where it is no answer of a web server."""
    headers, offset = record.headers, record.stream_pos
    url = _address(headers.get("WARC-Target-URI"))
    if url is None or not url.startswith(("http://", "https://")):
        return
    http: Headers = ()
    status = 200
    if record.is_http and record.is_http_parsed:
        http, status = record.http_headers.to_tuples(), record.http_headers.status_code or 0
    elif record.record_type == WarcRecordType.resource:
        http = (("Content-Type", headers.get("Content-Type") or ""),)
    if any(name.lower() == "content-type" and _MEDIA.match(value) for name, value in http):
        return
    at = record.record_date
    if at is None or not status:
        what = "no time" if at is None else "no HTTP status"
        yield Damage(source, offset, f"the record of {url} has {what}")
        return
    at = at.astimezone(UTC).replace(microsecond=0)
    digest = headers.get("WARC-Payload-Digest")
    if record.record_type == WarcRecordType.revisit:
        if _NOT_MODIFIED in (headers.get("WARC-Profile") or ""):
            yield Capture(url, at, 304, http, b"", source, offset, digest, _recording(record, url, at, 304, name))
            return
        refers = _address(headers.get("WARC-Refers-To-Target-URI")), headers.get("WARC-Refers-To-Date")
        if payloads is None or (first := payloads.find(digest, *refers)) is None:
            yield Damage(source, offset, f"what {url} repeats is in none of the files given")
            return
        packed = ("content-encoding", "transfer-encoding")
        own = tuple(pair for pair in http if pair[0].lower() not in packed) or first.headers
        status = status if http else first.status
        recording = _recording(record, url, at, status, name)
        yield Capture(url, at, status, own, first.body, source, offset, digest, recording)
        return
    body = record.reader.read(min(record.content_length, MAX_BODY + 1))
    if len(body) < record.content_length and len(body) <= MAX_BODY:
        yield Damage(source, offset, f"the record of {url} breaks off: {len(body)} of {record.content_length} bytes")
        return
    try:
        if len(body) > MAX_BODY:
            raise TooLarge(f"is larger than {MAX_BODY} bytes")
        http, body = plain(http, body)
    except TooLarge as error:
        yield Damage(source, offset, f"the body of {url} {error}")
        return
    yield Capture(url, at, status, http, body, source, offset, digest, _recording(record, url, at, status, name))


def _recording(record: WarcRecord, url: str, at: datetime, status: int, file: str | None) -> Recording | None:
    """Return where a record stands, but for its length; None where it is no record to point at."""
    headers = record.headers
    if file is None or not (digest := headers.get("WARC-Payload-Digest")):
        return None
    if record.record_type != WarcRecordType.revisit:
        return Recording(url, at, "response", status, digest, file, record.stream_pos, 0)
    refers_to, date = _address(headers.get("WARC-Refers-To-Target-URI")), headers.get("WARC-Refers-To-Date")
    original = Original(0, refers_to, date, digest, "") if refers_to and date else None
    return Recording(url, at, "revisit", status, digest, file, record.stream_pos, 0, original)


def _address(text: str | None) -> str | None:
    """Return a WARC-Target-URI without the angle brackets some writers put around it."""
    return text.strip().removeprefix("<").removesuffix(">") if text else None


def _unread(file: BinaryIO, last: int) -> tuple[int, str] | None:
    """Return where and why nothing was read behind the last record: a head cut off is no error to the parser."""
    file.seek(0, 2)
    if file.tell() == 0:
        return 0, "the file is empty"
    file.seek(last)
    mark = file.read(5)
    file.seek(last)
    if mark.startswith(GZIP):
        return _unread_gzip(file, last)
    if mark != PLAIN:
        return None  # the parser itself tells where zstd is cut off
    head = file.read(1 << 16)
    end = head.find(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length:\s*(\d+)", head[: max(end, 0)], re.IGNORECASE)
    if end < 0 or length is None:
        return last, _CUT_OFF
    behind = last + end + 4 + int(length[1])
    file.seek(behind)
    rest = file.read(1 << 16)
    return (behind + len(rest) - len(rest.lstrip()), _CUT_OFF) if rest.strip() else None


def _unread_gzip(file: BinaryIO, last: int) -> tuple[int, str] | None:
    member = zlib.decompressobj(31)
    try:
        while not member.eof and (piece := file.read(_PIECE)):
            member.decompress(piece, _PIECE)
            while member.unconsumed_tail:
                member.decompress(member.unconsumed_tail, _PIECE)
    except zlib.error as error:
        return last, f"the file breaks off: {error}"
    if not member.eof:
        return last, "the file breaks off in a record"
    behind = file.tell() - len(member.unused_data)
    return (behind, _CUT_OFF) if member.unused_data.strip(b"\0") or file.read(1) else None


def _next_record(file: BinaryIO, start: int) -> int | None:
    """Return where the next record may begin, searching from `start`: by the mark of the file's own packing."""
    file.seek(0)
    first = file.read(5)
    marks: Iterable[bytes] = [mark for mark in _MARKS if first.startswith(mark)] or _MARKS
    longest = max(map(len, _MARKS))
    file.seek(start)
    position, held = start, b""
    while piece := file.read(_PIECE):
        held += piece
        found = [at for mark in marks if (at := held.find(mark)) >= 0]
        if found:
            return position + min(found)
        keep = held[-(longest - 1) :]
        position += len(held) - len(keep)
        held = keep
    return None
