"""Alaoual (الأول), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Alaoual(NewsSpider):
    """The feed answered others from Paris, 2026; not checked against the live site. The shape of addresses decides."""

    name = "alaoual"
    site = Site(
        title="Alaoual",
        title_ar="الأول",
        languages=("ar",),
        home="https://alaoual.com/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="feed fetched by others",
    )
