"""What a search found, set for the terminal or written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from crawler.change_text import lines_of
from crawler.diff import Piece as Run
from crawler.search import Answer, Found, Piece
from crawler.terminal import shown, shown_url

MAX_WIDTH = 100
"""Columns of text; longer lines are hard to read."""

STYLE = "bold green"
MARKS = ("[", "]")
"""What stands about the words found where there are no colours."""


def print_answer(console: Console, answer: Answer) -> None:
    """Print the articles found, each with headline, where and when, the part of its text that answers, and its URL."""
    for found in answer.found:
        for line in (*_lines(console, found.headline), Text(_about(found), "dim"), *_lines(console, found.snippet)):
            console.print(line, soft_wrap=True)
        console.print(Text(f"{shown_url(found.url)}\n", "dim"), soft_wrap=True)
    number = f"{answer.total}{'' if answer.complete else ' and more'}"
    console.print(f"{number} article{'' if number == '1' else 's'} found, {len(answer.found)} shown")


def as_json(query: str, answer: Answer) -> str:
    """Return what was found as one JSON object; headline and snippet are lists of [text, whether it was asked for]."""
    return json.dumps(
        {
            "query": query,
            "total": answer.total,
            "complete": answer.complete,
            "articles": [
                {
                    "id": found.article_id,
                    "url": found.url,
                    "site": found.site,
                    "language": found.language,
                    "section": found.section,
                    "published_at": found.published_at,
                    "title": found.title,
                    "headline": _pairs(found.headline),
                    "snippet": _pairs(found.snippet),
                }
                for found in answer.found
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _about(found: Found) -> str:
    day = found.published_at[:10] if found.published_at else "no date"
    known = (str(found.article_id), found.site, day, found.language, found.section and shown(found.section))
    return " · ".join(each for each in known if each)


def _lines(console: Console, pieces: Iterable[Piece]) -> list[Text]:
    coloured = console.color_system is not None
    runs = [Run(piece.text, piece.marked) for piece in pieces]
    return lines_of(runs, min(console.width, MAX_WIDTH), STYLE if coloured else "", ("", "") if coloured else MARKS)


def _pairs(pieces: Iterable[Piece]) -> list[tuple[str, bool]]:
    return [(piece.text, piece.marked) for piece in pieces]
