"""H24info, in French. WordPress with the SmartMag theme."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class H24Info(NewsSpider):
    """Facts seen in public code, 2022 to September 2026; not checked against the live site.

    Cloudflare refused the feed (403) and the REST API. The shape of addresses decides.
    """

    name = "h24info"
    site = Site(
        title="H24info",
        languages=("fr",),
        home="https://www.h24info.ma/",
        sources=(Feed("/feed/"), Section("/economie/")),
        seen="2022-2026",
        verified="public code",
    )
