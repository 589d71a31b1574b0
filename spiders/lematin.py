"""Le Matin, in French. A system of its own."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class LeMatin(NewsSpider):
    """Facts seen in public code, 2025 to September 2026; not checked against the live site.

    Three addresses of a feed are listed, none was fetched; polite requests were refused (403).
    """

    name = "lematin"
    site = Site(
        title="Le Matin",
        languages=("fr",),
        home="https://lematin.ma/",
        sources=(
            Feed("/rss"),
            Feed("/feed-rss/articles.xml"),
            Feed("/rss.xml"),
            Section("/economie"),
            Section("/politique"),
        ),
        article_url=r"^https?://[^/]+/[a-z-]+/[a-z0-9-]+/\d{5,7}/?$",
        seen="2025-2026",
        verified="public code",
    )
