"""The same data for programs: CSV for spreadsheets, Atom for feed readers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from datasette.utils.asgi import Response
from lxml import etree

from crawler.terminal import shown

ATOM = "http://www.w3.org/2005/Atom"
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")  # controls are taken out as for a terminal
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed. `url` is its address and its identity; times are as the database writes them."""

    url: str
    title: str
    updated: str
    published: str | None = None
    summary: str = ""
    authors: Sequence[str] = ()
    language: str | None = None
    identity: str | None = None


def addresses(path: str, query: str = "") -> dict[str, str]:
    """Return where a page's data are found in each format."""
    return {kind: f"{path}.{kind}{query}" for kind in ("json", "csv", "atom")}


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a table as a file to be saved as NAME.csv.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, as they themselves mark text.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    disposition = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(out.getvalue(), content_type="text/csv; charset=utf-8", headers=disposition)


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_atom(address: str, title: str, entries: Sequence[Entry]) -> Response:
    """Return a feed that is found at `address`."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", max((entry.updated for entry in entries), default="1970-01-01T00:00:00Z"))
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=_plain(address))
    for entry in entries:
        node = etree.SubElement(feed, f"{{{ATOM}}}entry")
        if entry.language:
            node.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
        _add(node, "id", entry.identity or entry.url)
        _add(node, "title", entry.title)
        _add(node, "updated", entry.updated)
        if entry.published:
            _add(node, "published", entry.published)
        for author in entry.authors or ("",):
            _add(etree.SubElement(node, f"{{{ATOM}}}author"), "name", author)
        etree.SubElement(node, f"{{{ATOM}}}link", rel="alternate", href=_plain(entry.url))
        _add(node, "summary", entry.summary)
    text = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(text, content_type="application/atom+xml; charset=utf-8")


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = _plain(text)


def _plain(text: str) -> str:
    """Return a text without what XML cannot hold, nor marks that would turn what follows it around."""
    return _NO_CHARACTERS.sub("", shown(text))
