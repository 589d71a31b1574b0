"""Madar21 (مدار 21), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Madar21(NewsSpider):
    """The feed listed in public code, 2026; not checked against the live site. The shape of addresses decides."""

    name = "madar21"
    site = Site(
        title="Madar21",
        title_ar="مدار 21",
        languages=("ar",),
        home="https://madar21.com/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="listed only",
    )
