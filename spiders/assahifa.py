"""Assahifa (الصحيفة), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Assahifa(NewsSpider):
    """The feed answered others from Paris, 2026; not checked against the live site. The shape of addresses decides."""

    name = "assahifa"
    site = Site(
        title="Assahifa",
        title_ar="الصحيفة",
        languages=("ar",),
        home="https://www.assahifa.com/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="feed fetched by others",
    )
