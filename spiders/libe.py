"""Libération, in French. WMaker once, now something like WordPress."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Liberation(NewsSpider):
    """Facts seen in public code, September 2026; not checked against the live site. There is no robots.txt.

    How articles are named today was not seen; WMaker's are told by their shape.
    """

    name = "libe"
    site = Site(
        title="Libération",
        languages=("fr",),
        home="https://libe.ma/",
        sources=(Feed("/feed/"),),
        seen="2026",
        verified="feed fetched by others",
    )
