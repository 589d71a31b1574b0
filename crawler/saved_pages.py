"""Saved pages: a page beside the record it must give, so that a test can go through all of them.

    tests/pages/<spider or family>/<slug>.html
    tests/pages/<spider or family>/<slug>.json   {"url", "fetched_at", "site", "expected"}

`site` is a spider's name or null; in `expected` what is absent or empty is left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.clock import from_text, to_text
from crawler.items import Article
from crawler.urls import url_key

LONGEST_SLUG = 60
"""Characters; what is longer is cut, file systems and listings stay readable."""

_KEYS = ("url", "fetched_at", "site", "expected")
_UNFIT_FOR_SLUG = re.compile(r"[^a-z0-9]+")
_EXTENSION = re.compile(r"\.\w{2,5}$")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as saved. `name` is its folder and slug, `site` the spider whose facts it is read with, if any."""

    name: str
    html: str
    url: str
    fetched_at: datetime
    site: str | None
    expected: dict[str, Any]


def expected_of(article: Article) -> dict[str, Any]:
    """Return what a test compares of a record, without what is absent or empty.

    Times are ISO 8601 in UTC, `image` is its address, `blocks` are pairs of kind and text in reading order,
    `links` the addresses by kind in the order of the page.
    """
    links: dict[str, list[str]] = {}
    for link in article.links:
        links.setdefault(link.kind, []).append(link.url)
    record = {
        "title": article.title,
        "subtitle": article.subtitle,
        "section": article.section,
        "authors": article.authors,
        "tags": article.tags,
        "language": article.language,
        "published_at": to_text(article.published.at) if article.published else None,
        "modified_at": to_text(article.modified.at) if article.modified else None,
        "image": article.image.url if article.image else None,
        "blocks": [[block.kind, block.text] for block in article.blocks],
        "links": links,
    }
    return {name: value for name, value in record.items() if value}


def save(folder: Path, html: str, article: Article, *, site: str | None, slug: str | None = None) -> Path:
    """Write a page and the record it gives into a folder, and return the path of the record.

    `article` is what the page was read as, with its address and the time it was fetched at; `site` is the spider
    whose facts it was read with; `slug` names the two files, by default after the address. Raises
    `FileExistsError` where there is a page of that name.
    """
    name = slug or slug_of(article.url)
    page, record = folder / f"{name}.html", folder / f"{name}.json"
    for path in (page, record):
        if path.exists():
            raise FileExistsError(f"{path} is there already")
    value = {
        "url": article.url,
        "fetched_at": to_text(article.fetched_at),
        "site": site,
        "expected": expected_of(article),
    }
    folder.mkdir(parents=True, exist_ok=True)
    page.write_bytes(html.encode("utf-8", "replace"))
    record.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return record


def load(folder: Path) -> list[SavedPage]:
    """Return the pages saved in the folders of `folder`, by name. Raises `ValueError` naming a file that is not whole.

    Pages are text in UTF-8, whatever charset they declare.
    """
    return [_load(path, folder) for path in sorted(folder.glob("*/*.json"))]


def _load(path: Path, folder: Path) -> SavedPage:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        url, fetched_at, site, expected = (value[key] for key in _KEYS)
        html = path.with_suffix(".html").read_text(encoding="utf-8")
        return SavedPage(
            str(path.relative_to(folder).with_suffix("")), html, url, from_text(fetched_at), site, expected
        )
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise ValueError(f"{path} is no saved page: {type(error).__name__}: {error}") from error


def slug_of(url: str) -> str:
    """Return a file's name for a page: what is ASCII of the last part of its address, else a digest of it."""
    last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    words = _UNFIT_FOR_SLUG.sub("-", _EXTENSION.sub("", last).lower()).strip("-")
    if len(words) <= LONGEST_SLUG:
        return words or url_key(url).hex()[:12]
    return words[:LONGEST_SLUG].rpartition("-")[0] or words[:LONGEST_SLUG]
