"""Writing the archive: WARC files of one run, appended record by record, with the index of each beside it.

A record is whole in the file before anything refers to it, so a process killed anywhere leaves at most one record
unfinished, at the end of its last file; `mend` cuts that off before the next run writes.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Mapping
from pathlib import Path

from crawler.archive import cdxj
from crawler.archive.exchange import Exchange
from crawler.archive.mend import mend
from crawler.archive.records import exchange_records, info_record
from crawler.clock import to_timestamp, utc_now
from crawler.visits import Original, Recording

SUFFIX = ".warc.gz"


class ArchiveError(Exception):
    """An archive that cannot be written; the message names the folder and the way out."""


class Archive:
    """The archive of one run: files `NAME-TIME-NUMBER.warc.gz` in `folder`, each closed once it has `file_size` bytes.

    `name` tells sites and runs apart; `facts` go into the warcinfo record of each file. Nothing is written before
    the first exchange. Raises `ArchiveError` when the folder cannot be written.
    """

    def __init__(self, folder: Path, name: str, facts: Mapping[str, str], file_size: int) -> None:
        self.folder = folder
        self._prefix = re.sub(r"[^\w.-]", "_", name) + f"-{to_timestamp(utc_now())}"
        self._facts = facts
        self._file_size = file_size
        self._file: _File | None = None
        self._number = 0
        self._held: set[str] = set()
        self._unsynced = False
        self._failure: ArchiveError | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            mend(folder)
        except OSError as error:
            raise self._unwritable(error) from error

    def write(self, exchange: Exchange, original: Original | None = None) -> Recording:
        """Append an exchange and say where it stands.

        `original` is what the archive holds of the page already. The exchange becomes a revisit of it when the
        server says that the page was not modified, or sends the same payload from the same address again.
        """
        same = exchange.status == 304 or (
            original is not None
            and exchange.url == original.url
            and exchange.digest == original.digest
            and 200 <= exchange.status < 300
        )
        refers_to = original if same else None
        if self._failure:
            raise self._failure
        try:
            if self._file is not None and self._file.size >= self._file_size:
                self._file.close()
                self._file = None
            if self._file is None:
                self._file = self._next_file()
            offset, length = self._file.append(*exchange_records(exchange, refers_to, self._file.info_id))
            self._unsynced = True
            recording = Recording(
                url=exchange.url,
                at=exchange.at,
                kind="revisit" if refers_to else "response",
                status=exchange.status,
                digest=refers_to.digest if refers_to else exchange.digest,
                file=self._file.path.name,
                offset=offset,
                length=length,
                original=refers_to,
            )
            if exchange.status != 304:
                self._file.index.write(_index_line(recording, exchange.mime).encode())
        except OSError as error:
            raise self._unwritable(error) from error
        return recording

    def holds(self, file: str) -> bool:
        """Say whether a file of an earlier capture is still in the folder."""
        if file not in self._held and (self.folder / file).exists():
            self._held.add(file)
        return file in self._held

    def sync(self) -> None:
        """Have what was written survive a power cut too; to be called before a database refers to it."""
        if self._unsynced and self._file is not None:
            try:
                self._file.sync()
            except OSError as error:
                raise self._unwritable(error) from error
        self._unsynced = False

    def close(self) -> None:
        """Close the last file and sort its index; after a failure that is left to the next run's `mend`."""
        if self._file is not None:
            try:
                if self._failure is None:
                    self._file.close()
            except OSError as error:
                raise self._unwritable(error) from error
            finally:
                self._file.let_go()
                self._file = None

    def _next_file(self) -> _File:
        while True:
            self._number += 1
            path = self.folder / f"{self._prefix}-{self._number:05}{SUFFIX}"
            try:
                return _File(path, self._facts)
            except FileExistsError:  # another crawl into this folder has the name
                continue

    def _unwritable(self, error: OSError) -> ArchiveError:
        self._failure = ArchiveError(
            f"cannot write the archive {self.folder}: {error}; check its folder, rights and space,"
            " or name another with -s ARCHIVE=folder"
        )
        return self._failure


class _File:
    """A WARC file being written, locked as long as it is."""

    def __init__(self, path: Path, facts: Mapping[str, str]) -> None:
        self.path = path
        self._stream = path.open("xb", buffering=0)
        fcntl.flock(self._stream, fcntl.LOCK_EX)
        self.index = path.with_name(path.name + cdxj.OPEN).open("xb", buffering=0)
        self.size = 0
        self.info_id, record = info_record(path.name, utc_now(), facts)
        self.append(record)

    def append(self, *records: bytes) -> tuple[int, int]:
        """Write records; return the offset and length of the first."""
        offset, data = self.size, memoryview(b"".join(records))
        try:
            while data:
                data = data[self._stream.write(data) :]
        except OSError:
            # What is written after half a record would be lost with it.
            self._stream.truncate(offset)
            self._stream.seek(offset)
            raise
        self.size = self._stream.tell()
        return offset, len(records[0])

    def sync(self) -> None:
        os.fdatasync(self._stream.fileno())

    def close(self) -> None:
        """Complete the file and its index, and let go of them."""
        self.sync()
        cdxj.seal(self.path)
        self.let_go()

    def let_go(self) -> None:
        """Close the file, and with that unlock it, as it is."""
        self.index.close()
        self._stream.close()


def _index_line(recording: Recording, mime: str) -> str:
    return cdxj.line(
        url=recording.url,
        at=recording.at,
        kind=recording.kind,
        mime=mime,
        status=recording.status,
        digest=recording.digest,
        length=recording.length,
        offset=recording.offset,
        file=recording.file,
    )
