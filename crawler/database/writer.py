"""Writing visits: each visit whole, in one transaction with others, or not at all."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from time import monotonic

from crawler.clock import to_text
from crawler.database.articles import ArticleWriter
from crawler.database.captures import add_capture
from crawler.database.clusters import Newcomer
from crawler.database.due import due_without_article, end_visit
from crawler.database.engine import Database
from crawler.database.errors import Unavailable, until_written
from crawler.database.sharing import share
from crawler.database.tallies import Tallies
from crawler.urls import host_of
from crawler.visits import NewPage, Page, Recording, Visit

logger = logging.getLogger(__name__)

BATCH_VISITS = 32
"""Visits a commit. A commit costs about what one visit costs, so it vanishes among 32; a kill repeats no more."""

BATCH_SECONDS = 1.0
"""Age at which a batch is committed anyway: readers see news, and a kill costs a second of work at most."""

MOST_SAID = 10_000
"""Pages of which a writer keeps what it said last: most links of a site's pages stand on many of them."""

BATCH_SOURCES = 10_000
"""Sources a commit: a file that lists captures may have millions."""

_ADD_PAGE = """
INSERT INTO pages (
    site_id, key, url, kind, priority, depth, hops, published_at, modified_at, found_on, found_at, campaign_id,
    state
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')
ON CONFLICT (key) DO UPDATE SET
    site_id = excluded.site_id, kind = excluded.kind, state = 'pending', reason = NULL,
    priority = excluded.priority, depth = excluded.depth, hops = excluded.hops,
    published_at = coalesce(excluded.published_at, pages.published_at),
    modified_at = coalesce(excluded.modified_at, pages.modified_at),
    found_on = excluded.found_on, campaign_id = excluded.campaign_id,
    -- two editions on one host read its sitemaps each for itself
    etag = CASE WHEN pages.site_id IS NOT DISTINCT FROM excluded.site_id THEN pages.etag END,
    last_modified = CASE WHEN pages.site_id IS NOT DISTINCT FROM excluded.site_id THEN pages.last_modified END,
    attempts = CASE WHEN pages.state = 'pending' THEN pages.attempts ELSE 0 END
WHERE
    pages.state = 'noted'
    OR (pages.state = 'pending' AND excluded.priority > pages.priority)
    -- a listing is read once a campaign
    OR (pages.state NOT IN ('pending', 'retry') AND excluded.kind NOT IN ('article', 'capture')
        AND pages.campaign_id IS DISTINCT FROM excluded.campaign_id)
    -- a capture stays what it is: only one that could not be had is asked for again
    OR (pages.state IN ('failed', 'robots') AND excluded.kind = 'capture'
        AND pages.campaign_id IS DISTINCT FROM excluded.campaign_id)
    -- an article is read again when a change after our visit is announced
    OR (pages.state IN ('done', 'gone', 'rejected', 'failed') AND excluded.kind = 'article'
        AND excluded.modified_at >= pages.visited_at AND pages.modified_at IS DISTINCT FROM excluded.modified_at)
    -- one that was given up is asked for again on the next day that still names it
    OR (pages.state = 'failed' AND excluded.kind = 'article'
        AND substr(pages.visited_at, 1, 10) < substr(excluded.found_at, 1, 10))
"""

NOTE_PAGE = """
INSERT INTO pages (site_id, key, url, kind, priority, depth, hops, published_at, modified_at, found_on, found_at, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'noted')
"""
NOTE_UNKNOWN_PAGE = f"{NOTE_PAGE} ON CONFLICT (key) DO NOTHING"
"""A row that is there stays as it is, and free for others to write: pages of other sites are named by many."""

_DATE_PAGE = """
UPDATE pages SET published_at = coalesce(published_at, :published), modified_at = coalesce(modified_at, :modified)
WHERE key = :key AND article_id IS NULL AND (
    coalesce(published_at, :published) IS DISTINCT FROM published_at
    OR coalesce(modified_at, :modified) IS DISTINCT FROM modified_at
)
"""
"""A page first met on a list without dates (a front page's ticker) takes them from the next that has them."""

_END_VISIT = """
UPDATE pages SET state = :state, reason = :reason, url = coalesce(:moved_to, url), status = :status,
    attempts = :attempts, hops = hops + :moved, next_visit_at = :next_visit_at, visited_at = :now,
    campaign_id = :campaign_id,
    etag = :etag, last_modified = :last_modified, fingerprint = coalesce(:fingerprint, fingerprint),
    total = coalesce(:total, total),
    target_id = (SELECT id FROM pages WHERE key = :target), article_id = coalesce(:article_id, article_id)
WHERE id = :id
"""


