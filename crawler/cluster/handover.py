"""The pace of a site when it moves from one worker to another.

Who crawled it before is gone, and may have asked a moment ago: nobody can tell any more. But it asked while it held
the site's lock. So whoever has the lock now waits for the site's pace before the first request.
"""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from crawler.contact import robots_name
from crawler.database.paces import known_pace, remember_pace
from crawler.frontier import frontier_of


class Handover:
    """Waits before the first request, and remembers the Crawl-delay, which is known only once robots.txt was read."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        return extension

    async def spider_opened(self, spider: Spider) -> None:
        """Wait: the frontier has just been given the site's lock."""
        known = known_pace(frontier_of(self.crawler).db, spider.name)
        await asyncio.sleep(max(self.crawler.settings.getfloat("DOWNLOAD_DELAY"), known))

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Remember what the site asks for."""
        if request.meta.get("download_slot") is not None and self.crawler.spider is not None:
            delay = robotparser.crawl_delay(robots_name(self.crawler.settings)) or 0.0
            remember_pace(frontier_of(self.crawler).db, self.crawler.spider.name, float(delay))
