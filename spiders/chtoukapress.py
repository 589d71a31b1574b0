"""Chtouka Press (اشتوكة بريس), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class ChtoukaPress(NewsSpider):
    """The feed listed in public code, 2026; not checked against the live site. The shape of addresses decides."""

    name = "chtoukapress"
    site = Site(
        title="Chtouka Press",
        title_ar="اشتوكة بريس",
        languages=("ar",),
        home="https://www.chtoukapress.com/",
        sources=(Feed("/feed/"),),
        seen="2026",
        verified="listed only",
    )
