"""The pace of a site: how long after an answer the next request may be sent."""

from __future__ import annotations

from time import monotonic
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from crawler.contact import robots_name


class Pace:
    """Takes the longer of DOWNLOAD_DELAY and the Crawl-delay of robots.txt for the pace, and counts it from answers.

    Scrapy counts from when it means to send a request. Where many sites share a process, or the machine is busy, that
    can be long before it is sent, and the next one would be early.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(extension.response_downloaded, signals.response_downloaded)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Slow the site's download slot down to what it asks for: one request at a time, that far apart."""
        settings = self.crawler.settings
        delay = robotparser.crawl_delay(robots_name(settings))
        slot = request.meta.get("download_slot")
        if not delay or slot is None or delay <= settings.getfloat("DOWNLOAD_DELAY"):
            return
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[slot] = {"delay": delay, "concurrency": 1, "jitter": 0}
        if slot in downloader.slots:
            downloader.slots[slot].delay = delay
            downloader.slots[slot].concurrency = 1

    def response_downloaded(self, request: Request) -> None:
        """Let the pause before the site's next request begin now."""
        slots = self.crawler.engine.downloader.slots
        if slot := slots.get(str(request.meta.get("download_slot"))):
            slot.lastseen = monotonic()
