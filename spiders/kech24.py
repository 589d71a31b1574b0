"""Kech24 (كشـ24), in Arabic."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Kech24(NewsSpider):
    """Facts seen on a page of 2017; not checked against the live site.

    That the feed exists is only listed. Months are printed as in Egypt.
    """

    name = "kech24"
    site = Site(
        title="Kech24",
        title_ar="كشـ24",
        languages=("ar",),
        home="https://kech24.com/",
        sources=(Feed("/feed"),),
        article_url=r"^https?://[^/]+/[^/?]+\.html$",
        seen="2017",
        verified="pages seen",
    )
