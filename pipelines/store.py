"""Store: the article joins its visit, which is written whole: article, links, pages found and "done" together."""

from __future__ import annotations

from crawler.items import Article


class StorePipeline:
    """Hands the article to its visit; the frontier commits the visit in one transaction."""

    def process_item(self, item: Article) -> Article:
        """Return the article, now part of its visit."""
        if item.visit is not None:
            item.visit.articles.append(item)
        return item
