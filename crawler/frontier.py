"""The frontier: a Scrapy scheduler over the `pages` table.

A page is fetched because its row says so, and it is done when that row says so. Nothing is claimed on disk: a
page handed out stays pending in the database until all that came of its visit is committed with it, so a
process killed anywhere leaves every unfinished page to be fetched by the next.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from crawler.archive.facts import facts_of
from crawler.archive.writer import Archive, ArchiveError
from crawler.clock import utc_now
from crawler.database import DatabaseError, open_database
from crawler.database.address import without_password
from crawler.database.captures import last_original
from crawler.database.errors import StorageError, Unavailable
from crawler.database.holdings import HoldingsWriter
from crawler.database.pages import PageQueue
from crawler.database.runs import Run, finish_run, save_site, start_run
from crawler.database.tallies import forget_old_readings
from crawler.database.writer import Writer
from crawler.discovery.archive_index import NotAListing
from crawler.extraction.version import extractor_of
from crawler.holdings import range_of
from crawler.logs import belongs_to
from crawler.outcome import Outcomes
from crawler.pauses import Pauses
from crawler.policy import LINKED, REVISITED
from crawler.spider import NewsSpider
from crawler.visits import NewPage, Original, Page, TakenBack, Visit

logger = logging.getLogger(__name__)

READING_PAGES = 16
"""Pages waiting to be read beyond those being fetched: as many as are read while a batch is committed, or more. A page
is in flight until it is read: a kill repeats it."""

READY_PAGES = 32
"""Pages read from the table at a time, so that the query vanishes beside the fetches."""


BRINGERS = frozenset({"front", "rest"})
"""Pages that are written at once, and before which no article is asked for: a REST API brings articles whole, and a
front page names it.
"""

READY_LISTINGS = 4
"""How many of these, in a back-fill, are section pages and sitemaps, which else come after articles. Each section page
is known from the one before: left to the end, these chains would be walked with nothing to do beside, and what they
list moves on while articles are fetched for weeks.
"""


class Frontier(BaseScheduler):
    """Hands out pending pages as requests and commits what came of them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.outcomes = Outcomes(crawler.settings)
        self._other: deque[Request] = deque()
        self._ready: deque[Page] = deque()
        self._outdated = False  # what a listing brought may go before what is ready, or spare it, once it is written
        self._out: dict[int, Visit] = {}
        self._articles_out = 0
        self._bringers_out = 0
        self._unsettled = 0
        self._most_unsettled = crawler.settings.getint("CONCURRENT_REQUESTS") + READING_PAGES
        self._fetched = 0
        self._pauses = Pauses(crawler.settings)
        self.archive: Archive | None = None
        self._broken = ""
        self._open = False
        self._pending = 0
        self._revisits_left = 0
        self._nothing_left = False
        self._retry_at: datetime | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the scheduler of a crawl."""
        frontier = cls(crawler)
        crawler.signals.connect(frontier._on_idle, signals.spider_idle)
        return frontier

    # The scheduler's side

    def open(self, spider: Spider) -> None:
        """Open the database, take the site's lock, start (or go on with) the run and make its sources pending.

        Ends the crawl with reason "database" or "archive" when that cannot be done. A spider that is no
        `NewsSpider` (Scrapy's shell) gets a plain queue.
        """
        if not isinstance(spider, NewsSpider):
            return
        try:
            self._begin(spider)
        except (DatabaseError, StorageError) as error:
            logger.error("%s", error)
            raise CloseSpider("database") from error
        except ArchiveError as error:
            logger.error("%s", error)
            raise CloseSpider("archive") from error
        except NotAListing as error:
            logger.error("%s: %s", spider.index, error)
            raise CloseSpider("index") from error

    def _begin(self, spider: NewsSpider) -> None:
        self.spider = spider
        spider.frontier = self
        self.db = open_database(self.crawler.settings["DATABASE"])
        site_id = save_site(self.db, spider.site_name, spider.site)
        self._lock = self.db.lock_site(site_id, spider.site_name)
        self.run: Run = start_run(self.db, site_id, spider.mode, spider.arguments(), utc_now())
        spider.run_id = self.run.id
        belongs_to(spider.site_name, self.run.id)
        forget_old_readings(self.db, utc_now())
        of_archive = spider.mode == "archive"
        if of_archive:
            self._most_unsettled = 1  # nothing waits in the slot when the archive asks for patience
        # What another archive sent is no exchange with the site.
        if (folder := self.crawler.settings.get("ARCHIVE")) and not of_archive:
            name = f"{spider.site_name}-run{self.run.id}"
            facts = facts_of(self.crawler.settings, spider.name, spider.mode, spider.arguments())
            self.archive = Archive(Path(folder), name, facts, self.crawler.settings.getint("ARCHIVE_FILE_SIZE"))
        self.pages = PageQueue(self.db, site_id, archive=of_archive)
        self.writer = (HoldingsWriter if of_archive else Writer)(
            self.db,
            site_id,
            self.run.id,
            self.run.campaign_id,
            extractor=extractor_of(spider.site),
            revisit_ages=spider.revisit_ages(),
        )
        if spider.mode == "update":
            self._revisits_left = self.crawler.settings.getint("REVISITS_A_RUN")
        if self.run.resumed:
            logger.info("Going on with interrupted run %d", self.run.campaign_id)
        elif spider.mode == "backfill":
            self.pages.want_noted(spider.since, spider.until, self.run.campaign_id)
        self.writer.add_sources(spider.sources(), utc_now())
        self._open = True
        logger.info("%s begins", spider.mode.capitalize())

    def close(self, reason: str) -> None:
        """Commit what is still to be committed and record why the run ended."""
        if not self._open:
            return
        self._open = False
        try:
            if not self._broken:
                self._flush()
                self._pending = self.pages.count_pending()
            finish_run(self.db, self.run.id, self._broken or reason, utc_now(), self.crawler.stats.get_stats())
            logger.info("Ended (%s): %s", self._broken or reason, dict(self.writer.counts))
            if self.archive:
                self.archive.close()
        except (StorageError, ArchiveError) as error:
            logger.error("The end of the run could not be recorded: %s", error)
        self._lock.release()
        self.db.close()

    def enqueue_request(self, request: Request) -> bool:
        """Take a request made by other components (a middleware, the shell); pages come from the table."""
        self._other.append(request)
        return True

    def has_pending_requests(self) -> bool:
        """Say whether there is, or soon will be, something to fetch."""
        if self._other:
            return True
        if not self._open or self._broken or self._pauses.over or self._limit_reached():
            return False
        try:
            return self._fill() or self._waits()
        except Unavailable as error:
            self.stop_on(error)
            return False

    def next_request(self) -> Request | None:
        """Return the next request, or None when nothing may be asked for now."""
        if self._other:
            return self._other.popleft()
        if not self._open or self._broken or self._pauses.over:
            return None
        if self.writer.due:
            self._flush()
        if self._unsettled >= self._most_unsettled or self._pauses.paused:
            return None
        try:
            if self._articles_wanted() == 0 or not self._fill():
                return None
            if self._bringers_out and self._ready[0].kind == "article":
                return None  # the article may be among the hundred on their way
            return self._request(self._ready.popleft())
        except Unavailable as error:
            self.stop_on(error)
            return None

    # The visits' side

    def finish(self, visit: Visit) -> None:
        """Take a settled visit: it is committed with its batch, and a site that refuses is left alone for a while."""
        self._nothing_left = False
        self._came_back(visit)
        self._fetched += visit.status is not None and visit.status < 400 and not visit.refused
        self._outdated |= visit.row.kind not in ("article", "capture")
        self._pauses.note(visit, self._out.values())
        self.writer.add(visit)
        if visit.row.kind in BRINGERS:
            self._flush()

    def failed(self, failure: Failure) -> None:
        """Take a request that brought no response (the errback of every page)."""
        visit: Visit = failure.request.meta["visit"]  # type: ignore[attr-defined]
        if isinstance(failure.value, TakenBack):
            self._came_back(visit)
            del self._out[visit.page.id]
            self._nothing_left = False
            return
        self.outcomes.of_failure(visit, failure)
        visit.exhausted = True
        self.finish(visit)

    def add_sources(self, sources: list[NewPage]) -> None:
        """Make further sources pending, as robots.txt names sitemaps."""
        self._nothing_left = False
        self.writer.add_sources(sources, utc_now())

    def any_unknown(self, keys: list[bytes]) -> bool:
        """Say whether one of the pages was never visited before this run."""
        return self.pages.any_unknown(keys, self.run.campaign_id)

    def fingerprint_of_parent(self, page: Page) -> bytes | None:
        """Return what the page listed that led to this one."""
        if page.found_on is None:
            return None
        parent = self._out.get(page.found_on)
        return (parent and parent.fingerprint) or self.pages.fingerprint(page.found_on)

    def progress(self) -> tuple[int, int, int]:
        """Return how many pages were visited, how many are pending, and how many articles were stored."""
        counts = self.writer.counts
        if self._open and not self._broken:
            self._pending = self.pages.count_pending()
        return counts["pages"], self._pending, counts["articles_new"] + counts["articles_changed"]

    async def stop(self, reason: str) -> None:
        """End the crawl by hand: pages under way are read and committed, those waiting for their turn stay pending."""
        if not self._open:
            return
        engine = self.crawler.engine
        closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))
        await asyncio.sleep(0)  # from now on nothing is asked for
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, answer = slot.queue.popleft()
                answer.errback(TakenBack())
        await closing

    def unreachable(self) -> bool:
        """Say whether pages were asked for and not one was answered."""
        return self._fetched == 0 and self.writer.counts["pages_retry"] + self.writer.counts["pages_failed"] > 0

    def stop_on(self, error: Unavailable | ArchiveError) -> None:
        """End the crawl on a database or archive that cannot be written; what was not committed is still pending."""
        if self._broken:
            return
        self._broken = "archive" if isinstance(error, ArchiveError) else "database"
        database = without_password(self.crawler.settings["DATABASE"])
        what = "" if isinstance(error, ArchiveError) else f"{database} cannot be written: "
        logger.error("Stopping: %s%s. Nothing is lost: mend it and run the same command again.", what, error)
        if self.crawler.engine is not None:
            deferred_from_coro(self.crawler.engine.close_spider_async(reason=self._broken))

    # Inside

    def _request(self, page: Page) -> Request:
        visit = Visit(page=page, at=utc_now(), original=self._original(page))
        self._out[page.id] = visit
        self._unsettled += 1
        if page.kind in ("article", "capture"):
            self._articles_out += 1
        self._bringers_out += page.kind in BRINGERS
        headers = range_of(page.url) if page.kind == "capture" else {}
        # An archive that does not hold the page has to see it whole.
        conditional = self.archive is None or visit.original is not None
        if page.etag and conditional:
            headers["If-None-Match"] = page.etag
        if page.last_modified and conditional:
            headers["If-Modified-Since"] = page.last_modified
        return Request(
            page.url,
            callback=self.spider.parse,
            errback=self.failed,
            headers=headers,
            meta={
                "visit": visit,
                # One slot a site, so that http, www and amp hosts share its pace.
                "download_slot": self.spider.site_name,
                # Every answer is an outcome of its page; Scrapy follows and retries robots.txt only.
                "dont_redirect": True,
                "dont_retry": True,
                "handle_httpstatus_all": True,
            },
            dont_filter=True,
        )

    def _came_back(self, visit: Visit) -> None:
        """Count a visit as no longer under way."""
        self._unsettled -= 1
        if visit.row.kind in ("article", "capture"):
            self._articles_out -= 1
        self._bringers_out -= visit.row.kind in BRINGERS

    def _fill(self) -> bool:
        """Make sure that pages are ready if any are pending; say whether there are.

        Scrapy asks many times a page. Where nothing was left, nothing is until a visit ends or an attempt is due.
        """
        if self._ready:
            return True
        if self._nothing_left and not (self._retry_at and self._retry_at <= utc_now()):
            return False
        self.pages.wake(utc_now())
        self._take()
        if not self._ready and self.writer.unwritten:
            if self.writer.unwritten < self._unsettled:
                return False  # what those under way bring is written with it
            self._flush()
            if self._broken:
                return False
            self._take()
        if not self._ready and self._revisits_left > 0:
            # Nothing is new: time to look again at what was news. What listings announce meanwhile goes first.
            count = min(READY_PAGES, self._revisits_left)
            self._revisits_left -= self.pages.wake_due(utc_now(), count, REVISITED)
            self._take()
        self._nothing_left = not self._ready
        self._retry_at = self.pages.next_retry()
        return bool(self._ready)

    def _take(self) -> None:
        taken = set(self._out)
        if self.spider.mode == "backfill" and self.spider.limit is None:
            self._ready.extend(self.pages.take(READY_LISTINGS, without=taken, below=LINKED))
            taken.update(page.id for page in self._ready)
        self._ready.extend(self.pages.take(READY_PAGES - len(self._ready), without=taken))

    def _original(self, page: Page) -> Original | None:
        """Return the archive's last whole record of a page, where it has one."""
        original = last_original(self.db, page.id) if self.archive else None
        return original if self.archive and original and self.archive.holds(original.file) else None

    def _flush(self) -> None:
        try:
            if self.archive:
                self.archive.sync()
            for visit in self.writer.flush():
                del self._out[visit.row.id]
            if self._outdated:
                self._ready.clear()
                self._outdated = False
        except (Unavailable, ArchiveError) as error:
            self.stop_on(error)

    def _waits(self) -> bool:
        """Say whether the next page to be tried again is worth waiting for."""
        if self._fetched == 0 and self._pauses.refusals:
            return False
        return self._retry_at is not None and (self._retry_at - utc_now()).total_seconds() <= self.outcomes.patience

    def _articles_wanted(self) -> int | None:
        """Return how many more articles may be asked for, None for any number."""
        if self.spider.limit is None:
            return None
        return max(0, self.spider.limit - self._articles_stored() - self._articles_out)

    def _articles_stored(self) -> int:
        counts = self.writer.counts
        return counts["articles_new"] + counts["articles_changed"] + self.writer.articles_unwritten

    def _limit_reached(self) -> bool:
        return self.spider.limit is not None and self._articles_stored() >= self.spider.limit

    def _on_idle(self) -> None:
        if not self._open:
            return
        if self._limit_reached():
            raise CloseSpider("limit")
        if self._pauses.over or (self._fetched == 0 and self._pauses.refusals):
            raise CloseSpider("refused")
        if self.unreachable():
            raise CloseSpider("unreachable")


def frontier_of(crawler: Crawler) -> Frontier:
    """Return the frontier of a running crawl."""
    scheduler: Any = crawler.engine.scheduler if crawler.engine else None
    if not isinstance(scheduler, Frontier):
        raise TypeError(f"SCHEDULER must be {Frontier.__module__}.Frontier, not {type(scheduler).__name__}")
    return scheduler
