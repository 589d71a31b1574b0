"""What a page shows before the pipelines see it: by extraction, or, of a text without any markup, by its lines."""

from __future__ import annotations

import re
from datetime import datetime

from crawler.extraction import Document, extract_page
from crawler.items import ArticlePage, Block
from crawler.site import Site
from crawler.text.phrases import clean_text_dump

MAX_TEXT = 1_000_000
"""Characters of a page saved as text: a thick book."""

MAX_LINES = 10_000
"""Lines of it. A page with all its menus has hundreds."""

_TAG = re.compile(r"<(?:!|/?[a-zA-Z][\w:-]*(?:[\s/>]|$))")
_PLAIN_TAG = re.compile(rb"<(?:!|/?[a-zA-Z][a-zA-Z0-9:-]*[\s/>])")
"""The same, as nearly every page has it in its first bytes: for these it need not be decoded."""


class NotAnArticle(ValueError):  # noqa: N818 - a judgement on the page, not an error of the program
    """The page holds no article. The message says why, in the words a crawl writes to `pages.reason`."""


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
