"""Le360 (لو360): French, Arabic, English, sport in French and Arabic, Africa. Arc XP, one layout for all."""

from crawler.site import Feed, Layout, Section, Site, Sitemap, Source
from crawler.spider import NewsSpider

ARTICLE = r"_[A-Z0-9]{26}/?$"
LAYOUT = Layout(
    seen="2025",
    title="h1.headline-container",
    body="article[class*='default__ArticleBody']",
    author="a.byline-credits-bold, span.byline-credits-bold",
    published="div.article-main-information-subheadline-date",
)
FEED = Feed("/arc/outboundfeeds/rss/?outputType=xml")
SECTIONS = ("politique", "economie", "societe", "culture", "monde", "medias")
CATEGORY_SITEMAPS: tuple[Source, ...] = tuple(
    Sitemap(f"/arc/outboundfeeds/sitemap-index/category/{name}/") for name in (*SECTIONS, "sports")
)


class Le360(NewsSpider):
    """Facts seen in public code, 2019 to September 2026; not checked against the live site.

    robots.txt allows all but /recherche. The site was Drupal in 2019: no selector of its articles is known.
    """

    name = "le360"
    site = Site(
        title="Le360",
        title_ar="لو360",
        languages=("fr",),
        home="https://fr.le360.ma/",
        sources=(
            Feed("/rss"),
            Sitemap("/arc/outboundfeeds/sitemap-news/", news=True),
            *(Section(f"/{name}/") for name in SECTIONS),
            *CATEGORY_SITEMAPS,
        ),
        article_url=ARTICLE,
        layouts=(LAYOUT,),
        seen="2019-2026",
        verified="public code",
    )


class Le360Ar(NewsSpider):
    """Facts seen in public code, 2025 and 2026; not checked against the live site."""

    name = "le360_ar"
    site = Site(
        title="Le360 Arabe",
        title_ar="لو360",
        languages=("ar",),
        home="https://ar.le360.ma/",
        sources=(FEED, *CATEGORY_SITEMAPS),
        article_url=ARTICLE,
        layouts=(LAYOUT,),
        seen="2025-2026",
        verified="public code",
    )


class Le360En(NewsSpider):
    """Facts seen in public code, 2026; not checked against the live site."""

    name = "le360_en"
    site = Site(
        title="Le360 English",
        title_ar="لو360",
        languages=("en",),
        home="https://en.le360.ma/",
        sources=(FEED,),
        article_url=ARTICLE,
        layouts=(LAYOUT,),
        seen="2026",
        verified="listed only",
    )


class Le360Sport(NewsSpider):
    """The address seen in public code, 2026; not checked against the live site. No source is known."""

    name = "le360_sport"
    site = Site(
        title="Le360 Sport",
        languages=("fr",),
        home="https://sport.le360.ma/",
        article_url=ARTICLE,
        layouts=(LAYOUT,),
        seen="2026",
        verified="listed only",
    )


class Le360SportAr(NewsSpider):
    """The address seen in public code, 2026; not checked against the live site. No source is known."""

    name = "le360_sport_ar"
    site = Site(
        title="Le360 Sport Arabe",
        languages=("ar",),
        home="https://ar.sport.le360.ma/",
        article_url=ARTICLE,
        layouts=(LAYOUT,),
        seen="2026",
        verified="listed only",
    )


class Le360Afrique(NewsSpider):
    """The address seen in public code, 2026; not checked against the live site. No source is known."""

    name = "le360_afrique"
    site = Site(
        title="Le360 Afrique",
        languages=("fr",),
        home="https://afrique.le360.ma/",
        article_url=ARTICLE,
        layouts=(LAYOUT,),
        seen="2026",
        verified="listed only",
    )
