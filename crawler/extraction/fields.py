"""The fields of an article other than its text: title, authors, section, tags, image, number.

Each is found by an ordered list of methods; a found field comes with the name of the method that gave it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from crawler.extraction import layout as layouts
from crawler.extraction.document import Document
from crawler.extraction.structured import Structured, text_of, texts_of, types_of
from crawler.items import LinkKind
from crawler.site import Layout, Site

Declared = Sequence[tuple[str, Layout]]
"""The layouts that may serve, each with the name of its method, in the order to try them."""


@dataclass(slots=True, frozen=True)
class Page:
    """All that a field may be found in."""

    document: Document
    structured: Structured
    declared: Declared
    site: Site | None


_SEPARATOR = re.compile(r"\s+[|\-–—•·:«»/]+\s+|\s*[|•·]\s*")


def title(page: Page) -> tuple[str | None, str]:
    """Return the headline and its method: the h1 that the structured titles agree with, or the best of them."""
    structured = page.structured
    for method, layout in page.declared:
        for text in layouts.texts(page.document, layout.title)[:1]:
            return text, method
    stated = [
        (method, text)
        for method, text in (
            ("json-ld", text_of(structured.article.get("headline"))),
            ("opengraph", structured.first_meta("og:title") or ""),
            ("meta", structured.first_meta("twitter:title", "dc.title", "title") or ""),
            ("html", next(map(layouts.text_of, page.document.tagged("title")), "")),
        )
        if text
    ]
    headings = [text for h1 in page.document.tagged("h1") if (text := layouts.text_of(h1))]
    for heading in headings:
        if any(_agree(heading, text) for _, text in stated):
            return heading, "h1"
    if stated:
        method, text = stated[0]
        return without_site_name(text, page), method
    return (headings[0], "h1") if headings else (None, "")


def _agree(heading: str, stated: str) -> bool:
    """Say whether a heading is what a stated title says, which may add the site's name or be shortened."""
    short, long = sorted((folded(heading), folded(stated)), key=len)
    return len(short) >= 8 and short in long and 2 * len(short) >= len(long)


def without_site_name(text: str, page: Page) -> str:
    """Return a stated title without the site's name before or after it."""
    names = {folded(name) for name in site_names(page)}
    pieces = _SEPARATOR.split(text)
    if len(pieces) > 1:
        if folded(pieces[-1]) in names:
            return text[: text.rindex(pieces[-1])].rstrip(" |-–—•·:/")
        if folded(pieces[0]) in names:
            return text[len(pieces[0]) :].lstrip(" |-–—•·:/")
    return text


def site_names(page: Page) -> Iterator[str]:
    """Yield the names that the site goes by."""
    if page.site is not None:
        yield page.site.title
        if page.site.title_ar:
            yield page.site.title_ar
    for name in ("og:site_name", "application-name"):
        yield from page.structured.meta.get(name, ())
    yield text_of(page.structured.resolve(page.structured.article.get("publisher")))
    for node in page.structured.nodes:
        if "WebSite" in types_of(node):
            yield text_of(node)
    host = page.document.url.split("/")[2] if page.document.url.count("/") >= 2 else ""
    yield host
    yield host.removeprefix("www.")
    yield host.removeprefix("www.").split(".")[0]


