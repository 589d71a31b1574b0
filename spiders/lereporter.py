"""Le Reporter, in French, with its sister lereporterexpress.ma. WordPress."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class LeReporter(NewsSpider):
    """Facts seen on pages of unknown date; not checked against the live site. That the feed exists is only listed.

    Articles of the sister are /year/month/day/headline, those of the paper were not seen: their shape decides.
    """

    name = "lereporter"
    site = Site(
        title="Le Reporter",
        languages=("fr",),
        home="https://lereporter.ma/",
        domains=("lereporterexpress.ma",),
        sources=(Feed("/feed"),),
        seen="",
        verified="pages seen",
    )
