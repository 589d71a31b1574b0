"""Files that a killed process left unfinished, brought into order.

A WARC file is unfinished as long as its index is called `.cdxj.part`, and being written as long as it is locked.
"""

from __future__ import annotations

import fcntl
import zlib
from pathlib import Path
from typing import BinaryIO

from crawler.archive import cdxj

READ_BYTES = 1 << 20


def mend(folder: Path) -> list[str]:
    """Bring files that killed processes left into order, and return their names.

    A last record that is not whole is cut off, and the index completed. Files still being written are left alone.
    """
    mended = []
    for part in sorted(folder.glob(f"*{cdxj.OPEN}")):
        path = part.with_name(part.name.removesuffix(cdxj.OPEN))
        try:
            with path.open("r+b") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if part.exists():
                    _mend_file(path, stream, part)
                    mended.append(path.name)
        except (BlockingIOError, FileNotFoundError):
            continue  # it is being written, or another crawl has mended it meanwhile
    return mended


def _mend_file(path: Path, stream: BinaryIO, part: Path) -> None:
    # From the beginning: a power cut may have torn more than the end.
    whole = end_of_last_whole_member(stream)
    stream.truncate(whole)
    if whole == 0:
        part.unlink()
        path.unlink()
        return
    lines = part.read_text("utf-8", errors="replace").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        del lines[-1]
    while lines and cdxj.end_of(lines[-1]) > whole:
        del lines[-1]
    lines.extend(cdxj.lines_of(path, cdxj.end_of(lines[-1]) if lines else 0))
    part.write_text("".join(lines), "utf-8")
    cdxj.seal(path)


def end_of_last_whole_member(stream: BinaryIO) -> int:
    """Return where the last gzip member of a file ends before which all are whole."""
    stream.seek(0)
    end = 0
    packed = stream.read(READ_BYTES)
    while packed:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
        length = 0
        while packed and not unpacker.eof:
            length += len(packed)
            try:
                unpacker.decompress(packed)
            except zlib.error:
                return end
            packed = unpacker.unused_data or stream.read(READ_BYTES)
        if not unpacker.eof:
            return end
        end += length - len(unpacker.unused_data)
    return end
