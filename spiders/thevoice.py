"""The Voice (صوت المغرب), in Arabic. WordPress, with class names of its usual themes."""

from crawler.site import Feed, Section, Site, Sitemap
from crawler.spider import NewsSpider


class TheVoice(NewsSpider):
    """Facts seen in public code, 2025; not checked against the live site. That the feed exists is only listed.

    Articles are headlines at the root, without a number: their shape decides.
    """

    name = "thevoice"
    site = Site(
        title="The Voice",
        title_ar="صوت المغرب",
        languages=("ar",),
        home="https://thevoice.ma/",
        sources=(Feed("/feed"), Sitemap("/sitemap_index.xml"), Section("/category/societe/")),
        seen="2025",
        verified="public code",
    )
