"""Lakome2 (لكم), in Arabic. WordPress, as it seems."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class Lakome2(NewsSpider):
    """Facts seen in public code, 2026; not checked against the live site. That the feed exists is only listed."""

    name = "lakome2"
    site = Site(
        title="Lakome2",
        title_ar="لكم",
        languages=("ar",),
        home="https://lakome2.com/",
        sources=(Feed("/feed"), Section("/category/art/")),
        article_url=r"^https?://[^/]+/(?!(?:page|tag|category|author)/)[a-z-]+/\d+/?$",
        seen="2026",
        verified="public code",
    )
