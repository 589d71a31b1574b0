"""Limit: what no article has so much of is refused, before anybody works on it. Pages can be made to be endless."""

from __future__ import annotations

from dataclasses import replace

from scrapy.exceptions import DropItem

from crawler.items import ArticlePage, Link
from crawler.urls import MAX_URL_LENGTH

MAX_CHARACTERS = 1_000_000
"""Characters of a body: a thick book."""

MAX_BLOCKS = 10_000
"""Blocks of a body: one a minute for a week of live reporting."""

LONGEST = {
    "title": 1_000,
    "subtitle": 3_000,
    "section": 200,
    "source": 200,
    "language": 100,
    "canonical_url": MAX_URL_LENGTH,
    "external_id": 100,
}
"""Characters of a field. A longer one is something else that got there, and left empty."""

LONGEST_NAME = 200
"""Characters of an author, a tag or a section of the breadcrumb."""

MOST_NAMES = 100
MOST_DATES = 50
MOST_LINKS = 5_000
LONGEST_ANCHOR = 500
"""Characters kept of a link's text."""

LONGEST_CAPTION = 3_000


class LimitPipeline:
    """Drops pages with more text than any article, and empties fields that hold more than such a field can."""

    def process_item(self, item: ArticlePage) -> ArticlePage:
        """Return the page, every part of it of bounded size; `problems` names what was refused."""
        characters = sum(len(block.text) for block in item.blocks)
        if characters > MAX_CHARACTERS or len(item.blocks) > MAX_BLOCKS:
            raise DropItem(f"longer than any article: {characters} characters in {len(item.blocks)} blocks")
        for name, longest in LONGEST.items():
            value = getattr(item, name)
            if value is not None and len(value) > longest:
                setattr(item, name, None)
                item.methods.pop(name, None)
                item.problems.append(f"{name} refused: {len(value)} characters")
        for name in ("authors", "tags", "breadcrumb"):
            values = getattr(item, name)
            kept = [value for value in values if len(value) <= LONGEST_NAME][:MOST_NAMES]
            if len(kept) < len(values):
                setattr(item, name, kept)
                item.problems.append(f"{name} refused: {len(values) - len(kept)} of {len(values)}")
        item.dates = item.dates[:MOST_DATES]
        item.links = [_anchored(link) for link in item.links[:MOST_LINKS]]
        for block in item.blocks:
            if block.url and len(block.url) > MAX_URL_LENGTH:
                block.url = None
        if item.image:
            item.image.caption = _bounded(item.image.caption)
            item.image.credit = _bounded(item.image.credit)
        return item


def _anchored(link: Link) -> Link:
    return link if len(link.text) <= LONGEST_ANCHOR else replace(link, text=link.text[:LONGEST_ANCHOR])


def _bounded(text: str | None) -> str | None:
    return text if text and len(text) <= LONGEST_CAPTION else None
