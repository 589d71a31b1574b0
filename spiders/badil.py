"""Badil (بديل), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Badil(NewsSpider):
    """The feed answered others from Paris, 2026; not checked against the live site. The shape of addresses decides."""

    name = "badil"
    site = Site(
        title="Badil",
        title_ar="بديل",
        languages=("ar",),
        home="https://badil.info/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="feed fetched by others",
    )
