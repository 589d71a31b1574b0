"""The record of one page, set for the terminal or as JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from crawler.clock import to_text
from crawler.items import Article, Moment
from crawler.offers import Offer, Offers
from crawler.terminal import clipped, reads_from_right, shown, shown_url, wrapped

LABEL_WIDTH = 12
LAYER_WIDTH = 9
MAX_WIDTH = 100
"""Columns of a line; longer ones are hard to read."""

LINKS_SHOWN = 20
"""Links listed one by one; `--json` has them all."""

# JSON escapes control characters below space only. These are obeyed by terminals too, or are no UTF-8.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def as_json(article: Article, offers: Offers) -> str:
    """Return the record on one line: the fields of `Article` and, under `offers`, what each layer had offered.

    Times are ISO 8601 in UTC; `site` is the site's title.
    """
    names = [field.name for field in fields(article) if field.name not in ("site", "visit")]
    record = {name: plain(getattr(article, name)) for name in names}
    site = article.site.title if article.site else None
    return json_line({**record, "site": site, "offers": offers})


def json_line(value: dict[str, Any]) -> str:
    """Return a value as JSON on one line, without a character that a terminal would obey."""
    return _UNSAFE.sub(lambda seen: f"\\u{ord(seen[0]):04x}", json.dumps(value, ensure_ascii=False))


def plain(value: Any) -> Any:
    """Return a value of a record as JSON has it: times as text, items as objects."""
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def print_record(console: Console, article: Article, offers: Offers) -> None:
    """Print every field with the method that gave it, the text, the links, and what each layer had offered."""
    width = _width(console)
    methods = article.methods
    _print(console, Text(shown_url(article.url), style="bold"))
    for label, value in _rows(article):
        if value:
            _row(console, label, value, methods.get(label, ""))
    for problem in article.problems:
        _row(console, "problem", problem, "", "yellow")
    _heading(console, "body", methods.get("body", ""))
    for block in article.blocks:
        lines = [line for part in block.text.split("\n") for line in wrapped(part, width)]
        mark = "" if block.kind == "paragraph" else f"[{block.kind}]"
        if mark or block.url:
            _print(console, Text(f"{mark} {shown_url(block.url) if block.url else ''}".strip(), style="dim"))
        for line in lines:
            indent = " " * (width - cell_len(line)) if reads_from_right(line) else ""
            _print(console, Text(indent + line, style="bold" if block.kind == "heading" else ""))
        _print(console, Text())
    _print_links(console, article)
    _heading(console, "offers", "what each layer finds by itself")
    print_offers(console, offers)


def print_offers(console: Console, offers: Offers) -> None:
    """Print what the layers offer for each field, side by side."""
    width = _width(console)
    for field, layers in offers.items():
        for number, (layer, offer) in enumerate(layers.items()):
            text = Text(f"{'' if number else field:<{LABEL_WIDTH}}").append(f"{layer:<{LAYER_WIDTH}}", style="dim")
            _print(console, text.append(_brief(offer, field, width - LABEL_WIDTH - LAYER_WIDTH)))


def _rows(article: Article) -> Iterable[tuple[str, str | None]]:
    yield "canonical", article.canonical_url if article.canonical_url != article.url else None
    yield "site", article.site.title if article.site else None
    yield "section", article.section
    yield "breadcrumb", " › ".join(article.breadcrumb)
    yield "title", article.title
    yield "subtitle", article.subtitle
    yield "authors", "; ".join(article.authors)
    yield "source", article.source
    yield "published", _moment(article.published)
    yield "modified", _moment(article.modified)
    yield "language", f"{article.language or 'not certain'}, {article.script or 'no one script'}"
    yield "tags", "; ".join(article.tags)
    if article.image:
        yield "image", article.image.url
        yield "caption", article.image.caption
        yield "credit", article.image.credit
    yield "media", "video or audio" if article.has_media else None
    yield "truncated", "the page has only the beginning of the text" if article.truncated else None
    yield "number", article.external_id
    yield "words", f"{article.word_count} in {len(article.blocks)} blocks"


def _moment(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    formats = {"second": "%Y-%m-%d %H:%M:%S UTC", "minute": "%Y-%m-%d %H:%M UTC", "day": "%Y-%m-%d"}
    return f"{moment.at.strftime(formats[moment.precision])}, printed as {moment.raw}"


def _print_links(console: Console, article: Article) -> None:
    counts = Counter(link.kind for link in article.links)
    _heading(console, "links", ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "none")
    for link in article.links[:LINKS_SHOWN]:
        line = Text(f"{link.kind:<{LABEL_WIDTH}}", style="dim")
        _print(console, line.append(clipped(link.text or "(no text)", _width(console) - LABEL_WIDTH), style="not dim"))
        _print(console, Text(" " * LABEL_WIDTH + shown_url(link.url)))
    if len(article.links) > LINKS_SHOWN:
        _print(console, Text(f"and {len(article.links) - LINKS_SHOWN} more: --json has all"))


def _row(console: Console, label: str, value: str, remark: str, style: str = "") -> None:
    """Print a value behind its label, wrapped, with a remark behind its first line."""
    for number, line in enumerate(wrapped(value, _width(console) - LABEL_WIDTH)):
        text = Text(f"{'' if number else label:<{LABEL_WIDTH}}", style="dim").append(line, style=f"not dim {style}")
        if remark and not number:
            text.append(f"  ({shown(remark)})", style="cyan not dim")
        _print(console, text)


def _width(console: Console) -> int:
    return min(console.width, MAX_WIDTH)


def _heading(console: Console, name: str, remark: str) -> None:
    _print(console, Text(f"\n{name}", style="bold").append(f"  ({shown(remark)})" if remark else "", "not bold cyan"))


def _brief(offer: Offer, field: str, width: int) -> str:
    if isinstance(offer, str):
        return clipped(offer, width)
    if field != "body":
        return clipped("; ".join(offer), width)
    size = f"{sum(len(text.split()) for text in offer)} words in {len(offer)} blocks: "
    return size + clipped(offer[0], width - len(size))


def _print(console: Console, text: Text) -> None:
    """Print lines that are wrapped already, as they are."""
    console.print(text, soft_wrap=True)
