"""Puts an article together from all that a page says: one function, from a document to an `ArticlePage`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from crawler.extraction import fields, generic
from crawler.extraction import layout as layouts
from crawler.extraction.blocks import read_blocks
from crawler.extraction.dates import date_texts
from crawler.extraction.document import Document
from crawler.extraction.links import edges
from crawler.extraction.structured import Structured, text_of
from crawler.extraction.themes import themes_of
from crawler.items import ArticlePage, Block, Link
from crawler.site import Layout, Site

# Where one method holds less than this share of another's text, one of them is wrong.
_AGREEMENT = 1 / 3
_SHORTEST_BODY = 80  # characters; a container with less missed the text


def extract_page(document: Document, site: Site | None, *, fetched_at: datetime) -> ArticlePage:
    """Return the article that a page holds, as found. Never raises on any page.

    `site` are the declared facts of a known site; `fetched_at` is aware UTC.
    """
    structured = Structured(document)
    page = ArticlePage(document.url, fetched_at, site=site)
    own = [("layout", layout) for layout in site.layouts] if site else []
    declared = own + [(f"theme:{theme.name}", theme.layout) for theme in themes_of(document)]
    source = fields.Page(document, structured, declared, site)

    _set(page, "title", *fields.title(source))
    _body(page, document, structured, declared)
    page.dates = date_texts(document, structured, declared)
    page.breadcrumb = fields.breadcrumb(source)
    _set(page, "section", *fields.section(source, page.breadcrumb))
    _set(page, "subtitle", *fields.subtitle(source))
    _set(page, "tags", *fields.tags(source))
    _set(page, "image", *fields.image(source))
    page.authors, page.source, method = fields.authors(source)
    if method:
        page.methods["authors"] = method
    page.language = document.lang or structured.article_text("inLanguage") or structured.first_meta("og:locale")
    page.canonical_url = structured.canonical
    page.external_id = fields.external_id(source)
    for dated in page.dates:
        page.methods.setdefault(dated.dates, dated.method)
    free = structured.article.get("isAccessibleForFree")
    page.truncated = str(free).lower() == "false"
    return page


def _set(page: ArticlePage, name: str, value: object, method: str) -> None:
    if value:
        setattr(page, name, value)
        page.methods[name] = method


def _body(
    page: ArticlePage, document: Document, structured: Structured, declared: Sequence[tuple[str, Layout]]
) -> None:
    blocks: list[Block] = []
    links: list[Link] = []
    method = ""
    for name, layout in declared:
        found = layouts.containers(document, layout.body)
        if not found:
            continue
        removed = {element for css in (layout.remove, layout.related) for element in layouts.find(document, css)}
        blocks, reading, selection = read_blocks(found, document, removed, page.title or "")
        if _length(blocks) >= _SHORTEST_BODY:
            method = name
            page.has_media = reading.has_media
            links = edges(reading, selection, document)
            break
    if not method:
        blocks, reading, selection = generic.find(document, page.title or "")
        method = "generic" if blocks else ""
        page.has_media = reading.has_media
        links = edges(reading, selection, document)
    if any(name == "layout" for name, _ in declared) and method and method != "layout":
        page.problems.append("layout missed: body")
    stated = text_of(structured.article.get("articleBody"))
    stated = re.sub(r"<[^>]+>", " ", stated)
    length = _length(blocks)
    if stated and min(length, len(stated)) < _AGREEMENT * max(length, len(stated)):
        page.problems.append("methods disagree: body")
        if len(stated) > length:
            blocks = [Block("paragraph", text) for line in stated.splitlines() if (text := " ".join(line.split()))]
            method = "json-ld"
    page.blocks, page.links = blocks, links
    if method:
        page.methods["body"] = method


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
