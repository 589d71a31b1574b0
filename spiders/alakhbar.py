"""Al Akhbar (الأخبار), in Arabic. WordPress with the Jannah theme, which is known as a theme."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class AlAkhbar(NewsSpider):
    """Facts seen in public code, 2023 to 2026; not checked against the live site. The shape of addresses decides."""

    name = "alakhbar"
    site = Site(
        title="Al Akhbar",
        title_ar="الأخبار",
        languages=("ar",),
        home="https://www.alakhbar.press.ma/",
        sources=(Feed("https://alakhbar.press.ma/feed"),),
        seen="2023-2026",
        verified="feed fetched by others",
    )
