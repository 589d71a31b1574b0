"""Achkayen (آشكاين), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Achkayen(NewsSpider):
    """The feed answered others from Paris, 2026; not checked against the live site. The shape of addresses decides."""

    name = "achkayen"
    site = Site(
        title="Achkayen",
        title_ar="آشكاين",
        languages=("ar",),
        home="https://achkayen.com/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="feed fetched by others",
    )
