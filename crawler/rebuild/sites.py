"""Which spider reads a capture: the one whose site has its host, else the spider for any site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from crawler.site import Site
from crawler.spider import NewsSpider
from crawler.urls import clean_url, host_of

ANY_SITE = "news"
"""The spider that reads a site nothing is declared of, by its address."""

SAVED_FILES = "https://saved-files/"
"""Stands for the site of files that name no address and no site: pages saved without one, dumps of text."""

MAX_SPIDERS = 256
"""Spiders kept ready; an archive of the whole web has more hosts than memory should hold."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How to make a spider: its name, and for the spider of any site the address of this one."""

    spider: str
    home: str | None = None


class Sites:
    """The sites of the project, by host. `only` names the spider whose site alone is read."""

    def __init__(self, settings: BaseSettings, only: str | None = None) -> None:
        """Raises `KeyError` where there is no such spider, `ValueError` where it declares no site."""
        self._settings = settings
        self._loader = get_spider_loader(settings)
        self._only = Reader(only) if only else None
        self._by_host: dict[str, list[tuple[str, str]]] = {}
        for name in self._loader.list() if only is None else [only]:
            site = getattr(self._loader.load(name), "site", None)
            if isinstance(site, Site):
                for host in site.hosts:
                    self._by_host.setdefault(_bare(host), []).append((site.home, name))
            elif only:
                raise ValueError(f"spider {only!r} declares no site")
        self.spider = lru_cache(MAX_SPIDERS)(self._spider)

    def reader_of(self, url: str) -> Reader | None:
        """Return which spider reads an address; None where it is none of the sites asked for.

        Of editions on one host it is the one whose front page the address lies under.
        """
        if not url.startswith("http"):
            return self._only or Reader(ANY_SITE, SAVED_FILES)
        known = self._by_host.get(_bare(host_of(url)))
        if known:
            path = urlsplit(url).path
            under = [pair for pair in known if path.startswith(urlsplit(pair[0]).path)]
            return Reader(max(under or known[:1], key=lambda pair: len(pair[0]))[1])
        if self._only:
            return None
        parts = urlsplit(url)
        home = clean_url(f"{parts.scheme}://{parts.netloc}/")
        return Reader(ANY_SITE, home) if home else None

    def _spider(self, reader: Reader) -> NewsSpider:
        arguments = {"mode": "backfill"} | ({"url": reader.home} if reader.home else {})
        spider = self._loader.load(reader.spider)(**arguments)
        if not isinstance(spider, NewsSpider):
            raise TypeError(f"spider {reader.spider!r} is no NewsSpider")
        spider.settings = self._settings
        return spider


def _bare(host: str) -> str:
    return host.removeprefix("www.")
