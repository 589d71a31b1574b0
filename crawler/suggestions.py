"""The names nearest to one that is not known, for messages about what was typed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def nearest(name: str, known: Sequence[str], all_of_them: str = "`scrapy list` shows them all") -> str:
    """Return a hint at the known names nearest to one that is not known, or where `all_of_them` are."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    return f"nearest: {', '.join(near)}" if near else all_of_them
