"""Finances News Hebdo, in French. The same home-made system as Boursenews."""

from crawler.site import Section, Site
from crawler.spider import NewsSpider
from spiders.families import FINANCES_NEWS


class FinancesNewsHebdo(NewsSpider):
    """Facts seen in public code, 2025 to August 2026; not checked against the live site. No feed is known."""

    name = "fnh"
    site = Site(
        title="Finances News Hebdo",
        languages=("fr",),
        home="https://fnh.ma/",
        sources=(Section("/articles/actualite-financiere-maroc"), Section("/articles/actualite-economique")),
        article_url=FINANCES_NEWS,
        seen="2025-2026",
        verified="public code",
    )
