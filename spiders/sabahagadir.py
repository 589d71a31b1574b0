"""Sabah Agadir (صباح أكادير), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class SabahAgadir(NewsSpider):
    """The feed listed in public code, 2026; not checked against the live site. The shape of addresses decides."""

    name = "sabahagadir"
    site = Site(
        title="Sabah Agadir",
        title_ar="صباح أكادير",
        languages=("ar",),
        home="https://sabahagadir.ma/",
        sources=(Feed("/feed/"),),
        seen="2026",
        verified="listed only",
    )
