"""One rebuild from its files to the database: reads here, extracts in other processes, writes here, all in order."""

from __future__ import annotations

import json
import os
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Protocol

from scrapy.settings import BaseSettings

from crawler.archive.capture import Capture, Damage
from crawler.archive.reading import captures_in, files_in
from crawler.clock import utc_now
from crawler.database import open_database
from crawler.database.rebuilding import Done, Rebuilding, as_page
from crawler.extraction.version import EXTRACTOR, extractor_of
from crawler.rebuild.changes import SiteChanges
from crawler.rebuild.kinds import KINDS, is_page, kind_of
from crawler.rebuild.payloads import SetOfFiles
from crawler.rebuild.pool import ReaderPool
from crawler.rebuild.reading import ReadCaptures, Task
from crawler.rebuild.sites import Sites
from crawler.urls import clean_url, url_key
from crawler.visits import Visit

BATCH_CAPTURES, BATCH_BYTES = 8, 4_000_000
"""What is sent to a reader at once: enough that sending vanishes beside reading, little enough to share out evenly."""

BATCHES_A_READER = 6
"""Batches on their way, for each reader: as many as it reads while a commit is made, so that it never waits."""

COMMIT_CAPTURES, COMMIT_SECONDS = 64, 1.0
"""Captures a commit, and the age at which one is made anyway; a kill repeats no more."""


class Watcher(Protocol):
    """Is shown how far a rebuild is."""

    def moved(self, file: Path, offset: int, captures: int, articles: int) -> None:
        """Note that a file was read to `offset`, and how many captures and articles were written so far."""


@dataclass(slots=True)
class Result:
    """What a rebuild brought: counts by site, changes by site, the damage found."""

    resumed: bool
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    changes: dict[str, SiteChanges] = field(default_factory=dict)
    damage: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """Things of the files in their order; those that are tasks are with the readers."""

    steps: list[tuple[Done, Task | None]] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    size: int = 0
    reading: Future[list[Visit]] | None = None

    @property
    def full(self) -> bool:
        return len(self.steps) >= BATCH_CAPTURES or self.size >= BATCH_BYTES


def rebuild(
    settings: BaseSettings,
    paths: Sequence[Path],
    database: Path | str,
    *,
    only: str | None,
    watcher: Watcher,
    key: str = "",
) -> Result:
    """Read all captures under the paths into the database and return what they brought.

    `only` names the spider whose site alone is read; `key` sets a rebuild apart from others of the same paths.
    Raises `DatabaseError` and `StorageError`: what was committed stays, the same call goes on behind it.
    """
    arguments = json.dumps(
        {"paths": [str(path.resolve()) for path in paths], "site": only, "extractor": EXTRACTOR, "key": key}
    )
    db = open_database(database)
    books = Rebuilding(db, arguments, utc_now())
    pool = ReaderPool(ReadCaptures(settings.copy_to_dict(), only), len(os.sched_getaffinity(0)))
    work = _Work(books, Sites(settings, only), pool, SetOfFiles(paths), watcher)
    reason = "shutdown"
    try:
        work.read(files_in(paths))
        books.finish(utc_now())
        reason = "finished"
    finally:
        pool.close()
        if reason != "finished":
            books.close(reason, utc_now())
        db.close()
    return Result(books.resumed, books.counts, work.changes, books.damage)


class _Work:
    def __init__(
        self, books: Rebuilding, sites: Sites, pool: ReaderPool, payloads: SetOfFiles, watcher: Watcher
    ) -> None:
        self.changes: dict[str, SiteChanges] = {}
        self._books, self._sites, self._pool = books, sites, pool
        self._payloads, self._watcher = payloads, watcher
        self._batch = _Batch()
        self._window: deque[_Batch] = deque()
        self._most = BATCHES_A_READER * pool.processes
        self._listings: Counter[str] = Counter()
        self._done: list[Done] = []
        self._finished: list[str] = []
        self._committed = monotonic()

    def read(self, files: Iterable[Path]) -> None:
        """Read files to their end and write all that comes of them."""
        for file in files:
            path = str(file.resolve())
            done = self._books.done_of(path)
            if done is None:
                continue
            for number, found in enumerate(captures_in(file, self._payloads), 1):
                if number > done:
                    self._take(Done(path, number), found)
                    total = self._books.total
                    self._watcher.moved(file, found.offset, total["captures"], total["articles_new"])
            self._batch.finished.append(path)
        self._drain()

    def _take(self, done: Done, found: Capture | Damage) -> None:
        """Send a capture to the readers, or note that there is nothing to read in it."""
        task = None
        if isinstance(found, Damage):
            done = Done(done.path, done.number, damage=str(found))
        elif task := self._task(found):
            name = self._sites.spider(task.reader).site_name
            done = Done(done.path, done.number, site=name)
            self._listings[name] += task.page.kind != "article"
        self._batch.steps.append((done, task))
        self._batch.size += len(found.body) if isinstance(found, Capture) else 0
        if self._batch.full:
            self._send()

    def _task(self, capture: Capture) -> Task | None:
        if (reader := self._sites.reader_of(capture.url)) is None:
            return None
        url = clean_url(capture.url) or capture.url
        key = url_key(url)
        known = self._books.known(key)
        if (known is None or known.kind not in KINDS) and not is_page(capture):
            return None
        spider = self._sites.spider(reader)
        self._books.add_site(spider.site_name, spider.site, extractor_of(spider.site), spider.revisit_ages())
        kind = kind_of(capture, spider.site, known)
        if kind is None or (known is None and self._listings[spider.site_name]):
            # A listing still being read may name the page, and by that what it is.
            self._drain()
            known = self._books.known(key)
            kind = kind_of(capture, spider.site, known) or "section"
        return Task(capture, as_page(url, kind, known), reader)

    def _send(self) -> None:
        batch, self._batch = self._batch, _Batch()
        if tasks := [task for _, task in batch.steps if task]:
            batch.reading = self._pool.read(tasks)
        self._window.append(batch)
        while len(self._window) > self._most:
            self._receive()

    def _receive(self) -> None:
        """Take the oldest batch from the readers; commit when there is enough."""
        batch = self._window.popleft()
        visits = iter(batch.reading.result() if batch.reading else ())
        for done, task in batch.steps:
            if task is None:
                self._done.append(done)
                continue
            assert done.site is not None
            self._listings[done.site] -= task.page.kind != "article"
            visit = next(visits)
            visit.recording = task.capture.recording
            self._done.append(Done(done.path, done.number, done.site, visit))
        self._finished += batch.finished
        if len(self._done) >= COMMIT_CAPTURES or monotonic() - self._committed >= COMMIT_SECONDS:
            self._commit()

    def _drain(self) -> None:
        self._send()
        while self._window:
            self._receive()
        self._commit()

    def _commit(self) -> None:
        for site, changes in self._books.commit(self._done, self._finished).items():
            self.changes.setdefault(site, SiteChanges()).add(changes)
        self._done, self._finished, self._committed = [], [], monotonic()
