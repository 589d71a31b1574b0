"""The names nearest to one that is not known, for messages about what was typed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def nearest(name: str, known: Sequence[str], lists: str = "scrapy list") -> str:
    """Return a hint at the known names nearest to one that is not known; `lists` is the command that shows them all."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    return f"nearest: {', '.join(near)}" if near else f"`{lists}` shows them all"
