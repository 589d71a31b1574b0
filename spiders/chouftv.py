"""ChoufTV (شوف تيفي), in Arabic. WordPress."""

from crawler.site import Feed, Site, WordPress
from crawler.spider import NewsSpider


class ChoufTv(NewsSpider):
    """Facts seen in public code, 2021 to 2026; not checked against the live site.

    Data centres in the United States are refused (403). The shape of addresses decides.
    """

    name = "chouftv"
    site = Site(
        title="ChoufTV",
        title_ar="شوف تيفي",
        languages=("ar",),
        home="https://chouftv.ma/",
        sources=(Feed("/press/feed"), WordPress()),
        seen="2021-2026",
        verified="feed fetched by others",
    )
