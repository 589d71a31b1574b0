"""The columns of an exported article, the same in every tabular format.

How a page was read (methods, problems, raw dates, visits) stays in the database: a visit that finds nothing new
must not change an export.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from crawler.clock import to_text
from crawler.database import StoredArticle

Kind = Literal["integer", "text", "texts", "time", "flag"]
"""`texts` is a list of texts, `time` a moment in UTC, `flag` true or false."""

COLUMNS: dict[str, Kind] = {
    "id": "integer",
    "site": "text",
    "url": "text",
    "title": "text",
    "subtitle": "text",
    "body": "text",
    "authors": "texts",
    "source": "text",
    "section": "text",
    "breadcrumb": "texts",
    "tags": "texts",
    "language": "text",
    "script": "text",
    "word_count": "integer",
    "published_at": "time",
    "published_precision": "text",
    "modified_at": "time",
    "modified_precision": "text",
    "image_url": "text",
    "image_caption": "text",
    "image_credit": "text",
    "has_media": "flag",
    "truncated": "flag",
    "external_id": "text",
    "content_hash": "text",
    "first_seen_at": "time",
    "changed_at": "time",
    "gone_at": "time",
    "revision_count": "integer",
}
"""Name and kind of each, in order; they mean what docs/schema.md says of them."""

LICENCE = (
    "The articles belong to their publishers. This export is for private study and research as the law allows; "
    "it is no licence to publish, share or sell them, whole or in part. Ask the publishers first."
)
"""What every export that has room for words says of itself."""


def as_text(value: object) -> object:
    """Return a value of a column with times as the database writes them, for formats that have none."""
    return to_text(value) if isinstance(value, datetime) else value


def values_of(article: StoredArticle) -> list[object]:
    """Return the values of an article in the order of the columns."""
    return [getattr(article, name) for name in COLUMNS]
