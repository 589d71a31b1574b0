"""Menara (منارة), in Arabic and French."""

from crawler.site import Layout, Site
from crawler.spider import NewsSpider


class Menara(NewsSpider):
    """Facts seen in public code, 2019; not checked against the live site. No source is known.

    Where the two languages lie was not seen, nor how articles are named: their shape decides.
    """

    name = "menara"
    site = Site(
        title="Menara",
        title_ar="منارة",
        languages=("ar", "fr"),
        home="https://www.menara.ma/",
        layouts=(Layout(seen="2019", body=".p-content"),),
        seen="2019",
        verified="public code",
    )
