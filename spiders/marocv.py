"""MarocV, in French."""

from crawler.site import Site
from crawler.spider import NewsSpider


class MarocV(NewsSpider):
    """Facts seen on pages, 2025; not checked against the live site. No source is known."""

    name = "marocv"
    site = Site(
        title="MarocV",
        languages=("fr",),
        home="https://marocv.com/",
        article_url=r"^https?://[^/]+/[a-z0-9-]+-\d+\.html$",
        seen="2025",
        verified="pages seen",
    )
