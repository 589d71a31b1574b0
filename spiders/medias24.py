"""Médias24: French, Africa, Arabic. WordPress with a theme of its own."""

from crawler.site import Feed, Layout, Section, Site, WordPress
from crawler.spider import NewsSpider
from spiders.families import DATED, WORDPRESS

COLUMN = r"^https?://[^/]+/(?:agence-presse|chronique)/(?!(?:page|feed)/?$)[^/?]+/?$"
LAYOUT = Layout(
    seen="2023-2025",
    published="div.font-oswald-light > span:first-child",
    tags="a[href*='/sujet/']",
)


class Medias24(NewsSpider):
    """Facts seen in public code and pages, 2022 to August 2026; not checked against the live site.

    News has dated addresses, agency reports and columns have folders of their own. Cloudflare challenges some data
    centres (403). The stated time is UTC, the printed one local.
    """

    name = "medias24"
    site = Site(
        title="Médias24",
        languages=("fr",),
        home="https://medias24.com/",
        sources=(
            Feed("/feed/"),
            Feed("/categorie/leboursier/actus/feed/"),
            Section("/categorie/economie/"),
            WordPress(),
        ),
        article_url=f"{DATED}|{COLUMN}",
        layouts=(LAYOUT,),
        seen="2022-2026",
        verified="feed fetched by others",
    )


class Medias24Afrique(NewsSpider):
    """Facts seen on a page, 2022; not checked against the live site. Sources are WordPress' usual ones."""

    name = "medias24_afrique"
    site = Site(
        title="Médias24 Afrique",
        languages=("fr",),
        home="https://afrique.medias24.com/",
        sources=WORDPRESS,
        article_url=DATED,
        layouts=(LAYOUT,),
        seen="2022",
        verified="pages seen",
    )


class Medias24Ar(NewsSpider):
    """The address seen in public code, 2026; not checked against the live site. WordPress' usual sources."""

    name = "medias24_ar"
    site = Site(
        title="Médias24 Arabe",
        languages=("ar",),
        home="https://ar.medias24.com/",
        sources=WORDPRESS,
        article_url=DATED,
        layouts=(LAYOUT,),
        seen="2026",
        verified="listed only",
    )
