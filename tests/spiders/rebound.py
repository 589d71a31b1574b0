"""A site whose name leads to this very machine: what DNS says of it is put where Scrapy keeps answers of DNS."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.resolver import dnscache

from spiders.news import News


class Rebound(News):
    """Takes an address whose host may be any name."""

    name = "rebound"

    def __init__(self, url: str | None = None, **arguments: str) -> None:
        super().__init__(url, **arguments)
        dnscache[str(urlsplit(self.site.home).hostname)] = "127.0.0.1"
