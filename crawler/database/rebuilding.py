"""Writing a rebuild: what captures gave and how far each file was read, in one transaction or not at all."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.clock import to_text
from crawler.database.captures import find_capture, find_original
from crawler.database.clusters import Newcomer
from crawler.database.engine import Database, Lock
from crawler.database.errors import Unavailable, until_written
from crawler.database.reextraction import Change, RebuiltArticles
from crawler.database.runs import finish_run, save_site, start_run
from crawler.database.sharing import share
from crawler.database.tallies import Tallies
from crawler.database.writer import NOTE_PAGE, NOTE_UNKNOWN_PAGE, Writer
from crawler.items import PageKind
from crawler.site import Site
from crawler.urls import url_key
from crawler.visits import NewPage, Page, Recording, Visit

logger = logging.getLogger(__name__)

_WOULD_VISIT = f"""{NOTE_PAGE}
ON CONFLICT (key) DO UPDATE SET
    site_id = excluded.site_id, kind = excluded.kind, depth = excluded.depth,
    priority = CASE WHEN excluded.priority > pages.priority THEN excluded.priority ELSE pages.priority END,
    published_at = coalesce(excluded.published_at, pages.published_at),
    modified_at = coalesce(excluded.modified_at, pages.modified_at),
    found_on = coalesce(excluded.found_on, pages.found_on)
