"""Morocco World News, in English."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class MoroccoWorldNews(NewsSpider):
    """The feed listed in public code, 2026; not checked against the live site. The shape of addresses decides."""

    name = "moroccoworldnews"
    site = Site(
        title="Morocco World News",
        languages=("en",),
        home="https://www.moroccoworldnews.com/",
        sources=(Feed("/feed/"),),
        seen="2026",
        verified="listed only",
    )
