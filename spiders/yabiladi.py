"""Yabiladi (يابلادي), in French, Arabic and English. A system of its own, the same in all editions."""

from crawler.site import Feed, Layout, Section, Site
from crawler.spider import NewsSpider

ARTICLE = r"^https?://[^/]+/articles/details/\d+/[^/?]+\.html$"
LAYOUT = Layout(seen="2019", body="[itemprop=articleBody]")


class Yabiladi(NewsSpider):
    """Facts seen in public code, 2019 to September 2026; not checked against the live site.

    robots.txt refuses a few crawlers by name, no others.
    """

    name = "yabiladi"
    site = Site(
        title="Yabiladi",
        title_ar="يابلادي",
        languages=("fr",),
        home="https://www.yabiladi.com/",
        domains=("yabiladi.ma",),
        sources=(Feed("/rss/rss.xml"), Section("https://www.yabiladi.ma/actualites/page:1")),
        article_url=ARTICLE,
        layouts=(LAYOUT,),
        seen="2019-2026",
        verified="feed fetched by others",
    )


class YabiladiAr(NewsSpider):
    """Facts seen in public code, 2019 to September 2026; not checked against the live site."""

    name = "yabiladi_ar"
    site = Site(
        title="Yabiladi Arabe",
        title_ar="يابلادي",
        languages=("ar",),
        home="https://ar.yabiladi.com/",
        sources=(Feed("/rss/rss.xml"),),
        article_url=ARTICLE,
        layouts=(LAYOUT,),
        seen="2019-2026",
        verified="feed fetched by others",
    )


class YabiladiEn(NewsSpider):
    """Facts seen in public code, 2019 to 2026; not checked against the live site. No source is known."""

    name = "yabiladi_en"
    site = Site(
        title="Yabiladi English",
        title_ar="يابلادي",
        languages=("en",),
        home="https://en.yabiladi.com/",
        article_url=ARTICLE,
        layouts=(LAYOUT,),
        seen="2019-2026",
        verified="public code",
    )
