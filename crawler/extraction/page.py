"""Puts an article together from all that a page says: one function, from a document to an `ArticlePage`."""

from __future__ import annotations

from datetime import datetime

from crawler.extraction import body as bodies
from crawler.extraction import fields
from crawler.extraction.authors import authors
from crawler.extraction.dates import date_texts
from crawler.extraction.document import Document
from crawler.extraction.images import lead_image
from crawler.extraction.layout import text_of
from crawler.extraction.links import Links
from crawler.extraction.structured import Structured
from crawler.extraction.themes import themes_of
from crawler.extraction.view import View
from crawler.items import ArticlePage
from crawler.site import Site


def extract_page(document: Document, site: Site | None, *, fetched_at: datetime) -> ArticlePage:
    """Return the article that a page holds, as found. Never raises on any page.

    `site` are the declared facts of a known site; `fetched_at` is aware UTC.
    """
    structured = Structured(document)
    page = ArticlePage(document.url, fetched_at, site=site)
    own = [("layout", layout) for layout in site.layouts] if site else []
    declared = own + [(f"theme:{theme.name}", theme.layout) for theme in themes_of(document)]
    view = View(document, structured, declared, site)

    _set(page, "title", *fields.title(view))
    standfirst, method = fields.subtitle(view)
    removed = () if standfirst is None else (standfirst,)
    if standfirst is not None:
        _set(page, "subtitle", text_of(standfirst), method)
    body = bodies.find(document, structured, declared, page.title or "", removed)
    _set(page, "blocks", body.blocks, body.method)
    page.has_media = body.reading.has_media
    page.problems = body.problems
    links = Links(document, site)
    links.add_body(body.reading, body.selection)
    for kind, elements in fields.linked(view):
        links.add(kind, elements)
    links.add_related(view)
    page.links = links.in_order()
    page.dates = date_texts(view)
    page.breadcrumb = fields.breadcrumb(view)
    _set(page, "section", *fields.section(view, page.breadcrumb))
    _set(page, "tags", *fields.tags(view))
    _set(page, "image", *lead_image(view, body.containers))
    page.authors, page.source, method = authors(view, *body.ends())
    if method:
        page.methods["authors"] = method
    page.language = document.lang or structured.article_text("inLanguage") or structured.first_meta("og:locale")
    page.canonical_url = structured.canonical
    page.external_id = fields.external_id(view)
    for dated in page.dates:
        page.methods.setdefault(dated.dates, dated.method)
    free = structured.article.get("isAccessibleForFree")
    page.truncated = body.selection.paywalled or str(free).lower() == "false"
    return page


def _set(page: ArticlePage, name: str, value: object, method: str) -> None:
    if value:
        setattr(page, name, value)
        page.methods["body" if name == "blocks" else name] = method