def folded(text: str) -> str:
    """Return the words of a text in one case and form, for comparison."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def section(page: Page, breadcrumb: Sequence[str]) -> tuple[str | None, str]:
    """Return the section and its method."""
    for method, layout in page.declared:
        for text in layouts.texts(page.document, layout.section)[:1]:
            return text, method
    stated = texts_of(page.structured.article.get("articleSection"))
    if stated:
        return stated[0], "json-ld"
    named = page.structured.first_meta("article:section", "section", "parsely-section", "cxenseparse:section")
    if named:
        return named, "opengraph"
    return (breadcrumb[-1], "breadcrumb") if breadcrumb else (None, "")


def breadcrumb(page: Page) -> list[str]:
    """Return the trail of section names, without home and the article itself."""
    for node in page.structured.nodes:
        if "BreadcrumbList" in types_of(node) and isinstance(node.get("itemListElement"), list):
            items = [item for item in node["itemListElement"] if isinstance(item, dict)]
            names = [text_of(item) or text_of(item.get("item")) for item in items]
            return _trail(names, page)
    trails = [at for names, at in page.document.class_attributes.items() if "breadcrumb" in names.lower()]
    if not trails:
        return []
    first = page.document.elements[min(map(min, trails))]
    return _trail([layouts.text_of(link) for link in first.iter("a")], page)


_HOME = frozenset({"home", "accueil", "الرئيسية", "الصفحة الرئيسية", "inicio", "homepage", "page d accueil"})


def _trail(names: Sequence[str], page: Page) -> list[str]:
    own = {folded(name) for name in site_names(page)} | _HOME
    headline = folded(title(page)[0] or "")
    return [name for name in names if name and folded(name) not in own and folded(name) != headline][:6]


def tags(page: Page) -> tuple[list[str], str]:
    """Return the tags and their method."""
    for method, layout in page.declared:
        found = layouts.texts(page.document, layout.tags)
        if found:
            return _unique(found), method
    stated = page.structured.meta.get("article:tag", [])
    if stated:
        return _unique(_split_tags(stated)), "opengraph"
    keywords = texts_of(page.structured.article.get("keywords"))
    if keywords:
        return _unique(_split_tags(keywords)), "json-ld"
    linked = [layouts.text_of(a) for a in page.document.tagged("a") if "tag" in (a.get("rel") or "").split()]
    if linked:
        return _unique(linked), "html"
    return _unique(_split_tags(page.structured.meta.get("news_keywords", []))), "meta"


def _split_tags(texts: Sequence[str]) -> list[str]:
    return [part.strip() for text in texts for part in re.split(r"[,،;]", text)]


def _unique(texts: Sequence[str]) -> list[str]:
    return list({text: None for text in texts if text and len(text) <= 80})


# Standfirsts by the names that templates give them; "lead" and "intro" are as often the first paragraph.
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|chapo|chapeau|lede|dek|deck|sub-?title|sub-?headline|sub-?heading|accroche|"
    r"entradilla|article-summary|article_abstract|article-excerpt|heading-des)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_STANDFIRST_LENGTH = range(25, 700)  # characters


def subtitle(page: Page) -> tuple[etree._Element | None, str]:
    """Return the element that prints the standfirst, and its method.

    A class names it where only one element has it: cards of other articles have the same classes in numbers.
    """
    document = page.document
    for method, layout in page.declared:
        for element in layouts.find(document, layout.subtitle)[:1]:
            return element, method
    for names, positions in document.class_attributes.items():
        if len(positions) == 1 and _STANDFIRST.search(names):
            element = document.elements[positions[0]]
            if len(layouts.text_of(element)) in _STANDFIRST_LENGTH and next(element.iter("h1", "a"), None) is None:
                return element, "html"
    return None, ""


_POST_NUMBER = re.compile(r"(?:^|\s)(?:postid|post)-(\d+)(?:\s|$)")


def external_id(page: Page) -> str | None:
    """Return the site's own number for the article: WordPress prints it in three places."""
    for link in page.document.tagged("link"):
        if link.get("rel") == "shortlink" and (match := re.search(r"[?&]p=(\d+)", link.get("href") or "")):
            return f"wp:{match[1]}"
    match = _POST_NUMBER.search(page.document.body.get("class") or "")
    if match:
        return f"wp:{match[1]}"
    for article in page.document.tagged("article"):
        match = _POST_NUMBER.search(article.get("id") or "")
        if match:
            return f"wp:{match[1]}"
    return None


def linked(page: Page) -> Iterator[tuple[LinkKind, list[etree._Element]]]:
    """Yield the elements that link to the article's author, tags and section, by kind."""
    document = page.document
    for _, layout in page.declared:
        yield "author", layouts.find(document, layout.author)
        yield "tag", layouts.find(document, layout.tags)
        yield "section", layouts.find(document, layout.section)
    for link in document.tagged("a"):
        rel = link.get("rel")
        if rel:
            words = rel.split()
            if "tag" in words:
                # WordPress' core puts rel="category tag" on the links to categories
                yield ("section" if "category" in words else "tag"), [link]
            elif "author" in words:
                yield "author", [link]
