"""robots.txt as RFC 9309 has it: Scrapy's middleware, with unreachable files and Crawl-delay honoured."""

from __future__ import annotations

from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser


class RobotsForbidden(IgnoreRequest):
    """robots.txt forbids the page."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt could not be had for now, so nothing may be asked of the site (RFC 9309, 2.3.1.4)."""


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt. A server error or no answer forbids everything for now; a 4xx allows everything."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, str] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let the request pass, or raise `RobotsForbidden`."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsForbidden("robots.txt forbids it") from error

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the request's host; raise `RobotsUnreachable` when they cannot be had."""
        parser = await super().robot_parser(request)
        host = request.url.split("/", 3)[2]
        if reason := self._unreachable.get(host):
            raise RobotsUnreachable(f"robots.txt unreachable: {reason}")
        return parser

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._unreachable[netloc] = f"HTTP {response.status}"
        if response.status >= 400:
            response = response.replace(body=b"")  # an error page is no set of rules
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._unreachable[netloc] = f"{type(exc).__name__}: {exc}"
        super()._robots_error(exc, netloc)


class CrawlDelay:
    """Sets the site's pace to the longer of DOWNLOAD_DELAY and its robots.txt's Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Slow the site's download slot down to what it asks for: one request at a time, that far apart."""
        settings = self.crawler.settings
        delay = robotparser.crawl_delay(settings["USER_AGENT"])
        slot = request.meta.get("download_slot")
        if not delay or slot is None or delay <= settings.getfloat("DOWNLOAD_DELAY"):
            return
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[slot] = {"delay": delay, "concurrency": 1, "jitter": 0}
        if slot in downloader.slots:
            downloader.slots[slot].delay = delay
            downloader.slots[slot].concurrency = 1
