"""Rue20 (زنقة 20), in Arabic. WordPress."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider
from spiders.families import NUMBER_FILE


class Rue20(NewsSpider):
    """Facts seen in public code and pages, 2013 to 2026; not checked against the live site.

    The feed refused data centres (403). Texts open with the site's name and a town.
    """

    name = "rue20"
    site = Site(
        title="Rue20",
        title_ar="زنقة 20",
        languages=("ar",),
        home="https://rue20.com/",
        domains=("archive.rue20.com",),
        sources=(Feed("https://www.rue20.com/feed"),),
        article_url=NUMBER_FILE,
        seen="2013-2026",
        verified="pages seen",
    )
