"""Telexpresse (تليكسبريس), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider
from spiders.families import PERMALINK


class Telexpresse(NewsSpider):
    """Facts seen in public code, 2019; not checked against the live site. That the feed exists is only listed."""

    name = "telexpresse"
    site = Site(
        title="Telexpresse",
        title_ar="تليكسبريس",
        languages=("ar",),
        home="https://telexpresse.com/",
        sources=(Feed("/feed"),),
        article_url=PERMALINK,
        seen="2019",
        verified="public code",
    )
