"""Maroc Diplomatique, in French."""

from crawler.site import Site
from crawler.spider import NewsSpider


class MarocDiplomatique(NewsSpider):
    """The address seen in public code, September 2026; not checked against the live site.

    Polite requests were refused (403).
    """

    name = "maroc-diplomatique"
    site = Site(
        title="Maroc Diplomatique",
        languages=("fr",),
        home="https://maroc-diplomatique.net/",
        seen="2026",
        verified="listed only",
    )
