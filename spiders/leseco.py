"""Les Inspirations ÉCO, in French."""

from crawler.site import Section, Site
from crawler.spider import NewsSpider


class LesEco(NewsSpider):
    """Facts seen in public code, 2026; not checked against the live site. No feed is known.

    The selectors seen were guesses and are left out. The shape of addresses decides.
    """

    name = "leseco"
    site = Site(
        title="Les Inspirations ÉCO",
        languages=("fr",),
        home="https://leseco.ma/",
        sources=(Section("/business"), Section("/maroc"), Section("/politique")),
        seen="2026",
        verified="public code",
    )
