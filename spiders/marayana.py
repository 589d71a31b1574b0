"""Marayana (مرايانا), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Marayana(NewsSpider):
    """The feed answered others from Paris, 2026; not checked against the live site. The shape of addresses decides."""

    name = "marayana"
    site = Site(
        title="Marayana",
        title_ar="مرايانا",
        languages=("ar",),
        home="https://www.marayana.com/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="feed fetched by others",
    )
