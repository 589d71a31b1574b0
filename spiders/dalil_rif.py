"""Dalil Rif (دليل الريف), in Arabic."""

from crawler.site import Feed, Layout, Site
from crawler.spider import NewsSpider
from spiders.families import PERMALINK


class DalilRif(NewsSpider):
    """Facts seen in public code, 2019; not checked against the live site. That the feed exists is only listed."""

    name = "dalil-rif"
    site = Site(
        title="Dalil Rif",
        title_ar="دليل الريف",
        languages=("ar",),
        home="https://dalil-rif.com/",
        sources=(Feed("https://www.dalil-rif.com/rss.xml"),),
        article_url=PERMALINK,
        layouts=(Layout(seen="2019", body="#article_body"),),
        seen="2019-2026",
        verified="public code",
    )
