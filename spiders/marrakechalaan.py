"""Marrakech Alaan (مراكش الآن), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class MarrakechAlaan(NewsSpider):
    """The feed listed in public code, 2026; not checked against the live site. The shape of addresses decides."""

    name = "marrakechalaan"
    site = Site(
        title="Marrakech Alaan",
        title_ar="مراكش الآن",
        languages=("ar",),
        home="https://marrakechalaan.com/",
        sources=(Feed("/feed/"),),
        seen="2026",
        verified="listed only",
    )