WHERE pages.state = 'noted'
"""
"""What a crawl would visit is known better than what a link only named."""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What the row of a page says of it: its kind, failures in a row, the redirects that led to it, and whether
    its kind can be believed: a page only known by an error was never seen.
    """

    kind: str
    attempts: int
    hops: int
    fingerprint: bytes | None
    seen: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the `number`th thing (from 1) a file holds: a visit to a page of a site, damage, or nothing."""

    path: str
    number: int
    site: str | None = None
    visit: Visit | None = None
    damage: str | None = None


class RebuildWriter(Writer):
    """Writes visits made up from captures. What a crawl would go on to fetch is only noted."""

    def __init__(
        self,
        db: Database,
        site_id: int,
        run_id: int,
        campaign_id: int,
        *,
        extractor: str,
        revisit_ages: Sequence[timedelta],
    ) -> None:
        super().__init__(db, site_id, run_id, campaign_id, extractor=extractor, revisit_ages=revisit_ages)
        self._articles: RebuiltArticles = RebuiltArticles(db, site_id, extractor)

    def take_changes(self) -> list[Change]:
        """Return what new readings changed since this was last asked."""
        changes, self._articles.changes = self._articles.changes, []
        return changes

    def write(self, visit: Visit, counts: Counter[str], tallies: Tallies) -> None:
        """Write a visit into the row of its page, made if need be."""
        page = visit.page
        new = NewPage(page.url, url_key(page.url), page.kind, "pending", depth=page.depth)
        self._add_pages([new], None, to_text(visit.at))
        row = "SELECT id, article_id, attempts, etag, last_modified, visited_at FROM pages WHERE key = ?"
        (page.id, page.article_id, page.attempts, *validators, visited_at) = self.db.execute(row, [new.key]).fetchone()
        if visit.unchanged:
            visit.etag, visit.last_modified = validators
        if visit.state == "pending":  # it is to be had at another address of its own: the next capture, if at all
            visit.state = "noted"
        if page.article_id and visit.state == "rejected" and visited_at == to_text(visit.at):
            self._articles.report_lost(page.article_id, visit.reason or "")
            counts["articles_kept"] += 1
            return
        super().write(visit, counts, tallies)

    def _add_capture(self, page: Page, recording: Recording) -> int:
        """Return the capture of a record, written where the database does not know it."""
        if known := find_capture(self.db, page.id, recording):
            return known
        original = find_original(self.db, page.id, recording.original) if recording.original else None
        return super()._add_capture(page, replace(recording, original=original))

    def _end(self, visit: Visit, article_id: int | None, touched: Iterable[int]) -> None:
        """Write what came of the visit, unless the page was visited after it or is about to be; articles seen later
        stay as they are.
        """
        at = to_text(visit.at)
        seen_later = "SELECT 1 FROM articles WHERE id = ? AND last_seen_at > ?"
        latest = [each for each in touched if self.db.execute(seen_later, [each, at]).fetchone() is None]
        later = self.db.execute(
            "SELECT visited_at, state FROM pages WHERE id = ? AND kind NOT IN ('index', 'capture')"
            " AND (visited_at > ? OR state IN ('pending', 'retry'))",
            [visit.page.id, at],
        ).fetchone()
        if later is None:
            super()._end(visit, article_id, latest)
            return
        self.db.execute(
            "UPDATE pages SET article_id = coalesce(article_id, ?) WHERE id = ?", [article_id, visit.page.id]
        )
        visited_at, state = later
        if state == "gone" and article_id in latest:
            self.db.execute("UPDATE articles SET gone_at = ? WHERE id = ?", [visited_at, article_id])

    def _add_pages(self, pages: list[NewPage], found_on: int | None, now: str) -> None:
        for sql, wanted in ((_WOULD_VISIT, True), (NOTE_UNKNOWN_PAGE, False)):
            self.db.executemany(
                sql,
                [self._row(new, found_on, now) for new in pages if (new.state == "pending") is wanted],
            )


class Rebuilding:
    """The database side of one rebuild. `arguments` say which: the same ones go on with one that was cut off.

    `damage` are the messages of damaged files, those from before an interruption included; `counts` by site and
    `total` what was done in this process.
    """

    def __init__(self, db: Database, arguments: str, now: datetime) -> None:
        self.db = db
        self.arguments = arguments
        self.damage: list[str] = []
        self.counts: dict[str, Counter[str]] = {}
        self.total: Counter[str] = Counter()
        self._now = now
        self._writers: dict[str, RebuildWriter] = {}
        self._locks: list[Lock] = []
        rows = db.execute("SELECT damage FROM rebuilds WHERE arguments = ?", [arguments]).fetchall()
        self.resumed = bool(rows)
        for (damage,) in rows:
            self.damage += json.loads(damage)

    def done_of(self, path: str) -> int | None:
        """Return how many things of a file are done, None if all are."""
        row = self.db.execute(
            "SELECT done, finished FROM rebuilds WHERE arguments = ? AND path = ?", [self.arguments, path]
        ).fetchone()
        if row is None:
            return 0
        return None if row[1] else int(row[0])

    def known(self, key: bytes) -> KnownPage | None:
        """Return what is known of a page, None where there is no row of it."""
        row = self.db.execute(
            "SELECT kind, attempts, hops, fingerprint, status IS NULL OR status < 400 FROM pages WHERE key = ?",
            [key],
        ).fetchone()
        return KnownPage(*row) if row else None

    def add_site(self, name: str, site: Site, extractor: str, revisit_ages: Sequence[timedelta]) -> None:
        """Begin with a site's pages: its row, its lock, its run. Raises `DatabaseError` where it is being crawled."""
        if name in self._writers:
            return
        site_id = save_site(self.db, name, site)
        self._locks.append(self.db.lock_site(site_id, name))
        run = start_run(self.db, site_id, "rebuild", {"paths": self.arguments}, self._now)
        self._writers[name] = RebuildWriter(
            self.db, site_id, run.id, run.campaign_id, extractor=extractor, revisit_ages=revisit_ages
        )
        self.counts[name] = Counter()

    def commit(self, batch: Sequence[Done], finished: Sequence[str] = ()) -> dict[str, list[Change]]:
        """Write a batch, and that the files `finished` hold nothing more; return by site what new readings changed.

        Raises `Unavailable` when the database cannot be written: then nothing of it is.
        """
        try:
            until_written(lambda: self._commit(batch, finished))
        except Unavailable:
            raise
        except Exception:
            # One visit the database refuses must not take the others with it.
            logger.exception("A batch of %d captures was refused; writing them one by one", len(batch))
            for each in batch:
                self._commit_or_fail(each)
            until_written(lambda: self._commit((), finished))
        return {name: changes for name, writer in self._writers.items() if (changes := writer.take_changes())}

    def _commit_or_fail(self, done: Done) -> None:
        try:
            until_written(lambda: self._commit([done], ()))
        except Unavailable:
            raise
        except Exception as error:
            url = done.visit.page.url if done.visit else ""
            logger.exception("Could not store %s", url)
            damage = f"{done.path}: {url} could not be stored: {error}"
            failed = replace(done, visit=None, damage=damage)
            until_written(lambda: self._commit([failed], ()))

    def _commit(self, batch: Sequence[Done], finished: Sequence[str]) -> None:
        counts: dict[str, Counter[str]] = {}
        tallies: dict[str, Tallies] = {}
        try:
            hosts = {self._writers[done.site].host for done in batch if done.site is not None}
            with self.db.transaction_of(hosts), self.db.together():
                newcomers: list[Newcomer] = []
                for done in batch:
                    if done.visit is not None and done.site is not None:
                        brought = counts.setdefault(done.site, Counter())
                        tally = tallies.setdefault(done.site, Tallies())
                        self._writers[done.site].write(done.visit, brought, tally)
                        newcomers += self._writers[done.site].take_newcomers()
                        brought["captures"] += 1
                self._note_progress(batch, finished)
                for name, brought in counts.items():
                    tallies[name].write(self.db, self._writers[name].run_id)
                    total = json.dumps(self.counts[name] + brought)
                    self.db.execute("UPDATE runs SET counts = ? WHERE id = ?", [total, self._writers[name].run_id])
                share(self.db, newcomers)
        except BaseException:
            for name in counts:
                self._writers[name].forget()
            raise
        for name, brought in counts.items():
            self.counts[name] += brought
            self.total += brought
        self.damage += [done.damage for done in batch if done.damage]

    def _note_progress(self, batch: Sequence[Done], finished: Sequence[str]) -> None:
        last = {done.path: done.number for done in batch}
        for path, number in last.items():
            damage = [done.damage for done in batch if done.damage and done.path == path]
            row = self.db.execute(
                "SELECT damage FROM rebuilds WHERE arguments = ? AND path = ?", [self.arguments, path]
            ).fetchone()
            earlier = json.loads(row[0]) if row else []
            self.db.execute(
                "INSERT INTO rebuilds (arguments, path, done, damage) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (arguments, path) DO UPDATE SET done = excluded.done, damage = excluded.damage",
                [self.arguments, path, number, json.dumps(earlier + damage)],
            )
        for path in finished:
            self.db.execute(
                "INSERT INTO rebuilds (arguments, path, done, finished) VALUES (?, ?, 0, 1)"
                " ON CONFLICT (arguments, path) DO UPDATE SET finished = 1",
                [self.arguments, path],
            )

    def finish(self, now: datetime) -> None:
        """Record that all files are read: the next rebuild of the same arguments begins anew."""
        with self.db.transaction():
            self.db.execute("DELETE FROM rebuilds WHERE arguments = ?", [self.arguments])
        self.close("finished", now)

    def close(self, reason: str, now: datetime) -> None:
        """Record why the runs ended and let crawls of the sites begin."""
        for writer in self._writers.values():
            finish_run(self.db, writer.run_id, reason, now)
        for lock in self._locks:
            lock.release()


def as_page(url: str, kind: PageKind, known: KnownPage | None) -> Page:
    """Return the page of a capture before it has a row: `known` is what the row says, if there is one."""
    # Its depth is not asked for: what the row says of it depends on what happens to be committed by now.
    depth = 1 if kind == "article" else 0
    if known is None:
        return Page(0, url, kind, depth)
    return Page(0, url, kind, depth, known.attempts, known.hops, fingerprint=known.fingerprint)
