"""Al Bayane, in French. WordPress."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class AlBayane(NewsSpider):
    """The feed listed in public code, September 2026; not checked against the live site.

    Polite requests were refused (403).
    """

    name = "albayane"
    site = Site(
        title="Al Bayane",
        languages=("fr",),
        home="https://albayane.press.ma/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="listed only",
    )
