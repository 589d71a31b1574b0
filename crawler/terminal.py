"""Text of pages on a terminal: nothing in it is obeyed, and right-to-left text is read from the right."""

from __future__ import annotations

import os
import re
import unicodedata
from urllib.parse import unquote

from rich.cells import cell_len, chop_cells
from rich.console import Console

_UNSHOWN = re.compile(
    # controls and lone surrogates; marks that set the direction of text, and other characters nobody sees but
    # the joiners, which shape letters; tags, which hide text
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_ENCODED = re.compile("(?:%[89a-f][0-9a-f])+", re.IGNORECASE)  # beyond ASCII
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END = "\u2066", "\u2067", "\u2069"  # isolates of Unicode's UAX 9

DIRECTION_SAMPLE = 300
"""Characters of a text that tell its direction."""

PIPE_COLUMNS = 120
"""Width of what is printed into a file or a pipe, where nothing says how wide it may be."""


def new_console(*, stderr: bool = False, markup: bool = False) -> Console:
    """Return where a command prints, as wide as the terminal. `markup`: what is printed has Rich's own, as `[bold]`."""
    found = Console(stderr=stderr, highlight=False, emoji=False, markup=markup)
    if not found.is_terminal and "COLUMNS" not in os.environ:
        found.width = PIPE_COLUMNS
    return found


def shown(text: str) -> str:
    """Return text on one line without anything a terminal would obey: escapes, controls, marks of direction."""
    return _UNSHOWN.sub("", " ".join(text.split()))


def printable(text: str) -> str:
    """Return text of several lines without anything a terminal would obey; tabs become spaces."""
    return "\n".join(_UNSHOWN.sub("", line.replace("\t", "    ")) for line in text.split("\n"))


def shown_url(url: str) -> str:
    """Return a URL with its percent-encoded letters as letters, on one line, isolated."""
    return isolated(shown(_ENCODED.sub(_letters, url)), from_right=False)


def _letters(encoded: re.Match[str]) -> str:
    try:
        return unquote(encoded[0], errors="strict")
    except UnicodeDecodeError:
        return encoded[0]


def reads_from_right(text: str) -> bool:
    """Say whether most letters of a text's beginning are written from right to left."""
    directions = [unicodedata.bidirectional(character) for character in text[:DIRECTION_SAMPLE]]
    return 2 * sum(each in ("R", "AL") for each in directions) > sum(each in ("L", "R", "AL") for each in directions)


def isolated(line: str, *, from_right: bool) -> str:
    """Return a line that keeps its direction to itself, whatever is printed beside it."""
    return f"{_RIGHT_TO_LEFT if from_right else _LEFT_TO_RIGHT}{line}{_END}"


def wrapped(text: str, width: int) -> list[str]:
    """Return what `shown` makes of a text in lines of at most `width` columns, each isolated."""
    text = shown(text)
    from_right = reads_from_right(text)
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        for piece in chop_cells(word, width) if cell_len(word) > width else [word]:
            length = cell_len(piece)
            if line and used + 1 + length > width:
                lines.append(line)
                line, used = "", 0
            line, used = (f"{line} {piece}", used + 1 + length) if line else (piece, length)
    return [isolated(line, from_right=from_right) for line in (*lines, line)] if line else []


def clipped(text: str, width: int) -> str:
    """Return the beginning of a text on one line of at most `width` columns, isolated."""
    lines = wrapped(text[: 4 * width], width - 1)
    if not lines:
        return ""
    return lines[0] if len(lines) == 1 and len(text) <= 4 * width else lines[0][:-1] + "…" + _END
