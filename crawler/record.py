"""One page to its finished record: the way every page of a crawl goes, without a crawl around it."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.utils.misc import load_object

from crawler.clock import utc_now
from crawler.extraction import Document
from crawler.found import NotAnArticle, as_found
from crawler.items import Article, ArticlePage
from crawler.settings import ITEM_PIPELINES
from crawler.site import Site

STORE = "pipelines.store.StorePipeline"
"""The one pipeline that belongs to a crawl: it hands the article to the visit it came from."""


def extract(html: bytes | str, url: str, *, site: Site | None = None, fetched_at: datetime | None = None) -> Article:
    """Return the finished record of a page, by the code a crawl uses: extraction and all pipelines but the store.

    `html` is the page, or a text without any markup, of which section, title and paragraphs are taken. `url` is
    where it is from; `site` are the declared facts of a known site. `fetched_at` (aware) is when the page was
    fetched, by default now: relative dates count from it, and what is later is refused as in the future. Raises
    `NotAnArticle` and nothing else, whatever the page.
    """
    at = utc_now() if fetched_at is None else fetched_at
    return finished(as_found(Document(html, url), site, at))


def finished(page: ArticlePage) -> Article:
    """Return the record of a page as found, by all pipelines but the store. Raises `NotAnArticle`."""
    item: Any = page
    try:
        for pipeline in _pipelines():
            item = pipeline.process_item(item)
    except DropItem as reason:
        raise NotAnArticle(str(reason)) from None
    assert isinstance(item, Article)
    return item


@cache
def _pipelines() -> tuple[Any, ...]:
    """Load the pipelines by the names the settings give, as Scrapy does: nothing here imports them."""
    names = sorted(ITEM_PIPELINES, key=ITEM_PIPELINES.__getitem__)
    return tuple(load_object(name)() for name in names if name != STORE)
