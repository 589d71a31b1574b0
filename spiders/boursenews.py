"""Boursenews, in French. The same home-made system as Finances News Hebdo."""

from crawler.site import Section, Site
from crawler.spider import NewsSpider
from spiders.families import FINANCES_NEWS


class Boursenews(NewsSpider):
    """Facts seen in public code and a saved front page, 2025 to August 2026; not checked against the live site.

    No feed is known.
    """

    name = "boursenews"
    site = Site(
        title="Boursenews",
        languages=("fr",),
        home="https://boursenews.ma/",
        sources=(Section("/articles/marches"),),
        article_url=FINANCES_NEWS,
        seen="2025-2026",
        verified="pages seen",
    )
