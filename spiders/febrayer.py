"""Febrayer (فبراير), in Arabic. WordPress."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider
from spiders.families import NUMBER_FILE, SINGLE_CONTENT


class Febrayer(NewsSpider):
    """Facts seen in public code, 2019 to 2026; not checked against the live site.

    The feed refused everyone who tried (403).
    """

    name = "febrayer"
    site = Site(
        title="Febrayer",
        title_ar="فبراير",
        languages=("ar",),
        home="https://www.febrayer.com/",
        sources=(Feed("/feed"),),
        article_url=NUMBER_FILE,
        layouts=(SINGLE_CONTENT,),
        seen="2019-2026",
        verified="public code",
    )
