"""Pages that come in place of the one asked for: challenges, captchas, cookie walls, blocks. A response in, a kind out.

Told by headers, by what stands in scripts and attributes, by titles and by sentences; the last only on a page with few
words that does not declare an article, so that news about captchas stays news. What is looked for is data,
`crawler/text/refusals.tsv`.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Literal, cast, get_args

from crawler.extraction.document import Document, document_of
from crawler.extraction.tree import Node, texts
from crawler.refusals import Refusal
from crawler.text.arabic import fold

if TYPE_CHECKING:
    from scrapy.http import Response  # who reads pages starts without Scrapy

Place = Literal["title", "text", "markup", "location"]

MAX_BYTES = 128 * 1024
"""Bytes of the largest such page; cookie walls bring their list of partners along. Most have under 20 KB."""

MAX_WORDS = 100
"""Words of such a page that answers 200; those of Cloudflare have 60, firewalls' a few more."""

MAX_SHELL_WORDS = 40
"""Words of a page that shows nothing without JavaScript; others ask for it too, for their comments or a video."""

MAX_ERROR_WORDS = 400
"""Words of the page of an error that are searched: it is no article whatever it says."""

_TELLING_HEADERS: dict[tuple[bytes, bytes], Refusal] = {
    (b"cf-mitigated", b"challenge"): "challenge",  # Cloudflare documents it
    (b"x-amzn-waf-action", b"challenge"): "challenge",  # so does AWS
    (b"x-amzn-waf-action", b"captcha"): "captcha",
    (b"x-datadome", b"protected"): "captcha",
    (b"x-sucuri-block", b""): "blocked",
}
_ARTICLE = re.compile(rb'og:type["\']?\s+content=["\']?article|"@type"\s*:\s*\[?\s*"\w*Article"')
_BEFORE_SITE = re.compile(r"\s[|–—-]\s|\s*\|\s*")
_UNSEEN = frozenset({"script", "style", "template", "head", "title"})
_CARRIERS = "script, iframe, form, div, input, meta"


def refusal_of(response: Response) -> Refusal | None:
    """Return what came in place of the page asked for, or None where it is the page, or an error that says no more
    than its status.
    """
    return refusal_of_answer(response) or refusal_in(document_of(response), response.status)


def refusal_of_answer(response: Response) -> Refusal | None:
    """Return what status and headers say that came in place of the page, the page not looked at."""
    if found := _by_headers(response):
        return found
    if response.status == 451:
        return "region"
    if 300 <= response.status < 400:
        return _within((response.headers.get("Location") or b"").decode("latin-1"), "location")
    return None


def refusal_in(document: Document, status: int = 200) -> Refusal | None:
    """Return what a page, the answer of a status, says that it came in place of."""
    if 300 <= status < 400 or not document.raw or len(document.raw) > MAX_BYTES or not _is_page(document):
        return None
    if status < 400 and _declares_article(document.raw):
        return None
    found = _by_page(document, MAX_WORDS if status < 400 else MAX_ERROR_WORDS)
    return None if status == 429 and found == "pace" else found


def _declares_article(body: bytes) -> bool:
    # The searches for one text take a twentieth of that by pattern, which most pages are spared.
    if b"article:published_time" in body:
        return True
    return (b"og:type" in body or b'"@type"' in body) and _ARTICLE.search(body) is not None


def _by_page(document: Document, most_words: int) -> Refusal | None:
    """Return what a page says, if it has no more words than that."""
    words = list(islice(_words(document.root), MAX_ERROR_WORDS + 1))
    if len(words) > MAX_ERROR_WORDS:
        return None
    if found := _within(_code(document.root), "markup"):
        return found
    if len(words) > most_words:
        return None
    said = _within(fold(" ".join(words)), "text")
    if said == "javascript" and len(words) > MAX_SHELL_WORDS:
        said = None
    return said or _by_title(document)


def _by_headers(response: Response) -> Refusal | None:
    for (name, value), kind in _TELLING_HEADERS.items():
        given = response.headers.get(name)
        # DataDome and Sucuri sign the pages that they let through as well.
        if given is not None and given.lower().startswith(value) and (kind != "captcha" or response.status >= 400):
            return kind
    return None


def _is_page(document: Document) -> bool:
    declared = (document.content_type or "").lower()
    return "html" in declared or not declared


def _within(text: str, place: Place) -> Refusal | None:
    return next((kind for phrase, kind in _phrases()[place] if phrase in text), None)


def _by_title(document: Document) -> Refusal | None:
    """Return what a title, or a first heading, that is nothing but a phrase says."""
    titles = dict(_phrases()["title"])
    for tag in ("title", "h1", "h2"):
        for element in islice(document.tagged(tag), 1):
            text = element.text()[:300]
            for part in (text, _BEFORE_SITE.split(text.strip())[0]):
                if kind := titles.get(fold(part)):
                    return kind
    return None


def _words(root: Node) -> Iterator[str]:
    """Yield the words that a reader without JavaScript sees."""
    for text in texts(root, _UNSEEN):
        yield from text.split()


def _code(root: Node) -> str:
    """Return scripts and what could name them, as one text."""
    found: list[str] = []
    for element in root.css(_CARRIERS):
        stated = element.attributes
        found += (stated.get(name) or "" for name in ("src", "action", "id", "class", "name", "content"))
        if element.tag == "script":
            found.append(element.text())
    return "\n".join(found)


@cache
def _phrases() -> dict[Place, list[tuple[str, Refusal]]]:
    """Read the table, once: titles and sentences folded, the longest first."""
    table: defaultdict[Place, list[tuple[str, Refusal]]] = defaultdict(list)
    rows = files("crawler.text").joinpath("refusals.tsv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(rows, delimiter="\t"):
        place, kind = cast("Place", row["place"]), cast("Refusal", row["kind"])
        assert place in get_args(Place) and kind in get_args(Refusal), row
        table[place].append((fold(row["phrase"]) if place in ("title", "text") else row["phrase"], kind))
    for phrases in table.values():
        phrases.sort(key=lambda phrase: len(phrase[0]), reverse=True)
    return dict(table)
