"""Reads every response of a WARC file, with FastWARC or warcio, and parses it, nothing else: what a rebuild is measured
against.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import BinaryIO

import lxml.html
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as WarcioIterator


def fastwarc(file: BinaryIO) -> Iterator[bytes]:
    """Yield the pages of a file as FastWARC reads them."""
    for record in ArchiveIterator(file, record_types=WarcRecordType.response):
        yield record.reader.read()


def warcio(file: BinaryIO) -> Iterator[bytes]:
    """Yield the pages of a file as warcio reads them."""
    for record in WarcioIterator(file):
        if record.rec_type == "response":
            yield record.content_stream().read()


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as warc:  # noqa: PTH123
        for page in {"fastwarc": fastwarc, "warcio": warcio}[sys.argv[2]](warc):
            lxml.html.document_fromstring(page)
