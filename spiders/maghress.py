"""Maghress (مغرس), an archive of other newspapers' articles, in Arabic and, in the folder /fr/, French."""

from crawler.site import Site
from crawler.spider import NewsSpider


class Maghress(NewsSpider):
    """Facts seen on pages, 2026; not checked against the live site. No source is known.

    Articles are copies, under the name of the newspaper they come from; pages open with a ticker of other headlines.
    """

    name = "maghress"
    site = Site(
        title="Maghress",
        title_ar="مغرس",
        languages=("ar",),
        home="https://www.maghress.com/",
        article_url=r"^https?://[^/]+/(?!(?:fr|page|tag|category|author|\d+)/)[a-z0-9]+/\d+/?$",
        seen="2026",
        verified="pages seen",
    )


class MaghressFr(NewsSpider):
    """Facts seen on pages, 2026; not checked against the live site. As the Arabic half."""

    name = "maghress_fr"
    site = Site(
        title="Maghress",
        title_ar="مغرس",
        languages=("fr",),
        home="https://www.maghress.com/fr/",
        article_url=r"^https?://[^/]+/fr/(?!(?:page|tag|category|author|\d+)/)[a-z0-9]+/\d+/?$",
        seen="2026",
        verified="pages seen",
    )
