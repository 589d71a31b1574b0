"""La Vie éco, in French. WordPress with a child of the Zox News theme."""

from crawler.site import Feed, Site, WordPress
from crawler.spider import NewsSpider


class LaVieEco(NewsSpider):
    """Facts seen in public code and a saved front page, 2025; not checked against the live site.

    Articles are headlines below one or two sections: their shape decides.
    """

    name = "lavieeco"
    site = Site(
        title="La Vie éco",
        languages=("fr",),
        home="https://www.lavieeco.com/",
        sources=(Feed("/feed/"), WordPress()),
        seen="2025",
        verified="pages seen",
    )
