"""Renders the pages of a site that shows nothing without JavaScript. Needs the extra `browser` and a Chromium.

The browser has no network. It is given the page as the crawl fetched it, and what the page's scripts ask for is
fetched by the crawl as well: from the site's own hosts only, as robots.txt allows, at the site's pace, within the
limits of size and time. So a page can reach nothing through a browser that it could not reach without one, redirects
included, which a browser would follow unseen.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError, NotConfigured
from scrapy.http import Response, TextResponse
from scrapy.utils.defer import deferred_from_coro

from crawler.browser import Browser, NoBrowser, closed, find_browser
from crawler.policy import MAX_HOPS
from crawler.site import Site
from crawler.urls import absolute_url, clean_url

if TYPE_CHECKING:
    from playwright.async_api import Page, Route

logger = logging.getLogger(__name__)

RENDERED = frozenset({"front", "section", "article"})
"""Kinds of pages that readers see; feeds, sitemaps and the REST API are for programs."""

PARTS = frozenset({"script", "fetch", "xhr"})
"""What a page may load: what can bring text. Pictures, styles, fonts and frames cannot."""

MAX_PARTS = 60
"""Requests of one page. Applications load some twenty, more where their scripts come in many files."""

MAX_PART_BYTES = 16_000_000
"""The largest bundles of scripts have some five million."""

MAX_SCRIPTS = 100
MAX_SCRIPT_BYTES = 1_000_000
"""Scripts kept for the next page of the site, which has the same: how many, and how large each."""

MAX_CHARACTERS = 8_000_000
"""Characters of a rendered page; front pages have under one million."""

SETTLED_SECONDS = 0.5
"""A page is ready once its scripts have come to rest and asked for nothing more for this long."""

LOADING_SECONDS = 60
"""A page that still loads after this long is taken as it is: some never stop asking for news."""

PAGE_SECONDS = 90
"""Loading a page, at a request a second for its parts, and reading what it shows. Then it has failed."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a page's script loaded, as the browser is given it."""

    status: int
    content_type: str
    body: bytes


