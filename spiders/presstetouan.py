"""Presstetouan (بريس تطوان), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class PressTetouan(NewsSpider):
    """The feed listed in public code, 2026; not checked against the live site. The shape of addresses decides."""

    name = "presstetouan"
    site = Site(
        title="Presstetouan",
        title_ar="بريس تطوان",
        languages=("ar",),
        home="https://presstetouan.com/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="listed only",
    )
