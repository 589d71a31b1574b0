"""Maroc Telegraph (المغرب تلغراف), in Arabic. WordPress."""

from crawler.site import Layout, Site
from crawler.spider import NewsSpider
from spiders.families import DATED, WORDPRESS


class MarocTelegraph(NewsSpider):
    """Facts seen in public code, 2019; not checked against the live site. Sources are WordPress' usual ones."""

    name = "maroctelegraph"
    site = Site(
        title="Maroc Telegraph",
        title_ar="المغرب تلغراف",
        languages=("ar",),
        home="https://maroctelegraph.com/",
        sources=WORDPRESS,
        article_url=DATED,
        layouts=(Layout(seen="2019", body=".entry-content.clearfix"),),
        seen="2019",
        verified="public code",
    )
