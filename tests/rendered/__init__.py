"""A spider over the sample newspaper as an application: `scrapy crawl application -s SPIDER_MODULES=tests.rendered`."""

from __future__ import annotations

import os

from crawler.site import Site
from crawler.spider import NewsSpider
from tests.newsroom import ARTICLE_URL


class Application(NewsSpider):
    """The paper whose address is in the environment, as APPLICATION."""

    name = "application"
    site = Site(
        title="Sample application",
        home=os.environ.get("APPLICATION", "http://127.0.0.1:9/"),
        article_url=ARTICLE_URL,
        rendered=True,
    )
