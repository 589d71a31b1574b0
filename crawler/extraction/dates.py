"""Where a page says when it was published and changed. The texts are found here and read elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from lxml import etree

from crawler.extraction import layout as layouts
from crawler.extraction.document import Document
from crawler.extraction.structured import Structured, text_of
from crawler.items import DateText
from crawler.site import Layout

_Dates = Literal["published", "modified"]

_PUBLISHED_META = (
    "article:published_time", "article:published", "og:article:published_time", "datepublished", "og:published_time",
    "parsely-pub-date", "sailthru.date", "article.published", "published_time", "publish-date", "publish_date",
    "publishdate", "pubdate", "date.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date",
    "dc.date", "cxenseparse:recs:publishtime", "article_date_original", "date_published", "date",
    "rnews:datepublished", "originalpublicationdate", "shareaholic:article_published_time", "bt:pubdate",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "article:modified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "revised", "shareaholic:article_modified_time",
)  # fmt: skip

_PUBLISHED_NAMES = re.compile(r"publi(?:sh|é|cation)|posted|pubdate|entry-date|post-date|dateline", re.IGNORECASE)
_MODIFIED_NAMES = re.compile(r"updat|modif|edited", re.IGNORECASE)
_DATE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:date|datetime|time|timestamp|published|publish|pubdate|posted|created|byline|meta|info|tie-date)(?:[-_\s]|$)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20|١٩|٢٠)[\d٠-٩]{2}")
_LONGEST_DATE = 80  # characters of a printed date with its label


def date_texts(document: Document, structured: Structured, declared: Sequence[tuple[str, Layout]]) -> list[DateText]:
    """Return every statement of a date that the page makes, best method first, each text once per kind.

    `declared` are the layouts that may serve, with the name of their method.
    """
    found: dict[tuple[str, str], DateText] = {}
    for stated, dates, method in _statements(document, structured, declared):
        text = " ".join(stated.split())
        if text and len(text) <= _LONGEST_DATE:
            found.setdefault((text, dates), DateText(text, dates, method))
    return list(found.values())


def _statements(
    document: Document, structured: Structured, declared: Sequence[tuple[str, Layout]]
) -> Iterator[tuple[str, _Dates, str]]:
    article = structured.article
    yield text_of(article.get("datePublished")), "published", "json-ld"
    for name in _PUBLISHED_META[:3]:
        for text in structured.meta.get(name, ())[:1]:
            yield text, "published", "opengraph"
    for name in _PUBLISHED_META[3:]:
        for text in structured.meta.get(name, ())[:1]:
            yield text, "published", "meta"
    for method, layout in declared:
        for element in layouts.find(document, layout.published)[:1]:
            yield layouts.date_text(element), "published", method
    for node in structured.nodes:
        yield text_of(node.get("datePublished")), "published", "json-ld"
        yield text_of(node.get("uploadDate")), "published", "json-ld"
    for element in _dated_elements(document):
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}"
        if not _MODIFIED_NAMES.search(names):
            yield layouts.date_text(element), "published", "html"
    yield text_of(article.get("dateModified")), "modified", "json-ld"
    for name in _MODIFIED_META:
        for text in structured.meta.get(name, ())[:1]:
            yield text, "modified", "opengraph" if ":" in name else "meta"
    for method, layout in declared:
        for element in layouts.find(document, layout.modified)[:1]:
            yield layouts.date_text(element), "modified", method


def _dated_elements(document: Document) -> Iterator[etree._Element]:
    """Yield the elements that print a date: microdata and <time> first, then those named for it."""
    times = list(document.root.iter("time", "abbr", "relative-time"))[:40]
    yield from (time for time in times if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None)
    yield from (time for time in times if _PUBLISHED_NAMES.search(time.get("class") or ""))
    yield from (time for time in times if time.get("datetime"))
    seen = 0
    for element in document.root.iter(
        "span", "p", "div", "li", "small", "em", "i", "b", "strong", "td", "h4", "h5", "h6"
    ):
        names = element.get("class") or element.get("id") or element.get("itemprop")
        if names and _DATE_NAMES.search(names):
            text = layouts.date_text(element) if len(element) < 12 else ""
            if text and len(text) <= _LONGEST_DATE and _YEAR.search(text):
                yield element
                seen += 1
                if seen >= 5:
                    return
