"""Clean: drop what is printed around a story and got into its blocks, by phrase. Structure was extraction's part."""

from __future__ import annotations

import re
from itertools import groupby

from crawler.items import ArticlePage, Block
from crawler.text.arabic import fold
from crawler.text.phrases import boilerplate_kind, is_button

LONGEST_OPENING = 8
"""Words of a line that only says whose text it is: "Site | Town", "Site - Name of the author"."""

FEWEST_BUTTONS = 3
"""Lines below each other that are buttons' labels, from which on they are a bar: to share, to comment, to log in."""

BEGINNING = 30
"""Characters of a paragraph that are folded to see whether it begins like the headline."""

_SEPARATOR = re.compile(r"\s+[-–—ـ]\s+|\s*[|/:]\s*")


class CleanPipeline:
    """Drops blocks that are boilerplate as a whole: read-also lines, share bars, forms, copyright tails.

    A sentence of the story that merely contains such a phrase stays.
    """

    def process_item(self, item: ArticlePage) -> ArticlePage:
        """Return the page with its blocks cleaned."""
        title = fold(item.title or "")
        blocks = _without_bars([block for block in item.blocks if not boilerplate_kind(block.text)])
        # Some themes print the headline once more on top of the text.
        if title and blocks and _folds_to(title, blocks[0].text):
            blocks = blocks[1:]
        if len(blocks) > 1 and item.site and _only_names(blocks[0].text, item.site.title, item.site.title_ar):
            blocks = blocks[1:]
        item.blocks = blocks
        item.tags = [tag for tag in item.tags if not boilerplate_kind(tag)]
        return item


def _without_bars(blocks: list[Block]) -> list[Block]:
    """Drop what is a button with as many beside it as make a bar; a sub-heading may be called like one."""
    rows = [(button, [*row]) for button, row in groupby(blocks, key=lambda block: is_button(block.text))]
    return [block for button, row in rows if not (button and len(row) >= FEWEST_BUTTONS) for block in row]


def _folds_to(folded: str, text: str) -> bool:
    """Say whether a text folds to another; of nearly all, their beginning tells that they do not."""
    return folded.startswith(fold(text[:BEGINNING])) and fold(text) == folded


def _only_names(line: str, *site_names: str | None) -> bool:
    """Say whether a line is the site's name, alone or with a town or an author behind it."""
    if len(line.split()) > LONGEST_OPENING:
        return False
    return fold(_SEPARATOR.split(line, maxsplit=1)[0]) in {fold(name) for name in site_names if name}
