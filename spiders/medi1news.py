"""Medi1 News (ميدي1 نيوز), in French and Arabic, each in a folder of one host."""

from crawler.site import Section, Site
from crawler.spider import NewsSpider


class Medi1News(NewsSpider):
    """Facts seen in public code, September 2026; not checked against the live site.

    Pages have OpenGraph images and times. robots.txt allows all; some data centres are refused.
    """

    name = "medi1news"
    site = Site(
        title="Medi1 News",
        title_ar="ميدي1 نيوز",
        languages=("fr",),
        home="https://www.medi1news.com/fr/",
        sources=(Section("/fr/categorie/news"),),
        article_url=r"^https?://[^/]+/fr/article/\d+\.html$",
        seen="2026",
        verified="public code",
    )


class Medi1NewsAr(NewsSpider):
    """Facts seen in public code, September 2026; not checked against the live site. No source is known."""

    name = "medi1news_ar"
    site = Site(
        title="Medi1 News",
        title_ar="ميدي1 نيوز",
        languages=("ar",),
        home="https://www.medi1news.com/ar/",
        article_url=r"^https?://[^/]+/ar/article/\d+\.html$",
        seen="2026",
        verified="public code",
    )
