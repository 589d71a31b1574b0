"""Maroc.ma (البوابة الوطنية), the national portal, in French and Arabic, each in a folder of one host."""

from crawler.site import Section, Site
from crawler.spider import NewsSpider
from spiders.families import only_under


class MarocMa(NewsSpider):
    """Facts seen in public code, September 2026; not checked against the live site.

    The meta description carries the whole text. The shape of addresses decides.
    """

    name = "maroc-ma"
    site = Site(
        title="Maroc.ma",
        title_ar="البوابة الوطنية",
        languages=("fr",),
        home="https://www.maroc.ma/fr/",
        sources=(Section("/fr/actualites"),),
        not_article_url=only_under("fr"),
        seen="2026",
        verified="pages seen",
    )


class MarocMaAr(NewsSpider):
    """The edition listed in public code, September 2026, its folder assumed; not checked against the live site."""

    name = "maroc-ma_ar"
    site = Site(
        title="Maroc.ma",
        title_ar="البوابة الوطنية",
        languages=("ar",),
        home="https://www.maroc.ma/ar/",
        not_article_url=only_under("ar"),
        seen="2026",
        verified="listed only",
    )
