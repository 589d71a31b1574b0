"""Lists and tables as a whole: lists of nothing but links, tables of data as lines of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from lxml import etree


def link_list(element: etree._Element) -> int:
    """Return the characters of a list of nothing but links, 0 for any other list."""
    linked = _stripped_length(_LINKED_TEXTS(element))
    if not linked:
        return 0
    total = _stripped_length(_TEXTS(element))
    return linked if linked >= _LINKED_LIST * total else 0


def _stripped_length(texts: list[str]) -> int:
    return sum(map(len, map(str.strip, texts)))


_LINKED_LIST = 0.8  # the share of characters in links
_TEXTS = cast("Callable[..., list[str]]", etree.XPath(".//text()", smart_strings=False))
_LINKED_TEXTS = cast("Callable[..., list[str]]", etree.XPath(".//a//text()", smart_strings=False))


def data_table(table: etree._Element) -> str | None:
    """Return a table's rows as lines of text, or None where the table only arranges the page."""
    if next(table.iterdescendants("table", "form"), None) is not None:
        return None
    rows: list[str] = []
    cells = 0
    for row in table.iter("tr"):
        texts = []
        for cell in row.iterchildren("td", "th"):
            text = " ".join("".join(cell.itertext("*", with_tail=True)).split())
            if len(text) > _LONGEST_CELL:
                return None
            texts.append(text)
        cells += len(texts)
        line = " | ".join(filter(None, texts))
        if line:
            rows.append(line)
    return "\n".join(rows) if len(rows) >= 2 and cells >= 2 * len(rows) else None


_LONGEST_CELL = 400  # characters; a cell with more holds prose
