"""FLM, in French. A home-made system in PHP."""

from crawler.site import Section, Site
from crawler.spider import NewsSpider


class Flm(NewsSpider):
    """Facts seen in public code, 2025; not checked against the live site. No feed is known."""

    name = "flm"
    site = Site(
        title="FLM",
        languages=("fr",),
        home="https://flm.ma/",
        sources=(Section("/economie.php"),),
        article_url=r"^https?://[^/]+/news\.php\?id=\d+$",
        seen="2025",
        verified="public code",
    )
