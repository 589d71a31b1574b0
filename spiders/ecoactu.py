"""EcoActu, in French and, in the folder /ar/, Arabic. WordPress."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider
from spiders.families import never_under, only_under


class EcoActu(NewsSpider):
    """Facts seen in public code, 2025 to August 2026; not checked against the live site.

    Articles are headlines at the root, without a number: their shape decides.
    """

    name = "ecoactu"
    site = Site(
        title="EcoActu",
        languages=("fr",),
        home="https://ecoactu.ma/",
        sources=(
            Feed("https://www.ecoactu.ma/feed/"),
            Section("/economie/economie-nationale/"),
            Section("/category/economie/"),
        ),
        not_article_url=never_under("ar"),
        seen="2025-2026",
        verified="feed fetched by others",
    )


class EcoActuAr(NewsSpider):
    """The feed listed in public code, 2026; not checked against the live site. The shape of addresses decides."""

    name = "ecoactu_ar"
    site = Site(
        title="EcoActu",
        languages=("ar",),
        home="https://ecoactu.ma/ar/",
        sources=(Feed("https://www.ecoactu.ma/ar/feed/"),),
        not_article_url=only_under("ar"),
        seen="2026",
        verified="listed only",
    )
