"""Reading article pages: a pure function, run here or in a process beside the crawl.

At one page a second a crawl reads its pages itself. At full speed reading takes half of a core's time, so it moves
to a second core: the crawl goes on downloading and storing meanwhile, and no page can stall it.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import multiprocessing.connection
import os
import re
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime

from w3lib.html import get_meta_refresh

from crawler.extraction import Document, article_links, extract_page
from crawler.items import ArticlePage
from crawler.record import NotAnArticle, as_found, has_markup
from crawler.site import Site
from crawler.urls import absolute_url

REFRESH_CHARACTERS = 16_384
"""How much of a page is searched for a meta refresh: it stands in the head."""

GC_OBJECTS = 50_000
"""Objects made between two looks of the garbage collector; a page of 75 KB makes some 10,000."""

_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)


@dataclass(slots=True, frozen=True)
class Fetched:
    """A page as it came: bytes, address, Content-Type header, time of fetching (aware UTC)."""

    body: bytes
    url: str
    content_type: str
    at: datetime


@dataclass(slots=True, frozen=True)
class ReadPage:
    """What an article page yields: the article as found and the URLs of other articles of the site, or, where
    the page only sends its readers elsewhere, the address it sends them to.
    """

    article: ArticlePage | None
    links: tuple[str, ...] = ()
    moved_to: str | None = None


def read_page(page: Fetched, site: Site) -> ReadPage:
    """Read an article page. Never raises on any page."""
    document = Document(page.body, page.url, page.content_type)
    if (target := immediate_refresh(document)) and target != page.url:
        return ReadPage(None, moved_to=target)
    article = _as_found(document, page, site)
    article.site = None  # the caller has it; it need not travel between processes
    return ReadPage(article, tuple(link.url for link in article_links(document, site)))


def _as_found(document: Document, page: Fetched, site: Site) -> ArticlePage:
    if page.content_type.startswith("text/plain") and not has_markup(document):
        try:
            return as_found(document, site, page.at)
        except NotAnArticle:
            pass  # too long for a page of text: read as any other, it has no title and is refused
    return extract_page(document, site, fetched_at=page.at)


def immediate_refresh(document: Document) -> str | None:
    """Return where a page sends its readers at once by a meta refresh, or None. Pages that reload stay."""
    if not _REFRESH.search(document.text, 0, REFRESH_CHARACTERS):
        return None
    head = document.text[:REFRESH_CHARACTERS]
    seconds, target = get_meta_refresh(head, document.base_url, ignore_tags=("noscript", "script"))
    return absolute_url(document.base_url, target) if target and seconds is not None and seconds <= 1 else None


class ReaderDied(Exception):  # noqa: N818 (what happened)
    """The process that was reading the page ended, killed by the system or by what it read."""


class Readers:
    """Reads the article pages of one site: in this process, or in `processes` others, started with the first page."""

    def __init__(self, site: Site, processes: int) -> None:
        self._site = site
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    async def read(self, page: Fetched) -> ReadPage:
        """Return what the page yields. Raises `ReaderDied`; the next page gets a new process."""
        if not self._processes:
            return read_page(page, self._site)
        pool = self._pool
        if pool is None:
            context = multiprocessing.get_context("spawn")
            pool = self._pool = ProcessPoolExecutor(self._processes, context, _prepare, (self._site,))
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, _read, page)
        except BrokenProcessPool as error:
            if self._pool is pool:  # all pages it held come here, one after the other
                self.close()
            raise ReaderDied("the process reading the page died") from error

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


_sites: list[Site] = []
"""In a reader process: the site whose pages it reads."""


def look_for_garbage_seldom() -> None:
    """Let the garbage collector look less often, and never at what start-up loaded, which stays.

    A page is thousands of short-lived objects: looking through all that Scrapy loaded each time some were made
    took a fifth of the time of reading.
    """
    gc.freeze()
    gc.set_threshold(GC_OBJECTS)


def _prepare(site: Site) -> None:
    _sites.append(site)
    look_for_garbage_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the crawl's, which ends us in its own time
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent.sentinel,), daemon=True).start()


def end_with(sentinel: int) -> None:
    """End with the crawl, also where it was killed: the queue between us would keep us waiting for ever."""
    multiprocessing.connection.wait([sentinel])
    os._exit(0)


def _read(page: Fetched) -> ReadPage:
    return read_page(page, _sites[0])
