"""Bayane Al Yaoume (بيان اليوم), in Arabic. WordPress."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class BayaneAlYaoume(NewsSpider):
    """Facts seen on pages since 2018; not checked against the live site.

    That the feed exists is only listed. The shape of addresses decides.
    """

    name = "bayanealyaoume"
    site = Site(
        title="Bayane Al Yaoume",
        title_ar="بيان اليوم",
        languages=("ar",),
        home="https://bayanealyaoume.press.ma/",
        sources=(Feed("/feed"),),
        seen="2018-2026",
        verified="pages seen",
    )
