"""Articles, their links and their sites as they are held, for those who read them in code: values, no database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.clock import from_text
from crawler.items import Block

COLUMNS = (
    *("articles.id", "sites.name", "articles.url", "external_id", "articles.title", "subtitle", "body", "blocks"),
    *("language", "script", "word_count", "section", "breadcrumb", "source"),
    *("published_at", "published_raw", "published_precision", "published_source"),
    *("modified_at", "modified_raw", "modified_precision", "modified_source"),
    *("image_url", "image_caption", "image_credit", "has_media", "truncated", "content_hash"),
    *("first_seen_at", "changed_at", "gone_at", "revision_count", "methods", "problems", "capture_id"),
)
"""What `article_of` wants of a row, in this order, before the three it computes: authors, tags, `last_seen_at`."""


@dataclass(frozen=True, slots=True)
class StoredSite:
    """A site: its name (the spider's, or the host), its titles, its front page and its languages (ISO 639)."""

    name: str
    title: str
    title_ar: str | None
    home: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredLink:
    """An edge from an article to a URL; `target_id` is the article there, None while it is not held.

    `kind` is "related", "inline", "tag", "author" or "section"; `position` counts from 0 in document order.
    """

    position: int
    kind: str
    text: str
    url: str
    target_id: int | None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it is held: the columns of `articles` by their names, with its site, authors and tags.

    `body` holds the texts of `blocks` separated by a blank line. Times are aware, in UTC; `published_precision` says
    whether a time of day is known ("second", "minute", "day"), `published_raw` how it was printed. `changed_at` is
    when this text was first seen, `gone_at` since when its page is gone. `methods` names the method of each field.
    """

    id: int
    site: str
    url: str
    external_id: str | None
    title: str
    subtitle: str | None
    body: str
    blocks: tuple[Block, ...]
    language: str | None
    script: str | None
    word_count: int
    section: str | None
    breadcrumb: tuple[str, ...]
    source: str | None
    published_at: datetime | None
    published_raw: str | None
    published_precision: str | None
    published_source: str | None
    modified_at: datetime | None
    modified_raw: str | None
    modified_precision: str | None
    modified_source: str | None
    image_url: str | None
    image_caption: str | None
    image_credit: str | None
    has_media: bool
    truncated: bool
    content_hash: str
    first_seen_at: datetime
    changed_at: datetime
    gone_at: datetime | None
    revision_count: int
    methods: dict[str, str]
    problems: tuple[str, ...]
    capture_id: int | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    last_seen_at: datetime


def article_of(row: tuple[Any, ...]) -> StoredArticle:
    """Return the article of a row of `COLUMNS`, its authors and tags as JSON, and `last_seen_at`."""
    values = dict(zip(StoredArticle.__slots__, row, strict=True))
    for name in ("published_at", "modified_at", "gone_at", "first_seen_at", "changed_at", "last_seen_at"):
        values[name] = values[name] and from_text(values[name])
    for name in ("breadcrumb", "problems", "authors", "tags"):
        values[name] = tuple(json.loads(values[name]))
    values["methods"] = json.loads(values["methods"])
    values["has_media"], values["truncated"] = bool(values["has_media"]), bool(values["truncated"])
    # Kinds that do not fit were not written by a crawl; the text still has its paragraphs.
    texts, kinds = values["body"].split("\n\n"), json.loads(values["blocks"])
    if len(kinds) != len(texts):
        kinds = [["paragraph"]] * len(texts)
    values["blocks"] = tuple(Block(kind[0], text, *kind[1:]) for kind, text in zip(kinds, texts, strict=True))
    return StoredArticle(**values)
