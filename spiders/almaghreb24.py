"""Almaghreb24 (المغرب 24), in Arabic. WordPress with a theme of TieLabs."""

from crawler.site import Layout, Site
from crawler.spider import NewsSpider
from spiders.families import WORDPRESS


class Almaghreb24(NewsSpider):
    """Facts seen in public code, 2019; not checked against the live site. Sources are WordPress' usual ones.

    Articles are headlines at the root, without a number: their shape decides.
    """

    name = "almaghreb24"
    site = Site(
        title="Almaghreb24",
        title_ar="المغرب 24",
        languages=("ar",),
        home="https://almaghreb24.com/",
        sources=WORDPRESS,
        layouts=(Layout(seen="2019", title=".main-content article header h1", body=".entry-content.clearfix"),),
        seen="2019",
        verified="public code",
    )
