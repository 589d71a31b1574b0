"""The fields of an article other than its text, people and image: title, section, tags, standfirst, number.

Each is found by an ordered list of methods; a found field comes with the name of the method that gave it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from crawler.extraction import layout as layouts
from crawler.extraction.document import Document
from crawler.extraction.headline import heading_of, leads_home, printing, same_headline
from crawler.extraction.marks import Mark
from crawler.extraction.structured import text_of, texts_of, types_of
from crawler.extraction.surroundings import about_headline
from crawler.extraction.tree import Node, attribute, children
from crawler.extraction.view import View, folded
from crawler.items import LinkKind

# Spaces are bounded, or a title of nothing but spaces would be gone through from each of them.
_SEPARATOR = re.compile(r"(?<!\s)(?:\s++[|\-–—•·:«»/]+\s+|\s*+[|•·]\s*)")  # a run of blanks is tried once


def title(view: View) -> tuple[str | None, str]:
    """Return the headline and its method: the h1 that the structured titles agree with, or the best of them.

    Old sites call every page after themselves: there the heading counts that is not the site's name.
    """
    structured = view.structured
    for method, layout in view.declared:
        for text in layouts.texts(view.document, layout.title)[:1]:
            return text, method
    stated = [
        (method, without_site_name(text, view))
        for method, text in (
            ("json-ld", text_of(structured.article.get("headline"))),
            ("opengraph", structured.first_meta("og:title") or ""),
            ("meta", structured.first_meta("twitter:title", "dc.title", "title") or ""),
            ("html", next(map(layouts.text_of, view.document.tagged("title")), "")),
        )
        if text
    ]
    headings = _headings(view, "h1")
    for heading, h1 in headings:
        if any(same_headline(heading, text) for _, text in stated):
            return _without_label(heading, h1, {folded(text) for _, text in stated}), "h1"
    for method, text in stated:
        # a <title> alone may be of the site, and then no heading prints it
        printed = method != "html" or not headings or heading_of(view.document, text) is not None
        if printed and not view.is_site_name(text):
            return (text if headings else _as_printed(view, text)), method
    others = ((heading, tag) for tag in ("h1", "h2") for heading, _ in _headings(view, tag)[:1])
    return next(others, (stated[0][1], stated[0][0]) if stated else (None, ""))


def _as_printed(view: View, text: str) -> str:
    """Return the longest part of a stated title that the page prints, or all of it: sites add their name to it."""
    separators = [*islice(_SEPARATOR.finditer(text), _MOST_PARTS)]
    parts = [text[: at.start()] for at in separators] + [text[at.end() :] for at in separators]
    headings = {text for text, _ in _headings(view, "h2")}
    for part in sorted(parts, key=len, reverse=True):
        if 2 * len(part) < len(text) or view.is_site_name(part):
            continue
        if part in headings or printing(view.document.elements, part) is not None:
            return part
    return text


def _headings(view: View, tag: str) -> list[tuple[str, Node]]:
    """Return the headings of a tag that are not the site's name and lead to no front page, with their texts."""
    texts = ((layouts.text_of(heading), heading) for heading in view.document.tagged(tag)[:_MOST_HEADINGS])
    return [
        (text, heading)
        for text, heading in texts
        if text and not view.is_site_name(text) and not leads_home(view.document, heading)
    ]


def _without_label(heading: str, h1: Node, stated: Collection[str]) -> str:
    """Return a heading without an element at either end, a kicker or the site's name, that the stated titles lack."""
    for part in children(h1)[:_MOST_LABELS]:
        label = "" if part.tag in _EMPHASIS else layouts.text_of(part)
        for rest in (heading.removeprefix(label), heading.removesuffix(label)):
            if label and folded(rest) in stated:
                return rest.strip()
    return heading


_MOST_HEADINGS = 50
_MOST_LABELS = 4
_MOST_PARTS = 6
_EMPHASIS = frozenset({"b", "cite", "em", "i", "q", "strong", "u"})  # words of the headline itself


def without_site_name(text: str, view: View) -> str:
    """Return a stated title without the site's name before or after it."""
    pieces = _SEPARATOR.split(text)
    if len(pieces) > 1:
        if view.is_site_name(pieces[-1]):
            return text[: text.rindex(pieces[-1])].rstrip(" |-–—•·:/")
        if view.is_site_name(pieces[0]):
            return text[len(pieces[0]) :].lstrip(" |-–—•·:/")
    return text


