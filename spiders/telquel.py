"""TelQuel, in French. WordPress with a theme of its own."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class TelQuel(NewsSpider):
    """Facts seen in public code, 2017 to September 2026; not checked against the live site."""

    name = "telquel"
    site = Site(
        title="TelQuel",
        languages=("fr",),
        home="https://telquel.ma/",
        sources=(Feed("/feed"), Section("/categorie/economie"), Section("/categorie/maroc/politique")),
        article_url=r"^https?://[^/]+/(?:[a-z-]+/)?\d{4}/\d\d/\d\d/[^/?]+_\d+/?$",
        seen="2017-2026",
        verified="feed fetched by others",
    )
