"""robots.txt as RFC 9309 has it.

Scrapy's own middleware lets everything pass when robots.txt answers with a server error or not at all; the RFC
(2.3.1.4) asks for the opposite, and the error page of a 404 is no set of rules.
"""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.connection_errors import AddressForbidden
from crawler.contact import robots_name
from crawler.visits import ROBOTS_UNREACHABLE, TakenBack

MAX_BYTES = 512 * 1024
"""What is read of robots.txt; RFC 9309 (2.5) asks for 500 KiB at least."""

ATTEMPTS = 2
"""Times that robots.txt is asked for before it is out of reach: every page that waits for it would be put off by one
broken answer.
"""


class RobotsForbidden(IgnoreRequest):
    """robots.txt forbids the page."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt could not be had for now, so nothing may be asked of the host."""


class PoliteRobotsMiddleware:
    """Lets only those requests pass that robots.txt allows. Rules are asked for once a host and crawl."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self._parser: type[RobotParser] = load_object(crawler.settings["ROBOTSTXT_PARSER"])
        self._rules: dict[str, asyncio.Future[RobotParser]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; not configured unless ROBOTSTXT_OBEY is on."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise `RobotsForbidden` or `RobotsUnreachable` where the request must not be sent."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._fetch(host, request))
        try:
            rules = await self._rules[host]
        except (RobotsUnreachable, AddressForbidden):
            self._rules.pop(host, None)  # asked for again with the next attempt
            raise
        if not rules.allowed(request.url, robots_name(self.crawler.settings)):
            self.crawler.stats.inc_value("robotstxt/forbidden")
            raise RobotsForbidden("robots.txt forbids it")

    async def _fetch(self, host: str, request: Request) -> RobotParser:
        try:
            response = await self._ask(host, request)
        except TakenBack:
            del self._rules[host]
            raise
        except IgnoreRequest:  # redirected off the site: there are no rules to be had
            status, body = 404, b""
        except AddressForbidden:
            raise
        except Exception as error:
            raise RobotsUnreachable(f"{ROBOTS_UNREACHABLE}: {type(error).__name__}") from None
        else:
            status, body = response.status, response.body
        if status >= 500 or status == 429:
            raise RobotsUnreachable(f"{ROBOTS_UNREACHABLE}: HTTP {status}")
        rules: RobotParser = build_from_crawler(self._parser, self.crawler, body[:MAX_BYTES] if status < 400 else b"")
        await self.crawler.signals.send_catch_log_async(signals.robots_parsed, robotparser=rules, request=request)
        return rules

    async def _ask(self, host: str, request: Request, left: int = ATTEMPTS) -> Response:
        robots = Request(
            f"{host}/robots.txt",
            callback=NO_CALLBACK,
            # The site's pace holds for its rules too.
            meta={"dont_obey_robotstxt": True, "dont_retry": True, "download_slot": request.meta.get("download_slot")},
        )
        try:
            return await self.crawler.engine.download_async(robots)
        except (TakenBack, IgnoreRequest, AddressForbidden):
            raise
        except Exception:
            if left == 1:
                raise
            return await self._ask(host, request, left - 1)
