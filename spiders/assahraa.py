"""Assahra Al Maghribia (الصحراء المغربية), in Arabic."""

from crawler.site import Layout, Site
from crawler.spider import NewsSpider


class Assahraa(NewsSpider):
    """Facts seen in public code, 2023; not checked against the live site.

    No source is known; the shape of addresses decides.
    """

    name = "assahraa"
    site = Site(
        title="Assahra Al Maghribia",
        title_ar="الصحراء المغربية",
        languages=("ar",),
        home="https://assahraa.ma/",
        domains=("almaghribia.ma",),
        layouts=(
            Layout(
                seen="2023",
                title=".sec-info > h1",
                body=".article",
                published=".time",
                section=".main-title",
                image=".img-thumbnail",
            ),
        ),
        seen="2023",
        verified="public code",
    )
