"""What revisit records refer to, found anywhere in the files given. An archive without any costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crawler.archive.capture import Capture
from crawler.archive.reading import files_in, warcs_in
from crawler.archive.warc import record_at, record_names
from crawler.database.payload_index import PayloadIndex


class SetOfFiles:
    """The payloads of a set of files: an index of them is made with the first revisit record that is met."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._index: PayloadIndex | None = None
        self._files: list[tuple[Path, str]] = []

    def find(self, digest: str | None, url: str | None, date: str | None) -> Capture | None:
        """Return the capture of a payload digest, else of an address and a WARC-Date; None where there is none."""
        if self._index is None:
            self._index = self._made()
        place = self._index.find(digest, url, date)
        if place is None:
            return None
        path, name = self._files[place[0]]
        for each, opened in warcs_in(path):
            if each == name:
                with opened as file:
                    found = record_at(file, place[1], name)
                # One gzip stream around a whole file has no places to go to: what is found there is another record.
                same = found is not None and (found.digest == digest or found.url == url)
                return found if same else None
        return None

    def _made(self) -> PayloadIndex:
        index = PayloadIndex()
        for path in files_in(self._paths):
            for name, opened in warcs_in(path):
                with opened as file:
                    index.add(len(self._files), record_names(file))
                self._files.append((path, name))
        return index
