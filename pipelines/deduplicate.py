"""Deduplicate: what an article says twice is kept once, and the article is named by the URL it should have."""

from __future__ import annotations

import re

from crawler.items import Article, Block, Link, content_hash_of
from crawler.urls import clean_url, url_key

REPEATED_WORDS = 8
"""A paragraph of at least this many words standing twice is a slip of the page; a refrain is shorter."""

_NUMBER = re.compile(r"\d{4,}")


class DeduplicatePipeline:
    """Drops repeated paragraphs and links, chooses the article's URL, fingerprints its content.

    Whether the article is known already is decided where it is stored, in the transaction that stores it.
    """

    def process_item(self, item: Article) -> Article:
        """Return the article with `url`, `links`, `blocks`, `body` and `content_hash` settled."""
        item.blocks = _once(item.blocks)
        item.body = "\n\n".join(block.text for block in item.blocks)
        item.url = canonical(item)
        item.links = _distinct(item.links, url_key(item.url))
        item.content_hash = content_hash_of(item.title, item.body)
        return item


def canonical(article: Article) -> str:
    """Return the URL that names the article: its canonical link where that can be believed, else its own.

    Sites exist that name their front page, or one and the same article, on every page. So the link must lie on
    the site, be an article's, and not carry another article's number.
    """
    own = clean_url(article.url) or article.url
    named = clean_url(article.canonical_url) if article.canonical_url else None
    if named is None or article.site is None or not article.site.is_article(named):
        return own
    numbers = set(_NUMBER.findall(own)), set(_NUMBER.findall(named))
    if all(numbers) and not numbers[0] & numbers[1]:
        article.problems.append(f"canonical link not believed: {named}")
        return own
    return named


def _once(blocks: list[Block]) -> list[Block]:
    seen: set[str] = set()
    kept = []
    for block in blocks:
        if block.text not in seen or len(block.text.split()) < REPEATED_WORDS:
            kept.append(block)
        seen.add(block.text)
    return kept


def _distinct(links: list[Link], own: bytes) -> list[Link]:
    """Keep the first link of each kind to each page, none to the article itself, positions counted anew."""
    first: dict[tuple[str, bytes], tuple[str, Link]] = {}
    for link in links:
        url = clean_url(link.url)
        if url is not None and (key := url_key(url)) != own:
            first.setdefault((link.kind, key), (url, link))
    return [
        link if (link.url, link.position) == (url, number) else Link(url, link.kind, link.text, number)
        for number, (url, link) in enumerate(first.values())
    ]
