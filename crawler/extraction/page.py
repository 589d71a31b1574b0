"""Puts an article together from all that a page says: one function, from a document to an `ArticlePage`."""

from __future__ import annotations

from datetime import date, datetime

from crawler.extraction import body as bodies
from crawler.extraction import fields
from crawler.extraction import layout as layouts
from crawler.extraction.authors import authors
from crawler.extraction.dates import date_texts
from crawler.extraction.document import Document
from crawler.extraction.images import lead_image
from crawler.extraction.links import Links
from crawler.extraction.structured import Structured, text_of
from crawler.extraction.surroundings import Surroundings
from crawler.extraction.themes import themes_of
from crawler.extraction.view import Declared, View
from crawler.items import ArticlePage, LinkKind
from crawler.site import Site


def extract_page(document: Document, site: Site | None, *, fetched_at: datetime) -> ArticlePage:
    """Return the article that a page holds, as found. Never raises on any page.

    `site` are the declared facts of a known site; `fetched_at` is aware UTC.
    """
    structured = Structured(document)
    view = View(document, structured, _declared(document, structured, site), site)
    page = ArticlePage(document.url, fetched_at, site=site)
    _set(page, "title", *fields.title(view))
    body = _read_body(page, view)
    own = [layout for method, layout in view.declared if method == "layout"]
    page.problems += [f"layout missed: {name}" for name in layouts.missed(document, own)]
    around = Surroundings(document, page.title or "", *body.bounds())
    if not page.subtitle and (description := structured.description):
        _set(page, "subtitle", around.standfirst(description), "headline")
    page.dates = date_texts(view, around)
    for dated in page.dates:
        page.methods.setdefault(dated.dates, dated.method)
    page.breadcrumb = fields.breadcrumb(view, page.title) or fields.trail(around.trail(), view, page.title)
    _set(page, "section", *fields.section(view, page.breadcrumb))
    _set(page, "tags", *fields.tags(view))
    if not page.tags:
        _set(page, "tags", [name for _, name in around.tags()], "links")
    _set(page, "image", *lead_image(view, body.containers))
    people, page.source, method = authors(view, *body.ends(), around)
    _set(page, "authors", people, method)
    body.cut_bylines(people)
    _read_links(page, view, body, around)
    page.language = document.lang or structured.article_text("inLanguage") or structured.first_meta("og:locale")
    page.canonical_url = structured.canonical
    page.external_id = fields.external_id(view)
    free = structured.article.get("isAccessibleForFree")
    page.truncated = body.selection.paywalled or str(free).lower() == "false"
    return page


def _set(page: ArticlePage, name: str, value: object, method: str) -> None:
    if value:
        setattr(page, name, value)
        page.methods["body" if name == "blocks" else name] = method


def _declared(document: Document, structured: Structured, site: Site | None) -> Declared:
    """Return the layouts that may serve: the site's, those of the article's day first, then the theme's."""
    own = layouts.in_order(site.layouts, _day(structured)) if site else []
    themes = [(f"theme:{theme.name}", theme.layout) for theme in themes_of(document)]
    return [*(("layout", layout) for layout in own), *themes]


def _day(structured: Structured) -> date | None:
    """Return the day of publication, where the page states it in ISO 8601."""
    stated = text_of(structured.article.get("datePublished")) or structured.first_meta("article:published_time")
    try:
        return date.fromisoformat((stated or "")[:10])
    except ValueError:
        return None


def _read_body(page: ArticlePage, view: View) -> bodies.Body:
    """Read the standfirst and the text without it into the page."""
    headline = page.title or ""
    standfirst, method = fields.subtitle(view, headline)
    body = bodies.find(view, headline, frozenset(() if standfirst is None else (standfirst,)))
    if standfirst is not None:
        if body.blocks:
            _set(page, "subtitle", layouts.text_of(standfirst), method)
        else:  # what looked like the standfirst is all the text there is
            body = bodies.find(view, headline)
    if not page.subtitle and (description := view.structured.description):
        _set(page, "subtitle", body.cut_standfirst(description), "generic")
    _set(page, "blocks", body.blocks, body.method)
    page.has_media = body.reading.has_media
    page.problems = body.problems
    return body


def _read_links(page: ArticlePage, view: View, body: bodies.Body, around: Surroundings) -> None:
    links = Links(view.document, view.site)
    links.add_body(body.reading, body.selection)
    for kind, elements in fields.linked(view):
        links.add(kind, elements)
    links.add_related(view)
    named: dict[str, LinkKind] = dict.fromkeys(page.tags, "tag")
    named.update(dict.fromkeys(page.authors, "author"))
    if page.section:
        named[page.section] = "section"
    links.add_named(named)
    if page.methods.get("tags") == "links":
        links.add("tag", [element for element, _ in around.tags()])
    page.links = links.in_order()
