"""Agadir24 (أكادير 24), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Agadir24(NewsSpider):
    """The feed answered others from Paris, 2026; not checked against the live site. The shape of addresses decides."""

    name = "agadir24"
    site = Site(
        title="Agadir24",
        title_ar="أكادير 24",
        languages=("ar",),
        home="https://agadir24.info/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="feed fetched by others",
    )