class RenderingMiddleware:
    """Puts what a browser shows in place of what the site sent, for sites that declare `rendered`."""

    def __init__(self, crawler: Crawler) -> None:
        site = getattr(crawler.spider, "site", None)
        if not isinstance(site, Site) or not site.rendered:
            raise NotConfigured
        self.crawler = crawler
        self.site = site
        self._browser = Browser(find_browser(crawler.settings), crawler.settings["USER_AGENT"])
        self._lock = asyncio.Lock()
        self._scripts: dict[str, Part] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; not configured unless the site declares that it needs it."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.close, signals.spider_closed)
        return middleware

    def process_request(self, request: Request) -> None:
        """Ask for the page whole: that the shell around an article did not change says nothing of the article."""
        if self._renders(request):
            request.headers.pop("If-None-Match", None)
            request.headers.pop("If-Modified-Since", None)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the page as a reader sees it."""
        if not self._renders(request) or response.status != 200 or not isinstance(response, TextResponse):
            return response
        async with self._lock:  # one page at a time: a browser's memory is large
            try:
                async with asyncio.timeout(PAGE_SECONDS):
                    html = await self._render(response)
            except TimeoutError:
                await self._browser.stop()  # a script that never ends may hold it
                raise DownloadTimeoutError(f"not rendered within {PAGE_SECONDS} seconds") from None
        self.crawler.stats.inc_value("rendering/pages")
        headers = {b"Content-Type": b"text/html; charset=utf-8"}
        return response.replace(body=html.encode("utf-8", "replace"), headers=headers, encoding="utf-8")

    def _renders(self, request: Request) -> bool:
        visit = request.meta.get("visit")
        return visit is not None and visit.page.kind in RENDERED

    async def _render(self, response: TextResponse) -> str:
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        try:
            context = await self._browser.context()
            try:
                page = await context.new_page()
                context.on("page", lambda opened: opened.close())
                answers = Answers(self, page, response)
                await context.route("**/*", answers.give)
                await context.route_web_socket("**/*", lambda socket: socket.close())
                await page.goto(response.url, wait_until="commit")
                await _settle(page, answers)
                length = await page.evaluate("document.documentElement.outerHTML.length")
                if not isinstance(length, int) or length > MAX_CHARACTERS:
                    raise DownloadCancelledError(f"rendered to {length} characters")
                return await page.content()
            finally:
                await closed(context)
        except NoBrowser as error:
            logger.error("%s", error)
            if self.crawler.engine is not None:  # no page would fare better
                deferred_from_coro(self.crawler.engine.close_spider_async(reason="browser"))
            raise DownloadFailedError(str(error)) from error
        except Error as error:
            await self._browser.stop()
            raise DownloadFailedError(f"the browser failed: {error.message.splitlines()[0]}") from error

    async def part(self, url: str, kind: str) -> Part | None:
        """Return what a page may load from `url`, fetched as every page is; None where it may not have it."""
        if url in self._scripts:
            return self._scripts[url]
        response = await self._fetch(url)
        if response is None:
            return None
        part = Part(response.status, (response.headers.get("Content-Type") or b"").decode("latin-1"), response.body)
        kept = kind == "script" and part.status == 200 and len(part.body) <= MAX_SCRIPT_BYTES
        if kept and len(self._scripts) < MAX_SCRIPTS:
            self._scripts[url] = part
        return part

    async def _fetch(self, url: str) -> Response | None:
        engine = self.crawler.engine
        assert engine is not None and self.crawler.spider is not None
        for _ in range(MAX_HOPS + 1):
            target = clean_url(url)
            if target is None or not self.site.owns(target):
                return None
            meta = {
                "download_slot": getattr(self.crawler.spider, "site_name", self.crawler.spider.name),
                "dont_redirect": True,
                "dont_retry": True,
                "handle_httpstatus_all": True,
                "download_maxsize": MAX_PART_BYTES,
            }
            try:
                response = await engine.download_async(Request(target, meta=meta, dont_filter=True))
            except Exception as error:
                # Forbidden by robots.txt, too large, not answered: the page goes on without, as in any browser.
                logger.debug("No part of a page from %s: %s", target, error)
                return None
            location = (response.headers.get("Location") or b"").decode("latin-1")
            if not 300 <= response.status < 400 or not location:
                return response
            url = absolute_url(target, location) or ""
        return None

    async def close(self) -> None:
        """End the browser with the crawl."""
        await self._browser.end()


async def _settle(page: Page, answers: Answers) -> None:
    """Wait until the page has what it asks for. Its own events do not tell: a script may break them off."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + LOADING_SECONDS
    while loop.time() < deadline:
        asked = answers.asked
        await asyncio.sleep(SETTLED_SECONDS)
        await page.evaluate("0")  # its turn comes after what scripts are at
        if not answers.pending and answers.asked == asked:
            return


class Answers:
    """Answers every request that one page makes of its browser. `asked` counts them, `pending` are not answered yet."""

    def __init__(self, renderer: RenderingMiddleware, page: Page, response: TextResponse) -> None:
        self._renderer = renderer
        self._page = page
        self._response = response
        self._opened = False
        self.asked = 0
        self.pending = 0

    async def give(self, route: Route) -> None:
        """Give the browser what it asks for, or nothing."""
        self.pending += 1
        try:
            part = await self._part(route)
        finally:
            self.pending -= 1
        with suppress(Exception):  # the page may be gone by now
            if part is None:
                # A page that would go elsewhere stays then; of any other error Chromium shows a report in its place.
                await route.abort("aborted")
            else:
                headers = {"Content-Type": part.content_type, "Access-Control-Allow-Origin": "*"}
                await route.fulfill(status=part.status, headers=headers, body=part.body)

    async def _part(self, route: Route) -> Part | None:
        request: Any = route.request
        if request.is_navigation_request():
            # The page itself, once. Where a script would lead its reader is another page.
            if self._opened or request.frame != self._page.main_frame:
                return None
            self._opened = True
            return Part(200, "text/html; charset=utf-8", self._response.text.encode("utf-8", "replace"))
        if request.method != "GET" or request.resource_type not in PARTS or self.asked >= MAX_PARTS:
            return None
        self.asked += 1
        return await self._renderer.part(request.url, request.resource_type)
