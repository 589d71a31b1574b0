"""Our extractor in the form the comparison of extractors calls: bytes and URL in, four fields out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crawler.extraction import Document, extract_page


def version() -> str:
    return "moroccan-news"


def extract(html: bytes, url: str) -> dict[str, Any]:
    page = extract_page(Document(html, url), None, fetched_at=datetime(2026, 11, 24, tzinfo=UTC))
    published = next((date.text for date in page.dates if date.dates == "published"), None)
    return {
        "title": page.title,
        "body": "\n\n".join(block.text for block in page.blocks),
        "authors": page.authors + ([page.source] if page.source else []),
        "published_at": published,
        "methods": page.methods,
    }
