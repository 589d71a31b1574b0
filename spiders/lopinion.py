"""L'Opinion, in French. WMaker."""

from crawler.site import Section, Site
from crawler.spider import NewsSpider
from spiders.families import WMAKER


class LOpinion(NewsSpider):
    """Facts seen in public code, 2025 to September 2026; not checked against the live site.

    There is no feed, and few links without JavaScript.
    """

    name = "lopinion"
    site = Site(
        title="L'Opinion",
        languages=("fr",),
        home="https://www.lopinion.ma/",
        sources=(Section("/Economie_r3.html"), Section("/Politique_r2.html")),
        article_url=WMAKER,
        seen="2025-2026",
        verified="public code",
    )
