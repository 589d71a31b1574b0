"""One page to its finished record: the way every page of a crawl goes, without a crawl around it."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.utils.misc import load_object

from crawler.clock import utc_now
from crawler.extraction import Document, extract_page
from crawler.items import Article, ArticlePage, Block
from crawler.settings import ITEM_PIPELINES
from crawler.site import Site
from crawler.text.phrases import clean_text_dump

STORE = "pipelines.store.StorePipeline"
"""The one pipeline that belongs to a crawl: it hands the article to the visit it came from."""

MAX_TEXT = 1_000_000
"""Characters of a page saved as text: a thick book."""

MAX_LINES = 10_000
"""Lines of it. A page with all its menus has hundreds."""

_TAG = re.compile(r"<(?:!|/?[a-zA-Z][\w:-]*(?:[\s/>]|$))")
_PLAIN_TAG = re.compile(rb"<(?:!|/?[a-zA-Z][a-zA-Z0-9:-]*[\s/>])")
"""The same, as nearly every page has it in its first bytes: for these it need not be decoded."""


class NotAnArticle(ValueError):  # noqa: N818 - a judgement on the page, not an error of the program
    """The page holds no article. The message says why, in the words a crawl writes to `pages.reason`."""


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


def as_found(document: Document, site: Site | None, fetched_at: datetime) -> ArticlePage:
    """Return what extraction finds on a page, or on a text without any markup, before the pipelines.

    Raises `NotAnArticle` for a text too long to be a page's.
    """
    if has_markup(document):
        return extract_page(document, site, fetched_at=fetched_at)
    if len(document.text) > MAX_TEXT or document.text.count("\n") > MAX_LINES:
        raise NotAnArticle("longer than any page of text")
    section, title, paragraphs = clean_text_dump(document.text)
    page = ArticlePage(document.url, fetched_at, title=title, section=section, site=site)
    page.blocks = [Block("paragraph", text) for text in paragraphs]
    page.methods = {
        name: "text" for name, value in (("section", section), ("title", title), ("body", paragraphs)) if value
    }
    return page


def has_markup(document: Document) -> bool:
    """Say whether a page holds as much as one tag."""
    return _PLAIN_TAG.search(document.raw) is not None or _TAG.search(document.text) is not None


@cache
def _pipelines() -> tuple[Any, ...]:
    """Load the pipelines by the names the settings give, as Scrapy does: nothing here imports them."""
    names = sorted(ITEM_PIPELINES, key=ITEM_PIPELINES.__getitem__)
    return tuple(load_object(name)() for name in names if name != STORE)
