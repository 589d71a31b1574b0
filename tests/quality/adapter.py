"""Our extractor in the form the comparison of extractors calls: bytes and URL in, four fields out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crawler.extraction import Document, extract_page
from crawler.items import Moment
from crawler.site import Site
from crawler.text.dates import parse_date
from pipelines.clean import CleanPipeline

# The pages were saved before this day; only relative dates ("2 hours ago") depend on it.
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def version() -> str:
    """Return the name the comparison prints."""
    return "moroccan-news"


def extract(html: bytes, url: str, site: Site | None = None) -> dict[str, Any]:
    """Return title, body, authors and time of publication of a page, of whose site nothing is known if not given."""
    page = CleanPipeline().process_item(extract_page(Document(html, url), site, fetched_at=NOW))
    moments = (parse_date(date.text, now=NOW) for date in page.dates if date.dates == "published")
    published = next(filter(None, moments), None)
    return {
        "title": page.title,
        "body": "\n\n".join(block.text for block in page.blocks),
        "authors": page.authors or list(filter(None, [page.source])),
        "published_at": _iso(published) if published else None,
        "methods": page.methods,
    }


def _iso(moment: Moment) -> str:
    """Return a time as printed where it is printed in ISO 8601, so that its day is the day printed."""
    try:
        return datetime.fromisoformat(moment.raw).isoformat()
    except ValueError:
        return moment.at.date().isoformat() if moment.precision == "day" else moment.at.isoformat()
