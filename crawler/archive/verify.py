"""Whether the archive holds what the database says it does, where it says, with the bytes it had."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.clock import to_text
from crawler.visits import Recording


def fault_of(folder: Path, recording: Recording) -> str | None:
    """Return what is wrong with a recording's record in the archive at `folder`, or None.

    Checked are its place, type, address, time, and the digests of the record and its payload. Raises `OSError` where
    its file cannot be read.
    """
    with (folder / recording.file).open("rb") as stream:
        stream.seek(recording.offset)
        member = stream.read(recording.length)
    try:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
        data = unpacker.decompress(member)
        if not unpacker.eof or unpacker.unused_data:
            return f"{recording.file} has no whole record at {recording.offset}"
        record = next(ArchiveIterator(BytesIO(data), check_digests=True))
        head = record.rec_headers
        record.raw_stream.read()
    except (zlib.error, ArchiveLoadFailed, StopIteration):
        return f"{recording.file} has no record at {recording.offset}"
    if record.digest_checker.passed is False:
        return f"{recording.file} has other bytes at {recording.offset} than were written"
    said = (recording.kind, recording.url, to_text(recording.at), recording.digest)
    url, date, digest = map(head.get_header, ("WARC-Target-URI", "WARC-Date", "WARC-Payload-Digest"))
    # Other programs write parts of seconds, and brackets around addresses.
    found = (record.rec_type, (url or "").strip("<> "), f"{(date or '')[:19]}Z", digest)
    if said != found:
        return f"{recording.file} has another record at {recording.offset}: {' '.join(map(str, found))}"
    return None
