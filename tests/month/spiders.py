"""A spider for each paper of the month; the environment says how many there are, and where."""

from __future__ import annotations

import os
import sys
from typing import Any, Self

from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler

from crawler.site import Feed, Layout, Section, Site
from crawler.spider import NewsSpider
from tests.month.clock import take_part
from tests.month.plan import Paper, papers_of
from tests.newsroom import ARTICLE_URL
from tests.newsroom.editions import EDITIONS
from tests.newsroom.press import host_of_paper, name_of_paper

SITES, DAYS, PORT = "MONTH_SITES", "MONTH_DAYS", "PRESS_PORT"
"""Variables of the environment."""

LAYOUT = Layout(
    seen="2026",
    title="h1.entry-title",
    body=".td-post-content",
    author=".td-post-author-name a",
    published=".td-post-date time",
)


class MonthSpider(NewsSpider):
    """Crawls one paper at the played time."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Take the time before the crawl begins."""
        take_part()
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, cls)
        return spider


def _spider(paper: Paper) -> type[MonthSpider]:
    edition = EDITIONS[paper.edition]
    site = Site(
        title=f"Paper {paper.number}",
        languages=edition.languages,
        home=f"http://{host_of_paper(paper.number)}:{os.environ[PORT]}/",
        sources=(Feed("/feed/"), Section(f"{edition.prefix}/{next(iter(edition.sections))}/")),
        article_url=ARTICLE_URL,
        layouts=(LAYOUT,) if paper.structure == "layout" else (),
    )
    facts = {"name": name_of_paper(paper.number), "site": site, "__module__": __name__, "__doc__": "One paper."}
    return type(f"Paper{paper.number}", (MonthSpider,), facts)


if SITES in os.environ:
    # A run that waits for its next attempt looks every five seconds whether it is time: five minutes of played time.
    ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = 0.2
    take_part()
    for _paper in papers_of(int(os.environ[SITES]), int(os.environ[DAYS])):
        setattr(sys.modules[__name__], f"Paper{_paper.number}", _spider(_paper))
