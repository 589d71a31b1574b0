"""Ahdath.info (الأحداث المغربية), in Arabic. WordPress."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider
from spiders.families import NUMBER, SINGLE_CONTENT


class Ahdath(NewsSpider):
    """Facts seen in public code, 2019 to September 2026; not checked against the live site."""

    name = "ahdath"
    site = Site(
        title="Ahdath.info",
        title_ar="الأحداث المغربية",
        languages=("ar",),
        home="https://ahdath.info/",
        sources=(Feed("/feed"),),
        article_url=NUMBER,
        layouts=(SINGLE_CONTENT,),
        seen="2019-2026",
        verified="feed fetched by others",
    )
