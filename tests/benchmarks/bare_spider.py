"""The yardstick: a Scrapy spider that downloads pages and does nothing with them."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from tests.benchmarks.runs import FULL_SPEED


class BareSpider(Spider):
    """Downloads the URLs of a JSON list."""

    name = "bare"

    async def start(self) -> AsyncIterator[Any]:
        for url in json.loads(Path(sys.argv[1]).read_text()):
            yield Request(url, dont_filter=True)

    def parse(self, response: Response) -> None:
        pass


if __name__ == "__main__":
    quiet = {"TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "COOKIES_ENABLED": False}
    process = AsyncCrawlerProcess(FULL_SPEED | quiet | json.loads(sys.argv[2]))
    process.crawl(BareSpider)
    process.start()
