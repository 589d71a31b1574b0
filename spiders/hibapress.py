"""Hibapress (هبة بريس), in Arabic and French. WordPress with the Jannah theme, which is known as a theme."""

from crawler.site import Feed, Site
from crawler.spider import NewsSpider


class Hibapress(NewsSpider):
    """Facts seen in public code, 2016 to 2026; not checked against the live site.

    Articles were /details-122278.html in 2017; how they are named today was not seen, so their shape decides.
    """

    name = "hibapress"
    site = Site(
        title="Hibapress",
        title_ar="هبة بريس",
        languages=("ar",),
        home="https://ar.hibapress.com/",
        domains=("hibapress.com",),
        sources=(Feed("/feed"),),
        seen="2016-2026",
        verified="public code",
    )


class HibapressFr(NewsSpider):
    """Facts seen in public code, 2026; not checked against the live site. Cloudflare refuses data centres (403)."""

    name = "hibapress_fr"
    site = Site(
        title="Hibapress Français",
        title_ar="هبة بريس",
        languages=("fr",),
        home="https://fr.hibapress.com/",
        sources=(Feed("/feed"),),
        seen="2026",
        verified="feed fetched by others",
    )
