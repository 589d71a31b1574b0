"""Al Massae (المساء), in Arabic. WordPress with the Jannah theme, which is known as a theme."""

from crawler.site import Site
from crawler.spider import NewsSpider
from spiders.families import WORDPRESS


class Almassaa(NewsSpider):
    """Facts seen in public code, 2023; not checked against the live site. Sources are WordPress' usual ones.

    The newspaper's other address, almassae.press.ma, is dead.
    """

    name = "almassaa"
    site = Site(
        title="Al Massae",
        title_ar="المساء",
        languages=("ar",),
        home="https://almassaa.com/",
        sources=WORDPRESS,
        seen="2023",
        verified="public code",
    )
