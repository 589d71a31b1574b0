"""SNRT News (SNRT نيوز), in Arabic and, in the folder /fr/, French. Angular."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class SnrtNews(NewsSpider):
    """Facts seen in public code, 2025 and 2026; not checked against the live site.

    Listings have no links without JavaScript: articles come from the feed, which data centres in the United States
    are refused (403).
    """

    name = "snrtnews"
    site = Site(
        title="SNRT News",
        title_ar="SNRT نيوز",
        languages=("ar",),
        home="https://snrtnews.com/",
        sources=(Feed("https://www.snrtnews.com/feed"),),
        article_url=r"^https?://[^/]+/article/[^/?]+/?$",
        seen="2025-2026",
        verified="feed fetched by others",
    )


class SnrtNewsFr(NewsSpider):
    """Facts seen in public code, 2025 and 2026; not checked against the live site. As the Arabic edition."""

    name = "snrtnews_fr"
    site = Site(
        title="SNRT News",
        title_ar="SNRT نيوز",
        languages=("fr",),
        home="https://snrtnews.com/fr/",
        sources=(Feed("/fr/rss_fr.xml"),),
        article_url=r"^https?://[^/]+/fr/article/[^/?]+/?$",
        seen="2025-2026",
        verified="listed only",
    )
