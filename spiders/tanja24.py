"""Tanja24 (طنجة 24), in Arabic. WordPress with the Publisher theme."""

from crawler.site import Feed, Layout, Site
from crawler.spider import NewsSpider


class Tanja24(NewsSpider):
    """Facts seen in public code, 2019 to 2023; not checked against the live site.

    Articles are headlines at the root, without a number: their shape decides.
    """

    name = "tanja24"
    site = Site(
        title="Tanja24",
        title_ar="طنجة 24",
        languages=("ar",),
        home="https://tanja24.com/",
        sources=(Feed("/feed"),),
        layouts=(
            Layout(
                seen="2023",
                title=".single-post-title",
                body=".entry-content",
                published=".post-published > b",
                image=".post-thumbnail > img",
            ),
        ),
        seen="2019-2023",
        verified="public code",
    )
