"""Goud (كود), in Arabic and Darija. WordPress with a Bootstrap theme."""

from crawler.site import Feed, Layout, Section, Site
from crawler.spider import NewsSpider


class Goud(NewsSpider):
    """Facts seen in public code, 2019 to 2026; not checked against the live site. The feed refused data centres."""

    name = "goud"
    site = Site(
        title="Goud",
        title_ar="كود",
        languages=("ar", "ary"),
        home="https://www.goud.ma/",
        sources=(Feed("/feed"), Section("/topics/آش-واقع/"), Section("/topics/آراء/"), Section("/topics/الرئيسية/")),
        article_url=r"^https?://[^/]+/[^/?]+-\d{5,7}/?$",
        layouts=(
            Layout(seen="2025", title="h1.entry-title", body="div.post-content", image="img.img-fluid.wp-post-image"),
            Layout(
                seen="2019-2023", title=".col-md-12 > h1", body="div.content", published=".date", section=".cat-link"
            ),
        ),
        seen="2019-2026",
        verified="public code",
    )
