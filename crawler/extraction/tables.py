"""Lists and tables as a whole: lists of nothing but links, tables of data as lines of text."""

from __future__ import annotations

from crawler.extraction.tree import Node, children


def link_list(element: Node) -> int:
    """Return the characters of a list of nothing but links, 0 for any other list."""
    linked = sum(len(link.text(strip=True)) for link in element.css("a"))
    return linked if linked and linked >= _LINKED_LIST * len(element.text(strip=True)) else 0


_LINKED_LIST = 0.8  # the share of characters in links


def data_table(table: Node) -> str | None:
    """Return a table's rows as lines of text, or None where the table only arranges the page."""
    if len(table.css("table, form")) > 1:  # itself is the first
        return None
    rows: list[str] = []
    cells = 0
    for row in table.css("tr"):
        texts = []
        for cell in children(row):
            if cell.tag not in _CELLS:
                continue
            text = " ".join(cell.text().split())
            if len(text) > _LONGEST_CELL:
                return None
            texts.append(text)
        cells += len(texts)
        line = " | ".join(filter(None, texts))
        if line:
            rows.append(line)
    return "\n".join(rows) if len(rows) >= 2 and cells >= 2 * len(rows) else None


_CELLS = ("td", "th")
_LONGEST_CELL = 400  # characters; a cell with more holds prose
