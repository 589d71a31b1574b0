"""MAP (وكالة المغرب العربي للأنباء), the news agency, in Arabic, French, English and Spanish, a folder each."""

from crawler.site import Feed, Section, Site
from crawler.spider import NewsSpider
from spiders.families import only_under


class MapNews(NewsSpider):
    """Facts seen in public code, September 2026; not checked against the live site, which refused all (403).

    How articles are named was not seen: their shape decides.
    """

    name = "mapnews"
    site = Site(
        title="MAP",
        title_ar="وكالة المغرب العربي للأنباء",
        languages=("ar",),
        home="https://www.mapnews.ma/ar/",
        domains=("map.ma",),
        sources=(Feed("/ar/rss.xml"), Feed("/ar/actualites/politique/rss")),
        not_article_url=only_under("ar"),
        seen="2026",
        verified="listed only",
    )


class MapNewsFr(NewsSpider):
    """Facts seen in public code, September 2026; not checked against the live site, which refused all (403)."""

    name = "mapnews_fr"
    site = Site(
        title="MAP",
        title_ar="وكالة المغرب العربي للأنباء",
        languages=("fr",),
        home="https://www.mapnews.ma/fr/",
        domains=("map.ma",),
        sources=(Feed("/fr/rss.xml"), Section("/fr/actualites/economie")),
        not_article_url=only_under("fr"),
        seen="2026",
        verified="listed only",
    )


class MapNewsEn(NewsSpider):
    """The edition listed in public code, September 2026, its folder assumed; not checked against the live site."""

    name = "mapnews_en"
    site = Site(
        title="MAP",
        title_ar="وكالة المغرب العربي للأنباء",
        languages=("en",),
        home="https://www.mapnews.ma/en/",
        domains=("map.ma",),
        not_article_url=only_under("en"),
        seen="2026",
        verified="listed only",
    )


class MapNewsEs(NewsSpider):
    """The edition listed in public code, September 2026, its folder assumed; not checked against the live site."""

    name = "mapnews_es"
    site = Site(
        title="MAP",
        title_ar="وكالة المغرب العربي للأنباء",
        languages=("es",),
        home="https://www.mapnews.ma/es/",
        domains=("map.ma",),
        not_article_url=only_under("es"),
        seen="2026",
        verified="listed only",
    )
