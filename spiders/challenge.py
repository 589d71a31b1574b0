"""Challenge, in French. WordPress."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class Challenge(NewsSpider):
    """Facts seen in public code, 2025 and 2026; not checked against the live site."""

    name = "challenge"
    site = Site(
        title="Challenge",
        languages=("fr",),
        home="https://www.challenge.ma/",
        sources=(Feed("/feed/"), Section("/bourse/"), Section("/actualite-finance-maroc/")),
        article_url=r"^https?://[^/]+/[a-z0-9-]+-\d{5,7}/?$",
        seen="2025-2026",
        verified="public code",
    )
