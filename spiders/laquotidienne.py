"""La Quotidienne, in French."""

from crawler.site import Site
from crawler.spider import NewsSpider


class LaQuotidienne(NewsSpider):
    """Facts seen on pages, 2025; not checked against the live site.

    No source is known. Dates are printed without accents.
    """

    name = "laquotidienne"
    site = Site(
        title="La Quotidienne",
        languages=("fr",),
        home="https://laquotidienne.ma/",
        seen="2025",
        verified="pages seen",
    )
