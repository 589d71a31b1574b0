"""Page templates: `{{slots}}` in HTML files, compiled once, filled by joining bytes. Nothing here knows a theme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "templates"

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_INCLUDE = re.compile(r"\{\{>([\w.]+)\}\}")
_RULE = ".u%04d{margin:%dpx;padding:%dpx;color:#%06x;line-height:1.%02d}"

# What a theme's inline styles look like to a parser: many short rules. Long enough for a page of half a megabyte.
_STYLES = [_RULE % (n, n % 9 + 1, n % 7 + 1, n * 7919 % 0xFFFFFF, n % 90 + 10) for n in range(9_999)]
_STYLE_LENGTH = len(_STYLES[0])
_STYLE_SHEET = "".join(style[:_STYLE_LENGTH].ljust(_STYLE_LENGTH) for style in _STYLES).encode()


def load(name: str) -> str:
    """Return the source of templates/<name>.html with its includes in place."""
    source = (FOLDER / f"{name}.html").read_text("utf-8").rstrip("\n")
    return _INCLUDE.sub(lambda match: load(match[1]), source)


def bind(source: str, values: Mapping[str, str]) -> str:
    """Fill those slots whose values are known already, and leave the others."""
    return _SLOT.sub(lambda match: values.get(match[1], match[0]), source)


class Template:
    """A compiled page. `size` pads every page to that many bytes, in its slot `filler`."""

    def __init__(self, source: str, size: int = 0) -> None:
        pieces = _SLOT.split(source)
        self._size = size
        self._parts = [piece.encode() if index % 2 == 0 else b"" for index, piece in enumerate(pieces)]
        self._slots = [(index, pieces[index]) for index in range(1, len(pieces), 2)]
        self._filler = next((index for index, name in self._slots if name == "filler"), None)
        self._length = sum(map(len, self._parts))

    def render(self, values: Mapping[str, str]) -> bytes:
        """Return the page; every slot but `filler` must have its value, escaped already."""
        parts = self._parts.copy()
        length = self._length
        for index, name in self._slots:
            if name != "filler":
                parts[index] = part = values[name].encode()
                length += len(part)
        if self._filler is not None and length < self._size:
            rules = (self._size - length) // _STYLE_LENGTH
            parts[self._filler] = _STYLE_SHEET[: rules * _STYLE_LENGTH]
        return b"".join(parts)
