"""A page's bytes in, an article's fields out. Pure functions of (bytes, url, site): no network, clock or disk."""

from crawler.extraction.blocks import blocks_from_html
from crawler.extraction.document import Document
from crawler.extraction.links import article_links
from crawler.extraction.page import extract_page

__all__ = ["Document", "article_links", "blocks_from_html", "extract_page"]
