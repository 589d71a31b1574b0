"""Elbotola (البطولة), in Arabic."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class Elbotola(NewsSpider):
    """Facts seen in public code, 2026; not checked against the live site.

    The feed did not answer others. The shape of addresses decides.
    """

    name = "elbotola"
    site = Site(
        title="Elbotola",
        title_ar="البطولة",
        languages=("ar",),
        home="https://www.elbotola.com/",
        sources=(Feed("/rss"), Section("/article/categorie/analyse/")),
        seen="2026",
        verified="public code",
    )
