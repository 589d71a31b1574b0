"""Alyaoum24 (اليوم 24), in Arabic and French. WordPress with a theme of its own."""

from crawler.site import Layout, Site, WordPress
from crawler.spider import NewsSpider
from spiders.families import NUMBER_FILE


class Alyaoum24(NewsSpider):
    """Facts seen in public code, 2019 to September 2026; not checked against the live site.

    The feed answers, but robots.txt keeps crawlers off it: it is not asked for.
    """

    name = "alyaoum24"
    site = Site(
        title="Alyaoum24",
        title_ar="اليوم 24",
        languages=("ar",),
        home="https://alyaoum24.com/",
        sources=(WordPress(),),
        article_url=NUMBER_FILE,
        layouts=(
            Layout(
                seen="2023",
                title=".infoSingle > h1",
                body=".post_content",
                published=".timePost",
                section=".breadcrumb > li:last-child",
                image=".wp-post-image",
            ),
            Layout(seen="2019", body="#post_content"),
        ),
        seen="2019-2026",
        verified="feed fetched by others",
    )


class Alyaoum24Fr(NewsSpider):
    """The address seen in public code, 2026; not checked against the live site. No feed, as in the Arabic edition."""

    name = "alyaoum24_fr"
    site = Site(
        title="Alyaoum24 Français",
        title_ar="اليوم 24",
        languages=("fr",),
        home="https://fr.alyaoum24.com/",
        sources=(WordPress(),),
        seen="2026",
        verified="listed only",
    )
