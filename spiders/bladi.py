"""Bladi.net, in French. SPIP."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider


class Bladi(NewsSpider):
    """Facts seen in public code and pages, 2003 to 2026; not checked against the live site.

    Tags and sections have the form of articles (/galice-maroc.html): the number of words in an address decides.
    """

    name = "bladi"
    site = Site(
        title="Bladi.net",
        languages=("fr",),
        home="https://www.bladi.net/",
        sources=(Feed("/spip.php?page=backend"), Section("/rabat,333.html"), Section("/maroc-sport.html")),
        seen="2003-2026",
        verified="pages seen",
    )
