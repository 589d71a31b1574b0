"""NadorCity (ناظورسيتي), in Arabic. WMaker."""

from crawler.site import Feed, Layout, Section, Site
from crawler.spider import NewsSpider
from spiders.families import WMAKER


class NadorCity(NewsSpider):
    """Facts seen in public code and pages, 2019 to 2026; not checked against the live site.

    The copy at nadorcity.ma is unfit.
    """

    name = "nadorcity"
    site = Site(
        title="NadorCity",
        title_ar="ناظورسيتي",
        languages=("ar",),
        home="https://www.nadorcity.com/",
        sources=(Feed("/xml/syndication.rss"), Section("/وطنية_r185.html")),
        article_url=WMAKER,
        layouts=(Layout(seen="2019", body=".access.firstletter"),),
        seen="2019-2026",
        verified="pages seen",
    )
