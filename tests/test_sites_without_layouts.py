"""A site whose layout changed overnight: no selector of its own finds anything, and its articles are whole all the same."""
# ruff: noqa: E501 - markup reads best element by element

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from scrapy.utils.project import get_project_settings

from crawler import extract
from crawler.commands.sites import declared_sites
from crawler.items import Article
from crawler.site import Layout, Site

SITES = {row.spider: row.site for row in declared_sites(get_project_settings())}
FETCHED = datetime(2026, 11, 20, 10, tzinfo=UTC)
PUBLISHED = datetime(2026, 3, 4, 8, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    title: str
    section: str
    author: str
    paragraphs: tuple[str, str, str]
    home: str
    share: str
    comment: str


STORIES = {
    "ar": Story(
        "افتتاح مركز ثقافي جديد بمدينة ورزازات بعد سنوات من الانتظار",
        "ثقافة",
        "سلمى أوحدو",
        (
            "افتتح مساء الثلاثاء بمدينة ورزازات مركز ثقافي جديد يضم قاعة للعروض وخزانة ومحترفات للموسيقى والتشكيل.",
            "وقال مدير المركز إن الأنشطة ستكون مفتوحة في وجه جميع الفئات، وإن الانخراط مجاني بالنسبة إلى التلاميذ.",
            "ويراهن الفاعلون المحليون على هذا الفضاء لتنشيط الحياة الثقافية بالمنطقة على مدار السنة.",
        ),
        "الرئيسية",
        "شارك هذا الموضوع",
        "تعليق قارئ لا علاقة له بالمقال ولا ينبغي أن يظهر في نصه بأي حال من الأحوال.",
    ),
    "fr": Story(
        "Ouarzazate : un centre culturel ouvre après des années d’attente",
        "Culture",
        "Salma Ouhdou",
        (
            "Un nouveau centre culturel a ouvert mardi soir à Ouarzazate, avec une salle de spectacle, une bibliothèque et des ateliers.",
            "Les activités seront ouvertes à tous et l’inscription gratuite pour les élèves, a précisé le directeur du centre.",
            "Les acteurs locaux comptent sur ce lieu pour animer la vie culturelle de la région tout au long de l’année.",
        ),
        "Accueil",
        "Partager cet article",
        "Le commentaire d’un lecteur n’a rien à faire dans le texte de cet article, quoi qu’il en soit.",
    ),
    "en": Story(
        "Ouarzazate opens a cultural centre after years of waiting",
        "Culture",
        "Salma Ouhdou",
        (
            "A new cultural centre opened in Ouarzazate on Tuesday evening, with a concert hall, a library and several workshops.",
            "Its activities will be open to everyone and free of charge for pupils, the director of the centre told reporters.",
            "People in the town hope that the place will keep the cultural life of the region going all year round.",
        ),
        "Home",
        "Share this article",
        "The comment of a reader has no place in the text of this article, whatever it may say about it.",
    ),
}

PLAIN_WORDPRESS = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="UTF-8"><title>{title} – {site}</title><meta name="generator" content="WordPress 6.8"></head>
<body class="single single-post postid-990011">
<header><nav class="main-navigation"><ul><li><a href="/">{home}</a></li><li><a href="/category/other/">WordPress</a></li></ul></nav></header>
<article id="post-990011" class="post-990011 post">
<header class="entry-header"><h1 class="entry-title">{title}</h1></header>
<div class="entry-content"><p>{first}</p><p>{second}</p><p>{third}</p><div class="sharedaddy"><h3>{share}</h3></div></div>
<footer class="entry-footer"><span class="posted-on"><time class="entry-date published" datetime="2026-03-04T08:15:00+00:00">4/3/2026</time></span>
<span class="byline"><span class="author vcard"><a class="url fn n" href="/author/salma/">{author}</a></span></span>
<span class="cat-links"><a href="/category/culture/" rel="category tag">{section}</a></span></footer>
</article>
<div id="comments" class="comments-area"><ol class="comment-list"><li><p>{comment}</p></li></ol></div>
</body></html>"""

UNKNOWN_MARKUP_WITH_JSON_LD = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="UTF-8"><title>{title} | {site}</title>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{title}",
"datePublished": "2026-03-04T08:15:00Z", "articleSection": "{section}", "author": {{"@type": "Person", "name": "{author}"}}}}</script></head>
<body><div class="x1"><a href="/">{home}</a></div>
<div class="x2"><div class="x3"><h1>{title}</h1></div><div class="x4"><p>{first}</p><p>{second}</p><p>{third}</p></div>
<div class="x5"><a href="#">{share}</a></div></div>
<div id="comments"><div class="x6"><p>{comment}</p></div></div></body></html>"""

PAGES = {"wordpress": PLAIN_WORDPRESS, "json-ld": UNKNOWN_MARKUP_WITH_JSON_LD}

ADDRESSES = (
    "a-headline-of-some-length/", "a-headline-of-some-length-990011.html", "990011.html", "990011/", "990011",
    "2026/03/04/a-headline-of-some-length/", "2026/03/04/a-headline-of-some-length_990011/", "a-headline-of-some-length_a99001.html",
    "a-headline-of-some-length-990011/", "990011-a-headline-of-some-length.html", "articles-99001.html", "permalink/99001.html",
    "politique/a-headline-of-some-length_ABCDEFGHIJKLMNOPQRSTUVWX23/", "politique/a-headline-of-some-length/990011",
    "articles/details/99001/a-headline-of-some-length.html", "article/politique/a-headline-of-some-length", "article/a-headline-of-some-length",
    "politique/990011.html", "politique/990011", "news/a-headline-of-some-length", "ar/news/a-headline-of-some-length",
    "fr/news/a-headline-of-some-length", "actualite/politique/a-headline-of-some-length/", "270/990011-a-headline-of-some-length",
    "news.php?id=99001", "article/99001/politique/a-headline-of-some-length", "fr/article/99001.html", "ar/article/99001.html",
    "fr/article/a-headline-of-some-length", "fr/politique/990011", "barlamane/99001", "fr/lopinion/99001", "a-headline-of-some-length.html",
)  # fmt: skip
"""Addresses as articles have them, of which every site's own form takes at least one."""


def article_url(site: Site) -> str:
    """An address that the site's own form takes."""
    hosts = f"https://{next(iter(sorted(site.hosts)))}/"
    found = (
        base + path for base in (site.home, re.sub(r"(://[^/]+/).*", r"\1", site.home), hosts) for path in ADDRESSES
    )
    return next(url for url in found if site.is_article(url))


def gone(layout: Layout) -> Layout:
    """The layout with every selector naming what no page has: as after a new design."""
    selectors = [name for name in Layout.__slots__ if name not in ("seen", "since", "until") and getattr(layout, name)]
    return replace(layout, **dict.fromkeys(selectors, "div.gone-with-the-old-design"))


def read(site: Site, markup: str) -> tuple[Story, Article]:
    language = site.languages[0]
    story = STORIES[language if language in STORIES else "fr"]
    first, second, third = story.paragraphs
    html = markup.format(
        lang=language, site=site.title, title=story.title, section=story.section, author=story.author,
        first=first, second=second, third=third, home=story.home, share=story.share, comment=story.comment,
    )  # fmt: skip
    return story, extract(html, article_url(site), site=site, fetched_at=FETCHED)


@pytest.mark.parametrize("name", sorted(SITES))
@pytest.mark.parametrize("page", PAGES)
def test_a_record_is_whole_with_all_selectors_failing_and_says_that_they_did(page: str, name: str) -> None:
    layouts = SITES[name].layouts or (Layout(seen="2026", title="h1.x", body="div.x"),)
    site = replace(SITES[name], layouts=tuple(map(gone, layouts)))
    story, article = read(site, PAGES[page])
    assert article.title == story.title
    assert [block.text for block in article.blocks] == list(story.paragraphs)
    assert (article.authors, article.section) == ([story.author], story.section)
    assert article.published is not None
    assert article.published.at == PUBLISHED
    assert "layout" not in article.methods.values()
    missed = {f"layout missed: {field}" for field in ("title", "body") if any(getattr(each, field) for each in layouts)}
    assert missed <= set(article.problems)
