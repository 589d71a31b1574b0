"""Tanjanews (طنجة نيوز), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class TanjaNews(NewsSpider):
    """The feed answered others from Paris, 2026; not checked against the live site. The shape of addresses decides."""

    name = "tanjanews"
    site = Site(
        title="Tanjanews",
        title_ar="طنجة نيوز",
        languages=("ar",),
        home="https://www.tanjanews.com/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="feed fetched by others",
    )
