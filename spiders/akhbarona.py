"""Akhbarona (أخبارنا المغربية), in Arabic. Vivvo's templates carried on in Laravel; the theme is known as vivvo."""

from crawler.site import Feed, Layout, Section, Site, Sitemap
from crawler.spider import NewsSpider

SECTIONS = (
    "economy", "politic", "national", "sport", "world", "health", "technology", "culture", "last",
    "sport/worldfoot", "sport/footmarocain", "sport/others",
)  # fmt: skip


class Akhbarona(NewsSpider):
    """Facts seen in the site's public source and public code, 2019 to 2026; not checked against the live site.

    Texts open with the site's name and the author. Data centres were refused in 2026. /mobile/ holds a twin.
    """

    name = "akhbarona"
    site = Site(
        title="Akhbarona",
        title_ar="أخبارنا المغربية",
        languages=("ar",),
        home="https://www.akhbarona.com/",
        sources=(
            Feed("/feed/index.rss"),
            Sitemap("/sitemap.xml"),
            *(Section(f"/{name}/index.1.html") for name in SECTIONS),
        ),
        article_url=r"^https?://[^/]+/(?:[a-z0-9-]+/)?[a-z_-]+/\d{5,8}\.html$",
        not_article_url=r"^https?://[^/]+/mobile/",
        layouts=(Layout(seen="2025-2026", body="div.bodystr", author="h4.mb-3.lc-clr1", section="span.ms-2"),),
        seen="2019-2026",
        verified="public code",
    )
