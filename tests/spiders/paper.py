"""The French edition of the sample newspaper, declared as a site is: sources, article URLs, a layout."""

from __future__ import annotations

from dataclasses import replace

from crawler.site import Feed, Layout, Section
from spiders.news import News
from tests.newsroom import ARTICLE_URL


class Paper(News):
    """Takes the address of the running paper."""

    name = "paper"

    def __init__(self, url: str | None = None, **arguments: str) -> None:
        super().__init__(url, **arguments)
        self.site = replace(
            self.site,
            sources=(Feed("/feed/"), Section("/fr/politique/")),
            article_url=ARTICLE_URL,
            layouts=(
                Layout(
                    seen="2026",
                    title="h1.entry-title",
                    body=".td-post-content",
                    author=".td-post-author-name a",
                    published=".td-post-date time",
                ),
            ),
        )

    @property
    def site_name(self) -> str:
        """A name that stays with the site wherever the paper is served."""
        return self.name
