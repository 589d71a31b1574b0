"""The entity diagram: a box a table, a line from each foreign key to what it refers to, as one SVG without script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import cycle

from crawler.database.description import Relation

BOX_WIDTH, ROW, HEAD = 190, 15, 24
GAP_X, GAP_Y, MARGIN = 130, 28, 24
"""Pixels. Between the boxes there is room for the lines."""

COLUMNS = 4
"""Boxes side by side: as many as fit a page."""

COLOURS = ("#1b6ca8", "#b3541e", "#2e7d4f", "#7a3e9d", "#a8325a", "#5c6b1a", "#00796b", "#8d6e00")
"""A colour for each table that is referred to."""


@dataclass(frozen=True, slots=True)
class Box:
    """A table and where its box stands: `x` and `y` are the upper left corner."""

    table: Relation
    x: int
    y: int

    @property
    def height(self) -> int:
        """Height with the head."""
        return _height(self.table)

    def middle_of(self, column: str) -> int:
        """Return the height at which a column's row has its middle."""
        names = [each.name for each in self.table.columns]
        return self.y + HEAD + names.index(column) * ROW + ROW // 2


def diagram(relations: Iterable[Relation]) -> str:
    """Return the picture of the tables that refer to others or are referred to."""
    tables = [each for each in relations if each.kind == "table"]
    related = {column.refers_to for table in tables for column in table.columns if column.refers_to}
    related |= {table.name for table in tables if any(column.refers_to for column in table.columns)}
    boxes = _placed([table for table in tables if table.name in related])
    targets = [name for name in boxes if any(c.refers_to == name for box in boxes.values() for c in box.table.columns)]
    colours = dict(zip(targets, cycle(COLOURS)))
    width = 2 * MARGIN + COLUMNS * BOX_WIDTH + (COLUMNS - 1) * GAP_X
    height = max(box.y + box.height for box in boxes.values()) + MARGIN
    lines = [
        _line(box, column.name, boxes[column.refers_to], colours[column.refers_to])
        for box in boxes.values()
        for column in box.table.columns
        if column.refers_to
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="11" fill="#333">\n<title>Tables and what refers to what</title>\n'
        '<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join([*lines, *(_drawn(box, colours) for box in boxes.values())])
        + "\n</svg>\n"
    )


def _placed(tables: Iterable[Relation]) -> dict[str, Box]:
    """Put each table, the tallest first, where the boxes reach down least."""
    ends = [MARGIN] * COLUMNS
    found = {}
    for table in sorted(tables, key=lambda each: -_height(each)):
        column = ends.index(min(ends))
        found[table.name] = Box(table, MARGIN + column * (BOX_WIDTH + GAP_X), ends[column])
        ends[column] += _height(table) + GAP_Y
    return found


def _height(table: Relation) -> int:
    return HEAD + len(table.columns) * ROW + 6


def _drawn(box: Box, colours: dict[str, str]) -> str:
    colour = colours.get(box.table.name, "#555")
    rows = []
    for column in box.table.columns:
        own = f' fill="{colours[column.refers_to]}"' if column.refers_to else ""
        weight = ' font-weight="bold"' if column.key else ""
        name = escape(column.name)
        rows.append(f'<text x="{box.x + 8}" y="{box.middle_of(column.name) + 4}"{own}{weight}>{name}</text>')
        rows.append(
            f'<text x="{box.x + BOX_WIDTH - 8}" y="{box.middle_of(column.name) + 4}" text-anchor="end"'
            f' font-size="9" fill="#999">{escape(column.type.lower())}{"?" if column.nullable else ""}</text>'
        )
    return (
        f'<rect x="{box.x}" y="{box.y}" width="{BOX_WIDTH}" height="{box.height}" rx="4" fill="#fff"'
        f' stroke="{colour}"/><rect x="{box.x}" y="{box.y}" width="{BOX_WIDTH}" height="{HEAD - 4}" rx="4"'
        f' fill="{colour}"/><text x="{box.x + 8}" y="{box.y + 15}" fill="#fff" font-size="12"'
        f' font-weight="bold">{escape(box.table.name)}</text>' + "".join(rows)
    )


def _line(origin: Box, column: str, target: Box, colour: str) -> str:
    """Return a curve from a column's row to the head of a box, on the sides that face each other."""
    start_y, end_y = origin.middle_of(column), target.y + (HEAD - 4) // 2
    rightward = origin.x < target.x
    start_x = origin.x + BOX_WIDTH if rightward else origin.x
    end_x = target.x + BOX_WIDTH if origin.x > target.x else target.x
    bend = GAP_X // 2
    start_bend = start_x + bend if rightward else start_x - bend
    end_bend = end_x + bend if origin.x > target.x else end_x - bend
    return (
        f'<path d="M{start_x} {start_y} C{start_bend} {start_y} {end_bend} {end_y} {end_x} {end_y}" fill="none"'
        f' stroke="{colour}" stroke-opacity="0.7"/><circle cx="{end_x}" cy="{end_y}" r="3" fill="{colour}"/>'
    )
