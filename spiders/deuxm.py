"""2M (دوزيم), in Arabic and French, each in a folder of one host."""

from crawler.site import Feed, Layout, Site
from crawler.spider import NewsSpider

LAYOUT = Layout(seen="2019", body="#medium-editor")


class DeuxM(NewsSpider):
    """Facts seen in public code, 2019 to 2026; not checked against the live site, which refused others (403)."""

    name = "2m"
    site = Site(
        title="2M",
        title_ar="دوزيم",
        languages=("ar",),
        home="https://2m.ma/ar/",
        sources=(Feed("/ar/news/rss.xml"),),
        article_url=r"^https?://[^/]+/ar/news/[^/?]*-[^/?]*/?$",
        layouts=(LAYOUT,),
        seen="2019-2026",
        verified="public code",
    )


class DeuxMFr(NewsSpider):
    """Facts seen in public code, 2019 to 2026; not checked against the live site. No source is known."""

    name = "2m_fr"
    site = Site(
        title="2M",
        title_ar="دوزيم",
        languages=("fr",),
        home="https://2m.ma/fr/",
        article_url=r"^https?://[^/]+/fr/news/[^/?]*-[^/?]*/?$",
        layouts=(LAYOUT,),
        seen="2019-2026",
        verified="public code",
    )
