"""Where a page says when it was published and changed. The texts are found here and read elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from crawler.extraction import layout as layouts
from crawler.extraction.lines import YEAR
from crawler.extraction.marks import Mark, says_changed
from crawler.extraction.structured import text_of
from crawler.extraction.surroundings import Surroundings, out_of_comments
from crawler.extraction.tree import Node, attribute, children
from crawler.extraction.view import View
from crawler.items import DateText

_Dates = Literal["published", "modified"]
_Elements = list[Node]

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
# A time of day; what is said to be published at midnight may be dated to the day only.
_CLOCK = re.compile(r"(?<![\d٠-٩:])(?!0?0:00)[\d٠-٩]{1,2}\s?[:hHس]\s?[\d٠-٩]{2}|^\d{10,13}$")
_LONGEST_DATE = 80  # characters of a printed date with its label


def date_texts(view: View, around: Surroundings) -> list[DateText]:
    """Return every statement of a date that the page makes, best method first, each text once per kind.

    What is printed without being declared is looked for only where nothing else dates the article: first what is
    `around` it, which also gives the minute to a day that is stated, then below it, then anywhere but in comments.
    """
    found = _unique(_statements(view, around))
    if not any(date.dates == "published" for date in found):
        found += _unique(_printed(view, around.among))
    if not any(date.dates == "published" and _CLOCK.search(date.text) for date in found):
        found += around.dates()
    if not any(date.dates == "published" for date in found):
        found += (
            _unique(_printed(view, around.below)) or around.dates_below() or _unique(_printed(view, out_of_comments))
        )
    return found


def _unique(statements: Iterable[tuple[str, _Dates, str]]) -> list[DateText]:
    found: dict[tuple[str, str], DateText] = {}
    for stated, dates, method in statements:
        if not stated:
            continue
        text = " ".join(stated.split())
        if text and len(text) <= _LONGEST_DATE:
            found.setdefault((text, dates), DateText(text, dates, method))
    return list(found.values())


def _statements(view: View, around: Surroundings) -> Iterator[tuple[str, _Dates, str]]:
    structured, document = view.structured, view.document
    article = structured.article
    yield text_of(article.get("datePublished")), "published", "json-ld"
    for name in _PUBLISHED_META[:3]:
        for text in structured.meta.get(name, ())[:1]:
            yield text, "published", "opengraph"
    for name in _PUBLISHED_META[3:]:
        for text in structured.meta.get(name, ())[:1]:
            yield text, "published", "meta"
    for method, layout in view.declared:
        for element in around.nearest(layouts.find(document, layout.published)):
            yield layouts.date_text(element), "published", method
    for node in structured.nodes:
        for name in ("datePublished", "uploadDate"):
            if name in node:
                yield text_of(node[name]), "published", "json-ld"
    yield text_of(article.get("dateModified")), "modified", "json-ld"
    for name in _MODIFIED_META:
        for text in structured.meta.get(name, ())[:1]:
            yield text, "modified", "opengraph" if ":" in name else "meta"
    for method, layout in view.declared:
        for element in around.nearest(layouts.find(document, layout.modified)):
            yield layouts.date_text(element), "modified", method


def _printed(view: View, chosen: Callable[[_Elements], _Elements]) -> Iterator[tuple[str, _Dates, str]]:
    """Yield what chosen elements print as a date of publication."""
    return ((layouts.date_text(element), "published", "html") for element in _dated_elements(view, chosen))


def _dated_elements(view: View, chosen: Callable[[_Elements], _Elements]) -> Iterator[Node]:
    """Yield the elements that print a date of publication: microdata and <time> first, then those named for it."""
    document = view.document
    times = [*document.tagged("time")[:_MOST_TIMES], *document.tagged("abbr")[:_MOST_TIMES]]
    times = chosen([time for time in times if not says_changed(_names(time))])
    stated = [(time, time.attributes) for time in times]
    yield from (time for time, said in stated if said.get("itemprop") == "datePublished" or "pubdate" in said)
    yield from (time for time, said in stated if _PUBLISHED_NAMES.search(said.get("class") or ""))
    yield from (time for time, said in stated if said.get("datetime"))
    left = _MOST_PRINTED
    for element in chosen(view.marked(Mark.DATE)[:_MOST_NAMED]):
        if left and len(children(element)) <= _MOST_PARTS and not says_changed(_names(element)):
            text = layouts.date_text(element)
            if len(text) <= _LONGEST_DATE and YEAR.search(text):
                left -= 1
                yield element


def _names(element: Node) -> str:
    return attribute(element, "class") or attribute(element, "itemprop")


_MOST_TIMES = 40  # elements; the article's own date comes before those of the related articles
_MOST_NAMED = 500  # elements looked at, of those whose class names a date
_MOST_PRINTED = 5
_MOST_PARTS = 12  # children; an element with more is no date
