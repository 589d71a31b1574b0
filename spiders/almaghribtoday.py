"""Almaghrib Today (المغرب اليوم), in Arabic."""

from crawler.site import Layout, Site
from crawler.spider import NewsSpider


class AlmaghribToday(NewsSpider):
    """Facts seen in public code, 2019; not checked against the live site. No source is known."""

    name = "almaghribtoday"
    site = Site(
        title="Almaghrib Today",
        title_ar="المغرب اليوم",
        languages=("ar",),
        home="https://www.almaghribtoday.net/",
        article_url=r"^https?://[^/]+/\d+/\d+-[^/?]+/?$",
        layouts=(Layout(seen="2019", body="#balmon"),),
        seen="2019",
        verified="public code",
    )
