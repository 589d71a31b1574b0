"""OujdaCity (وجدة سيتي), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class OujdaCity(NewsSpider):
    """The feed answered others from Paris, 2026; not checked against the live site. The shape of addresses decides."""

    name = "oujdacity"
    site = Site(
        title="OujdaCity",
        title_ar="وجدة سيتي",
        languages=("ar",),
        home="https://oujdacity.net/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="feed fetched by others",
    )
