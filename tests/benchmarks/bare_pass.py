"""Reads every response of a WARC file and parses it, nothing else: what a rebuild is measured against."""

from __future__ import annotations

import sys

import lxml.html
from fastwarc.warc import ArchiveIterator, WarcRecordType

with open(sys.argv[1], "rb") as file:  # noqa: PTH123
    for record in ArchiveIterator(file, record_types=WarcRecordType.response):
        lxml.html.document_fromstring(record.reader.read())
