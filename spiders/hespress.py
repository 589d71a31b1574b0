"""Hespress (هسبريس), in Arabic. WordPress with a theme of its own; pages before 2021 sit under section paths."""

from datetime import date

from crawler.site import Feed, Layout, Section, Site, WordPress
from crawler.spider import NewsSpider


class Hespress(NewsSpider):
    """Facts seen in public code and pages, 2013 to September 2026; not checked against the live site."""

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
        article_url=r"hespress\.com/(?:[^/?]+-\d{4,7}|[a-z-]+/\d+)\.html",
        layouts=(
            Layout(
                seen="2021-2025",
                title="h1.post-title",
                body="div.article-content",
                author="span.author a",
                published="span.date-post",
                section="ol.breadcrumb li:nth-child(2)",
                tags="a.tag_post_tag",
                image="div.post-thumbnail.featured-img img, .ratio-medium > img",
                since=date(2021, 1, 1),
            ),
            Layout(seen="2019", body="#article_body", until=date(2021, 1, 1)),
        ),
    )
