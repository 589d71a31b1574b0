"""Almountakhab (المنتخب), in Arabic."""

from crawler.site import Site, Sitemap
from crawler.spider import NewsSpider


class Almountakhab(NewsSpider):
    """The sitemap seen in public code, 2025; not checked against the live site. The shape of addresses decides."""

    name = "almountakhab"
    site = Site(
        title="Almountakhab",
        title_ar="المنتخب",
        languages=("ar",),
        home="https://www.almountakhab.com/",
        sources=(Sitemap("/sitemap-rss.rss", news=True),),
        seen="2025",
        verified="public code",
    )
