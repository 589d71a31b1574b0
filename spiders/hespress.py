"""Hespress (هسبريس), in Arabic, French and English. WordPress with a theme of its own, shared by the editions."""

from dataclasses import replace
from datetime import date

from crawler.site import Feed, Layout, Section, Site, WordPress
from crawler.spider import NewsSpider

LAYOUT = Layout(
    seen="2021-2025",
    title="h1.post-title",
    body="div.article-content",
    author="span.author a",
    published="span.date-post",
    section="ol.breadcrumb li:nth-child(2)",
    tags="a.tag_post_tag",
    image="div.post-thumbnail.featured-img img, .ratio-medium > img",
)
EDITION_ARTICLE = r"^https?://[^/]+/\d{4,7}-[^/?]+\.html$"


class Hespress(NewsSpider):
    """Facts seen in public code and pages, 2013 to September 2026; not checked against the live site.

    Pages before 2021 sit under section paths. Cloudflare refuses some data centres (403).
    """

    name = "hespress"
    site = Site(
        title="Hespress",
        title_ar="هسبريس",
        languages=("ar",),
        home="https://www.hespress.com/",
        sources=(
            Feed("/feed"),
            WordPress(),
            Section("/politique"),
            Section("/economie"),
            Section("/societe"),
            Section("/regions"),
            Section("/sport"),
        ),
        article_url=r"^https?://[^/]+/(?:[^/?]+-\d{4,7}|[a-z-]+/\d+)\.html",
        layouts=(
            replace(LAYOUT, since=date(2021, 1, 1)),
            Layout(seen="2019", body="#article_body", until=date(2021, 1, 1)),
        ),
        seen="2013-2026",
        verified="feed fetched by others",
    )


class HespressFr(NewsSpider):
    """Facts seen in public code and pages, 2020 to September 2026; not checked against the live site."""

    name = "hespress_fr"
    site = Site(
        title="Hespress Français",
        title_ar="هسبريس",
        languages=("fr",),
        home="https://fr.hespress.com/",
        sources=(Feed("/feed"), Feed("/sport/feed"), Section("/economie")),
        article_url=EDITION_ARTICLE,
        layouts=(LAYOUT,),
        seen="2020-2026",
        verified="feed fetched by others",
    )


class HespressEn(NewsSpider):
    """Facts seen in public code, 2021 to 2026; not checked against the live site.

    Cloudflare put a challenge before the feed (November 2025); robots.txt is said to be strict.
    """

    name = "hespress_en"
    site = Site(
        title="Hespress English",
        title_ar="هسبريس",
        languages=("en",),
        home="https://en.hespress.com/",
        sources=(Feed("/feed"),),
        article_url=EDITION_ARTICLE,
        layouts=(LAYOUT,),
        seen="2021-2026",
        verified="public code",
    )