class Writer:
    """Collects settled visits and commits them in batches.

    `site_id` owns the pages, `run_id` receives the counts, `campaign_id` is the run (or the interrupted run
    this one goes on with) in which listings are read once, `extractor` the version that reads the articles,
    `revisit_ages` the ages at which they are looked at again. `host` is the site's, of which one writer at a
    time writes.
    """

    def __init__(
        self,
        db: Database,
        site_id: int,
        run_id: int,
        campaign_id: int,
        *,
        extractor: str | None = None,
        revisit_ages: Sequence[timedelta] = (),
    ) -> None:
        self.db = db
        self.site_id = site_id
        self.run_id = run_id
        self.campaign_id = campaign_id
        self.counts: Counter[str] = Counter()
        self.revisit_ages = revisit_ages
        [(home,)] = db.execute("SELECT home FROM sites WHERE id = ?", [site_id]).fetchall()
        self.host = host_of(home)
        self._articles = ArticleWriter(db, site_id, extractor)
        self._batch: list[Visit] = []
        self._oldest = 0.0
        self._said: dict[bytes, tuple[str, str, int, str]] = {}

    @property
    def articles_unwritten(self) -> int:
        """How many articles wait in the batch."""
        return sum(len(visit.articles) for visit in self._batch)

    @property
    def unwritten(self) -> int:
        """How many visits wait in the batch."""
        return len(self._batch)

    @property
    def due(self) -> bool:
        """Whether the batch is full or old enough to be committed."""
        return bool(self._batch) and (len(self._batch) >= BATCH_VISITS or monotonic() - self._oldest >= BATCH_SECONDS)

    def add(self, visit: Visit) -> None:
        """Take a settled visit; it is committed with the next batch."""
        if not self._batch:
            self._oldest = monotonic()
        self._batch.append(visit)

    def flush(self) -> list[Visit]:
        """Commit the batch and return its visits.

        Raises `Unavailable` when the database cannot be written (full, locked, read-only): the
        batch is kept, nothing of it is in the database, its pages are still pending there.
        """
        if not self._batch:
            return []
        try:
            counts = until_written(lambda: self._commit(self._batch))
        except Unavailable:
            raise
        except Exception:
            # One visit the database refuses must not take the others with it.
            logger.exception("A batch of %d visits was refused; writing them one by one", len(self._batch))
            counts = Counter()
            for visit in self._batch:
                counts += self._commit_or_fail(visit)
        self.counts += counts
        batch, self._batch = self._batch, []
        return batch

    def _commit(self, visits: list[Visit]) -> Counter[str]:
        counts: Counter[str] = Counter()
        tallies = Tallies()
        try:
            with self.db.transaction_of([self.host]), self.db.together():
                for visit in visits:
                    self.write(visit, counts, tallies)
                tallies.write(self.db, self.run_id)
                self.db.execute(
                    "UPDATE runs SET counts = ? WHERE id = ?", [json.dumps(self.counts + counts), self.run_id]
                )
                share(self.db, self.take_newcomers())
        except BaseException:
            self.forget()
            raise
        return counts

    def forget(self) -> None:
        """Forget what belonged to a transaction that was rolled back."""
        self._articles.forget()
        self._said.clear()

    def take_newcomers(self) -> list[Newcomer]:
        """Return the articles that are to be put into clusters since this was last asked."""
        newcomers, self._articles.newcomers = self._articles.newcomers, []
        return newcomers

    def _commit_or_fail(self, visit: Visit) -> Counter[str]:
        try:
            return until_written(lambda: self._commit([visit]))
        except Unavailable:
            raise
        except Exception as error:
            logger.exception("Could not store %s", visit.page.url)
            reason = f"could not be stored: {error}"
            failed = Visit(visit.row, visit.at, state="failed", reason=reason, recording=visit.recording)
            return until_written(lambda: self._commit([failed]))

    def write(self, visit: Visit, counts: Counter[str], tallies: Tallies) -> None:
        """Write a visit inside a transaction the caller holds, and count what it brought."""
        page, now = visit.page, to_text(visit.at)
        self._add_pages([new for new in visit.found if self._is_news(new, now)], page.id, now)
        capture_id = self._add_capture(page, visit.recording) if visit.recording else None
        article_id = None
        touched = [page.article_id] if page.article_id else []
        for article in visit.articles:
            stored_id, outcome = self._articles.store(article, page, now, capture_id)
            counts[f"articles_{outcome}"] += 1
            if outcome == "new":
                tallies.note_article(article)
            touched.append(stored_id)
            if page.kind == "article":
                article_id = stored_id
        if visit.unchanged and page.article_id:
            self._articles.seen_again(page.article_id, now)
            counts["articles_unchanged"] += 1
        for kind in visit.read_again:
            self.db.execute(
                "UPDATE pages SET state = 'pending', campaign_id = :campaign WHERE found_on = :id AND kind <> 'article'"
                " AND kind = :kind"
                " AND state NOT IN ('pending', 'retry', 'noted') AND campaign_id IS DISTINCT FROM :campaign",
                {"campaign": self.campaign_id, "id": page.id, "kind": kind},
            )
        self._end(visit, article_id, dict.fromkeys(touched))
        tallies.note_visit(visit)
        counts["pages"] += 1
        counts[f"pages_{'unchanged' if visit.unchanged else visit.state}"] += 1
        counts["articles_rejected"] += len(visit.rejections)

    def _add_capture(self, page: Page, recording: Recording) -> int:
        return add_capture(self.db, page.id, recording)

    def _end(self, visit: Visit, article_id: int | None, touched: Iterable[int]) -> None:
        """Write into the page's row what came of the visit, and when the articles it `touched` are due again."""
        page = visit.page
        missed = visit.state in ("retry", "failed")
        due = visit.next_visit
        if visit.state == "rejected" and page.kind == "article" and not page.article_id:
            due = due_without_article(self.db, page, visit.at, self.revisit_ages)
        self.db.execute(
            _END_VISIT,
            {
                "id": page.id,
                "state": visit.state,
                "reason": visit.reason,
                "moved_to": visit.moved_to,
                "status": visit.status,
                "attempts": page.attempts + 1 if missed else 0,
                "moved": visit.moved_to is not None,
                "next_visit_at": to_text(due) if due else None,
                "now": to_text(visit.at),
                "campaign_id": self.campaign_id,
                # "Not modified" must mean "as it was when it was read": no page is asked so that was not.
                "etag": visit.etag if visit.state == "done" else None,
                "last_modified": visit.last_modified if visit.state == "done" else None,
                "fingerprint": visit.fingerprint,
                "total": visit.total,
                "target": visit.target,
                "article_id": article_id,
            },
        )
        for touched_id in touched:
            end_visit(self.db, touched_id, page, visit.at, self.revisit_ages, gone=visit.state == "gone")

    def add_sources(self, sources: Iterable[NewPage], now: datetime) -> None:
        """Make the sources of a run pending, unless this campaign has read them already."""
        left = iter(sources)
        while batch := list(islice(left, BATCH_SOURCES)):
            until_written(partial(self._add_sources, batch, to_text(now)))

    def _add_sources(self, sources: list[NewPage], now: str) -> None:
        with self.db.transaction_of([self.host]):
            self._add_pages(sources, None, now)

    def _is_news(self, new: NewPage, now: str) -> bool:
        """Say whether the database may need to be told of a page: not if it was told as much on the same day, without
        dates. On the next one, a page that was given up is asked for again.
        """
        if new.published or new.modified:
            return True
        if said := self._said.get(new.key):
            kind, state, priority, day = said
            same = (kind, state, day) == (new.kind, "pending", now[:10])
            if new.state == "noted" or (same and priority >= new.priority):
                return False
        if len(self._said) >= MOST_SAID:
            self._said.clear()
        self._said[new.key] = (new.kind, new.state, new.priority, now[:10])
        return True

    def _add_pages(self, pages: list[NewPage], found_on: int | None, now: str) -> None:
        # Tuples: these are the statements that run dozens of times a page.
        self.db.executemany(
            _ADD_PAGE, [(*self._row(new, found_on, now), self.campaign_id) for new in pages if new.state == "pending"]
        )
        self.db.executemany(NOTE_UNKNOWN_PAGE, [self._row(new, found_on, now) for new in pages if new.state == "noted"])
        self.db.executemany(
            _DATE_PAGE,
            [
                {
                    "key": new.key,
                    "published": to_text(new.published) if new.published else None,
                    "modified": to_text(new.modified) if new.modified else None,
                }
                for new in pages
                if new.published or new.modified
            ],
        )

    def _row(self, new: NewPage, found_on: int | None, now: str) -> tuple[object, ...]:
        """Return what a page's row has from the link to it, site_id to found_at."""
        return (
            self.site_id if new.own else None,
            new.key,
            new.url,
            new.kind,
            new.priority,
            new.depth,
            new.hops,
            to_text(new.published) if new.published else None,
            to_text(new.modified) if new.modified else None,
            found_on,
            now,
        )
