"""Barlamane (برلمان.كوم), in Arabic and, in the folder /fr/, French. WordPress; each edition with its theme."""

from crawler.site import Feed, Layout, Site
from crawler.spider import NewsSpider
from spiders.families import WORDPRESS, never_under, only_under


class Barlamane(NewsSpider):
    """Facts seen in public code, 2019 to September 2026; not checked against the live site.

    Articles are headlines at the root, without a number: their shape decides.
    """

    name = "barlamane"
    site = Site(
        title="Barlamane",
        title_ar="برلمان.كوم",
        languages=("ar",),
        home="https://www.barlamane.com/",
        sources=(Feed("/feed/"),),
        not_article_url=never_under("(?:fr|wadifa)"),
        layouts=(
            Layout(
                seen="2019-2023",
                title=".post-content > .title",
                body=".content",
                published=".date",
                image="div.thumb > img",
            ),
        ),
        seen="2019-2026",
        verified="feed fetched by others",
    )


class BarlamaneFr(NewsSpider):
    """The layout seen in public code, 2023; not checked against the live site. Sources are WordPress' usual ones."""

    name = "barlamane_fr"
    site = Site(
        title="Barlamane Français",
        title_ar="برلمان.كوم",
        languages=("fr",),
        home="https://www.barlamane.com/fr/",
        sources=WORDPRESS,
        not_article_url=only_under("fr"),
        layouts=(
            Layout(
                seen="2023",
                title=".entry-header > .entry-title",
                body=".entry-content",
                published=".entry-date",
            ),
        ),
        seen="2023",
        verified="public code",
    )
