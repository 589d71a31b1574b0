"""What sites of one system or house share: how their addresses are built, and layouts that several were seen with.

What themes have in common is in `crawler/extraction/themes.py` and stands in no spider.
"""

from crawler.site import Feed, Layout, Source, WordPress

NUMBER_FILE = r"^https?://[^/]+/\d+\.html$"
"""WordPress with the post's number for a file: /225723.html."""

NUMBER = r"^https?://[^/]+/(?!(?:19|20)\d\d/?$)\d+/?$"
"""WordPress with the bare number: /414668/. A bare year is an archive."""

DATED = r"^https?://[^/]+/\d{4}/\d\d/(?:\d\d/)?(?!\d+/?$|(?:feed|page|amp)/?$)[^/?]+/?$"
"""WordPress with day and name: /2026/07/31/a-headline/. A bare month or day is an archive."""

PERMALINK = r"^https?://[^/]+/permalink/\d+\.html$"
"""Home-made systems of the 2010s: /permalink/108229.html."""

WMAKER = r"^https?://[^/]+/[^/?]+_a\d+\.html$"
"""The WMaker platform: /A-headline_a77378.html is an article, /Economie_r3.html a section."""

FINANCES_NEWS = r"^https?://[^/]+/article/[a-z-]+/[^/?]+/?$"
"""The system of Finances News Hebdo and Boursenews: /article/marches/a-headline; sections are /articles/marches."""

WORDPRESS: tuple[Source, ...] = (Feed("feed/"), WordPress("wp-json/wp/v2/posts"))
"""Where WordPress announces its posts, below the home of a site of which nothing else is known."""

SINGLE_CONTENT = Layout(seen="2019", body="div.single-content")
"""One WordPress theme, seen on Febrayer, Kifache and Ahdath.info."""


def only_under(folder: str) -> str:
    """Return the `not_article_url` of an edition that lives in a folder of its house's host."""
    return rf"^https?://[^/]+/(?!{folder}/)"


def never_under(folder: str) -> str:
    """Return the `not_article_url` of an edition beside which another one lives in a folder."""
    return rf"^https?://[^/]+/{folder}(?:/|$)"
