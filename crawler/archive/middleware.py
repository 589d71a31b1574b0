"""Writing each exchange into the archive as its response comes in: the downloader middleware next to the wire."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.archive.cdxj import mime_of
from crawler.archive.exchange import Exchange
from crawler.archive.wire import Wire
from crawler.archive.writer import ArchiveError
from crawler.clock import utc_now
from crawler.frontier import frontier_of
from crawler.visits import Visit

logger = logging.getLogger(__name__)


class ArchiveMiddleware:
    """Archives what `RecordingHandler` heard; not configured without ARCHIVE."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.get("ARCHIVE"):
            raise NotConfigured
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange, and note in the page's visit where it stands."""
        archive = frontier_of(self.crawler).archive
        wire: Wire | None = request.meta.pop("wire", None)
        if archive is None or wire is None:
            return response
        visit: Visit | None = request.meta.get("visit")
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        exchange = Exchange(
            url=request.url,
            at=visit.at if visit else utc_now(),
            request=wire.request,
            head=wire.response,
            body=response.body,
            status=response.status,
            mime=mime_of(content_type),
            ip=str(response.ip_address) if response.ip_address else None,
        )
        try:
            recording = archive.write(exchange, visit.original if visit else None)
        except ArchiveError as error:
            frontier_of(self.crawler).stop_on(error)
            raise
        if visit:
            visit.recording = recording
        self.crawler.stats.inc_value(f"archive/{recording.kind}")
        return response
