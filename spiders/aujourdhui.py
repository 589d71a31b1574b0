"""Aujourd'hui Le Maroc (ALM), in French. WordPress."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class AujourdhuiLeMaroc(NewsSpider):
    """Facts seen in public code and pages, 2025 to September 2026; not checked against the live site.

    One item in ten of the feed is a column in Arabic. Articles and sections have one form: their shape decides.
    """

    name = "aujourdhui"
    site = Site(
        title="Aujourd'hui Le Maroc",
        languages=("fr",),
        home="https://aujourdhui.ma/",
        sources=(Feed("/feed"), Section("/economie"), Section("/actualite/politique")),
        seen="2025-2026",
        verified="feed fetched by others",
    )
