"""The changes of an article as one HTML file: no script, nothing loaded, every text escaped and in its direction."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from crawler.changes import Change
from crawler.database.revisions import History, Seen
from crawler.diff import Piece, Row
from crawler.terminal import reads_from_right

_STYLE = """\
body { font: 16px/1.6 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: 0 0 3rem; }
th, td { padding: .4rem .8rem; vertical-align: top; width: 50%; overflow-wrap: anywhere; white-space: pre-line; }
th { text-align: start; border-bottom: 2px solid #888; }
td { border-bottom: 1px solid #ddd; }
tr.same td { color: #666; }
tr.title td { font-weight: bold; font-size: 1.2em; }
tr.authors td { font-style: italic; }
del { background: #ffd7d5; } ins { background: #ccf2d4; }
"""


def as_html(history: History, changes: Iterable[Change]) -> str:
    """Return the page: a table a change, a row a paragraph, what was taken out and put in marked word by word."""
    title = history.versions[-1].version.title
    gone = f"<p>Gone since {escape(history.gone_at)}.</p>\n" if history.gone_at else ""
    tables = "".join(map(change_table, changes)) or "<p>It was never seen to change.</p>\n"
    url = escape(history.url)
    return (
        f'<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f'<h1 dir="{_direction(title)}">{escape(title)}</h1>\n<p dir="ltr">{url}</p>\n{gone}{tables}</body>\n</html>\n'
    )


def change_table(change: Change) -> str:
    """Return a change as a table, everything in it escaped."""
    rows = "".join(_row(name, row) for name, rows in change.fields for row in rows)
    return f"<table>\n<tr>{_head(change.before)}{_head(change.after)}</tr>\n{rows}</table>\n"


def _head(seen: Seen) -> str:
    return f'<th scope="col">Version {seen.number}, seen {escape(seen.seen_from)} to {escape(seen.seen_to)}</th>'


def _row(name: str, row: Row) -> str:
    return f'<tr class="{name} {row.kind}">{_cell(row.before, "del")}{_cell(row.after, "ins")}</tr>\n'


def _cell(pieces: tuple[Piece, ...], mark: str) -> str:
    html = "".join(_marked(piece.text, mark) if piece.changed else escape(piece.text) for piece in pieces)
    return f'<td dir="{_direction("".join(piece.text for piece in pieces))}">{html}</td>'


def _marked(text: str, mark: str) -> str:
    """Return a changed run between tags, the white space before it outside: a marked gap looks like a change."""
    words = text.lstrip() or text
    return f"{escape(text[: len(text) - len(words)])}<{mark}>{escape(words)}</{mark}>"


def _direction(text: str) -> str:
    return "rtl" if reads_from_right(text) else "ltr"
