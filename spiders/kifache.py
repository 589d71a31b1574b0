"""Kifache (كيفاش), in Arabic. WordPress."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider
from spiders.families import NUMBER, SINGLE_CONTENT


class Kifache(NewsSpider):
    """Facts seen in public code, 2019 to September 2026; not checked against the live site."""

    name = "kifache"
    site = Site(
        title="Kifache",
        title_ar="كيفاش",
        languages=("ar",),
        home="https://kifache.com/",
        sources=(Feed("/feed/"),),
        article_url=NUMBER,
        layouts=(SINGLE_CONTENT,),
        seen="2019-2026",
        verified="feed fetched by others",
    )
