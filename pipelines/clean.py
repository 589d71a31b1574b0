"""Clean: drop what is printed around a story and got into its blocks, by phrase. Structure was extraction's part."""

from __future__ import annotations

from crawler.items import ArticlePage
from crawler.text.arabic import fold
from crawler.text.phrases import boilerplate_kind


class CleanPipeline:
    """Drops blocks that are boilerplate as a whole: read-also lines, share bars, forms, copyright tails.

    A sentence of the story that merely contains such a phrase stays.
    """

    def process_item(self, item: ArticlePage) -> ArticlePage:
        """Return the page with its blocks cleaned."""
        title = fold(item.title or "")
        blocks = [block for block in item.blocks if not boilerplate_kind(block.text)]
        # Some themes print the headline once more on top of the text.
        if title and blocks and fold(blocks[0].text) == title:
            blocks = blocks[1:]
        item.blocks = blocks
        item.tags = [tag for tag in item.tags if not boilerplate_kind(tag)]
        return item
