"""MAP Express (ماب إكسبريس), in French and, in the folder /ar/, Arabic. WordPress."""

from crawler.site import Feed, Site, WordPress
from crawler.spider import NewsSpider
from spiders.families import only_under


class MapExpress(NewsSpider):
    """Facts seen in public code and pages, 2021 to September 2026; not checked against the live site.

    Articles are a content type of their own in the REST API. Polite requests were refused (403).
    """

    name = "mapexpress"
    site = Site(
        title="MAP Express",
        title_ar="ماب إكسبريس",
        languages=("fr",),
        home="https://www.mapexpress.ma/",
        sources=(WordPress("/wp-json/wp/v2/actualite"),),
        article_url=r"^https?://[^/]+/actualite/[a-z-]+/(?!(?:page|feed)/?$)[^/?]+/?$",
        seen="2021-2026",
        verified="pages seen",
    )


class MapExpressAr(NewsSpider):
    """Facts seen in public code, 2026; not checked against the live site. The shape of addresses decides."""

    name = "mapexpress_ar"
    site = Site(
        title="MAP Express",
        title_ar="ماب إكسبريس",
        languages=("ar",),
        home="https://www.mapexpress.ma/ar/",
        sources=(Feed("/ar/feed/"),),
        not_article_url=only_under("ar"),
        seen="2026",
        verified="listed only",
    )
