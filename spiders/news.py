"""Any news site, by its address: `scrapy crawl news -a url=https://any.site`."""

from __future__ import annotations

from crawler.clean_logs import without_secrets
from crawler.site import Site, Source
from crawler.spider import NewsSpider
from crawler.urls import clean_url, host_of


class News(NewsSpider):
    """Crawls the site at `url` with no knowledge of it: sources are found on its front page and in robots.txt."""

    name = "news"
    assumed_sources: tuple[Source, ...] = ()

    def __init__(self, url: str | None = None, **arguments: str) -> None:
        """Take the address of the site's front page; raises `ValueError` when it is none."""
        home = clean_url(url) if url else None
        if home is None:
            got = without_secrets(repr(url))
            raise ValueError(f"{self.name} needs the address of a site: -a url=https://its.address (got {got})")
        self.site = Site(title=host_of(home), home=home, sources=self.assumed_sources)
        super().__init__(**arguments)

    @classmethod
    def takes(cls) -> tuple[str, ...]:
        """Return the names of the arguments the spider takes."""
        return ("url", *super().takes())

    @property
    def site_name(self) -> str:
        """The host names the site."""
        return host_of(self.site.home)