def section(view: View, breadcrumb: Sequence[str]) -> tuple[str | None, str]:
    """Return the section and its method."""
    for method, layout in view.declared:
        for text in layouts.texts(view.document, layout.section)[:1]:
            return text, method
    stated = texts_of(view.structured.article.get("articleSection"))
    if stated:
        return stated[0], "json-ld"
    named = view.structured.first_meta("article:section", "section", "parsely-section", "cxenseparse:section")
    if named:
        return named, "opengraph"
    return (breadcrumb[-1], "breadcrumb") if breadcrumb else (None, "")


def breadcrumb(view: View, headline: str | None) -> list[str]:
    """Return the trail of section names, without home and the article itself, whose title is `headline`."""
    for node in view.structured.nodes:
        if "BreadcrumbList" in types_of(node) and isinstance(node.get("itemListElement"), list):
            items = [item for item in node["itemListElement"] if isinstance(item, dict)]
            names = [text_of(item) or text_of(item.get("item")) for item in items]
            return trail(names, view, headline)
    for element in view.marked(Mark.BREADCRUMB)[:1]:
        return trail([layouts.text_of(link) for link in element.css("a")[: _DEEPEST_TRAIL + 2]], view, headline)
    return []


_DEEPEST_TRAIL = 6
_HOME = frozenset({"home", "accueil", "الرئيسية", "الصفحة الرئيسية", "inicio", "homepage", "page d accueil"})


def trail(names: Sequence[str], view: View, headline: str | None) -> list[str]:
    """Return the names of a trail without home, the site and the article itself."""
    no_section = {"", folded(headline or ""), *view.site_names, *_HOME}
    return [name for name in names if folded(name) not in no_section][:_DEEPEST_TRAIL]


def tags(view: View) -> tuple[list[str], str]:
    """Return the tags and their method."""
    for method, layout in view.declared:
        found = layouts.texts(view.document, layout.tags)
        if found:
            return _unique(found), method
    stated = view.structured.meta.get("article:tag", [])
    if stated:
        return _unique(_split_tags(stated)), "opengraph"
    keywords = texts_of(view.structured.article.get("keywords"))
    if keywords:
        return _unique(_split_tags(keywords)), "json-ld"
    linked = [
        layouts.text_of(link) for link in view.links_with_relation("tag") if "category" not in attribute(link, "rel")
    ]
    if linked:
        return _unique(linked), "html"
    return _unique(_split_tags(view.structured.meta.get("news_keywords", []))), "meta"


def _split_tags(texts: Sequence[str]) -> list[str]:
    return [part.strip() for text in texts for part in re.split(r"[,،;]", text)]


def _unique(texts: Sequence[str]) -> list[str]:
    return list({text: None for text in texts if text and len(text) <= 80})


_STANDFIRST_LENGTH = range(25, 700)  # characters


def subtitle(view: View, headline: str) -> tuple[Node | None, str]:
    """Return the element that prints the standfirst, and its method. It stands about the headline."""
    for method, layout in view.declared:
        for element in layouts.find(view.document, layout.subtitle)[:1]:
            return element, method
    marked = view.marked_alone(Mark.STANDFIRST)
    about = about_headline(view.document, headline) if marked else None
    for element in marked:
        if about is not None and element not in about:
            continue
        if len(layouts.text_of(element)) in _STANDFIRST_LENGTH and element.css_first("h1, a") is None:
            return element, "html"
    return None, ""


_POST_NUMBER = re.compile(r"(?:^|\s)(?:postid|post)-(\d+)(?:\s|$)")


def external_id(view: View) -> str | None:
    """Return the site's own number for the article: WordPress prints it in three places."""
    for link in view.document.tagged("link"):
        if attribute(link, "rel") == "shortlink" and (match := re.search(r"[?&]p=(\d+)", attribute(link, "href"))):
            return f"wp:{match[1]}"
    match = _POST_NUMBER.search(attribute(view.document.body, "class"))
    if match:
        return f"wp:{match[1]}"
    for article in view.document.tagged("article"):
        match = _POST_NUMBER.search(article.id or "")
        if match:
            return f"wp:{match[1]}"
    return None


def linked(view: View) -> Iterator[tuple[LinkKind, list[Node]]]:
    """Yield the elements that link to the article's author, tags and section, by kind."""
    document = view.document
    declared = [layout for _, layout in view.declared]
    yield "author", _first_found(document, (layout.author for layout in declared))
    yield "tag", _first_found(document, (layout.tags for layout in declared))
    yield "section", _first_found(document, (layout.section for layout in declared))
    # WordPress' core puts rel="category tag" on the links to categories
    yield "section", view.links_with_relation("category", "tag")
    yield "tag", view.links_with_relation("tag")
    yield "author", view.links_with_relation("author")


def _first_found(document: Document, selectors: Iterable[str | None]) -> list[Node]:
    return next(filter(None, (layouts.find(document, css) for css in selectors)), [])
