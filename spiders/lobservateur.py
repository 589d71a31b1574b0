"""L'Observateur du Maroc, in French."""

from crawler.site import Site
from crawler.spider import NewsSpider


class LObservateur(NewsSpider):
    """Facts seen on pages of unknown date; not checked against the live site. No source is known."""

    name = "lobservateur"
    site = Site(
        title="L'Observateur du Maroc",
        languages=("fr",),
        home="https://lobservateur.info/",
        article_url=r"^https?://[^/]+/article/\d+/[a-z-]+/[a-z0-9-]+/?$",
        seen="",
        verified="pages seen",
    )
