"""Alayam24 (الأيام 24), in Arabic."""

from crawler.site import Feed, Layout, Site
from crawler.spider import NewsSpider


class Alayam24(NewsSpider):
    """Facts seen in public code, 2019 to 2026; not checked against the live site.

    That the feed exists is only listed.
    """

    name = "alayam24"
    site = Site(
        title="Alayam24",
        title_ar="الأيام 24",
        languages=("ar",),
        home="https://www.alayam24.com/",
        sources=(Feed("/feed"),),
        article_url=r"^https?://[^/]+/articles-\d+\.html$",
        layouts=(Layout(seen="2019", body=".articlecontent"),),
        seen="2019-2026",
        verified="public code",
    )
