"""The path of an article, one purpose a file; the order stands in `crawler.settings.ITEM_PIPELINES`."""
