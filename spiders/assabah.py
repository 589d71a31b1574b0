"""Assabah (الصباح), in Arabic. WordPress."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider
from spiders.families import NUMBER_FILE


class Assabah(NewsSpider):
    """Facts seen in public code and pages, 2020 to September 2026; not checked against the live site."""

    name = "assabah"
    site = Site(
        title="Assabah",
        title_ar="الصباح",
        languages=("ar",),
        home="https://assabah.ma/",
        sources=(Feed("/feed"),),
        article_url=NUMBER_FILE,
        seen="2020-2026",
        verified="feed fetched by others",
    )
