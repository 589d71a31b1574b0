"""Layouts of publishers among the annotated pages, as a spider would declare them: facts about their DOM.

Every publisher of the Arabic and French pages, and those of the other hand-made sets with three pages or more.
They only serve to measure what a declared layout is worth: `python -m tests.quality.score --layouts`.
"""

from __future__ import annotations

from datetime import date

from crawler.site import Layout, Site


def _site(host: str, *layouts: Layout) -> Site:
    return Site(title=host, home=f"https://{host}/", layouts=layouts)


SITES = (
    # Arabic
    _site("www.albayan.ae", Layout("2020", body="#articledetails > p", remove="p.follow-google")),
    _site("www.alyaum.com", Layout("2020", body="div.aksa-articleBody")),
    _site("elbaladtv.net", Layout("2020", body="div.entry-content > div.content-inner")),
    # French
    _site("www.republicoftogo.com", Layout("2020", body="div.att-body")),
    _site("www.sudinfo.be", Layout("2020", subtitle="div.gr-article-teaser", body="div.gr-article-content")),
    _site("www.leparisien.fr", Layout("2023", body="div.article-section section.content")),
    _site("www.lesechos.fr", Layout("2021", body="article div.post-paywall")),
    _site(
        "www.courrierinternational.com",
        Layout("2023", subtitle="p.article-lede", body="div.article-text", remove="div.asset-read-more"),
    ),
    _site("www.lefigaro.fr", Layout("2013", body="div.fig-article-body")),
    _site(
        "www.liberation.fr",
        Layout("2017", body="div.article-body", remove="span.authors", since=date(2015, 1, 1)),
        Layout("2012", body="div.object-content", remove="div.author, p.others", until=date(2014, 12, 31)),
    ),
    _site(
        "www.lemonde.fr",
        Layout("2019", subtitle="p.article__desc", body="article.article__content", remove="section"),
    ),
    _site("medias24.com", Layout("2023", body="#postContent > p")),
    # English
    _site("www.cnbc.com", Layout("2024", body="div.ArticleBody-articleBody", remove="div.BasicTable-tableWrapper")),
    _site("www.telegraph.co.uk", Layout("2024", body="div.articleBodyText")),
    _site("inews.co.uk", Layout("2024", body="div.article-content")),
    _site(
        "www.reuters.com",
        Layout("2024", body="div[class*=article-body__content]", since=date(2021, 1, 1)),
        Layout(
            "2019", body="div.StandardArticleBody_body", remove="div.Attribution_container", until=date(2020, 12, 31)
        ),
    ),
    _site(
        "www.latimes.com",
        Layout("2024", body="article.story div.ct-rich-text-children, article.story h3.story-stack-story-title"),
    ),
    _site("theintercept.com", Layout("2024", body="div.entry-content__content", remove="blockquote.stylized")),
    _site("www.thenation.com", Layout("2024", body="article.blocks-wrapper", remove="div.current-issue")),
    _site("www.washingtontimes.com", Layout("2024", body="div.bigtext", remove="div.permission")),
)


def site_of(url: str) -> Site | None:
    """Return the publisher of a page, where its layouts are declared here."""
    return next((site for site in SITES if site.owns(url)), None)
