"""The changes of an article set for the terminal: before and after side by side, each read from its own side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from crawler.changes import Change
from crawler.database.revisions import History
from crawler.diff import Piece, Row
from crawler.terminal import isolated, reads_from_right, shown, shown_url

MAX_WIDTH = 160
"""Columns of two sides; longer lines are hard to read."""

LEAST_COLUMN = 20
GAP = " │ "
STYLES = {"before": "red strike", "after": "bold green"}
MARKS = {"before": ("[-", "-]"), "after": ("{+", "+}")}
"""What stands about changed words where there are no colours: the marks of wdiff."""

_FRAGMENT = re.compile(r"\s+|\S+")


def print_changes(console: Console, history: History, changes: Iterable[Change]) -> None:
    """Print each change: when it was seen, then every field that has text, unchanged paragraphs only counted."""
    _print(console, Text(shown_url(history.url), style="bold"))
    if history.gone_at:
        _print(console, Text(f"gone since {history.gone_at}", style="yellow"))
    for change in changes:
        before, after = change.before, change.after
        column = _column(console)
        heads = [f"{each.number}: {_minute(each.seen_from)} to {_minute(each.seen_to)}" for each in (before, after)]
        _print(console, Text(f"\n{heads[0][:column]:<{column}}{GAP}{heads[1][:column]}", style="bold"))
        for name, rows in change.fields:
            _print(console, Text(name, style="dim"))
            for line in _field(console, rows):
                _print(console, line)


def _minute(text: str) -> str:
    return text[:16].replace("T", " ")


def _field(console: Console, rows: tuple[Row, ...]) -> Iterator[Text]:
    same = 0
    for row in rows:
        if row.kind == "same" and len(rows) > 1:
            same += 1
            continue
        if same:
            yield _counted(same)
            same = 0
        yield from _side_by_side(console, row)
    if same:
        yield _counted(same)


def _counted(same: int) -> Text:
    return Text(f"  {same} paragraph{'s' if same > 1 else ''} unchanged", style="dim")


def _side_by_side(console: Console, row: Row) -> Iterator[Text]:
    column = _column(console)
    coloured = console.color_system is not None
    left, right = (
        lines_of(pieces, column, STYLES[side] if coloured else "", ("", "") if coloured else MARKS[side])
        for side, pieces in (("before", row.before), ("after", row.after))
    )
    for number in range(max(len(left), len(right))):
        line = left[number] if number < len(left) else Text(" " * column)
        line.append(GAP, style="dim")
        yield line.append_text(right[number]) if number < len(right) else line
    yield Text()


def lines_of(pieces: Iterable[Piece], width: int, style: str, marks: tuple[str, str]) -> list[Text]:
    """Return text in lines of exactly `width` columns, each isolated and, where it reads from the right, set there.

    Changed runs have the style and stand between the marks.
    """
    words = list(_words(pieces, style, marks))
    from_right = reads_from_right(" ".join(word.plain for word in words))
    lines: list[Text] = []
    line = Text()
    for word in words:
        parts = chop_cells(word.plain, width)
        for part in word.divide(list(accumulate(map(len, parts[:-1])))):
            if line and cell_len(line.plain) + 1 + cell_len(part.plain) > width:
                lines.append(line)
                line = Text()
            if line:
                line.append(" ")
            line.append_text(part)
    if line:
        lines.append(line)
    return [_set(line, width, from_right=from_right) for line in lines]


def _words(pieces: Iterable[Piece], style: str, marks: tuple[str, str]) -> Iterator[Text]:
    """Yield words as they are set; one can be changed in part."""
    word = Text()
    for piece in pieces:
        fragments = _FRAGMENT.findall(piece.text)
        last = max((number for number, each in enumerate(fragments) if not each.isspace()), default=-1)
        opened = False
        for number, fragment in enumerate(fragments):
            if fragment.isspace():
                if word:
                    yield word
                word = Text()
                continue
            text = shown(fragment)
            if piece.changed:
                text = f"{'' if opened else marks[0]}{text}{marks[1] if number == last else ''}"
                opened = True
            word.append(text, style if piece.changed else "")
    if word:
        yield word


def _set(line: Text, width: int, *, from_right: bool) -> Text:
    space = " " * max(0, width - cell_len(line.plain))
    opening, closing = isolated("|", from_right=from_right).split("|")
    framed = Text(space if from_right else "").append(opening).append_text(line).append(closing)
    return framed if from_right else framed.append(space)


def _column(console: Console) -> int:
    return max(LEAST_COLUMN, (min(console.width, MAX_WIDTH) - len(GAP)) // 2)


def _print(console: Console, text: Text) -> None:
    """Print lines that are wrapped already, as they are."""
    console.print(text, soft_wrap=True)
