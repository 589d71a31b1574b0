"""The ordinary pages that mutations start from: articles and lists of the sample newspaper, without its server."""

from __future__ import annotations

from functools import cache

from crawler.site import Layout, Site
from tests.newsroom.content import Story
from tests.newsroom.site import Options
from tests.newsroom.site import Site as Paper

BASE = "http://127.0.0.1:8000"
KNOWN = Site(
    "مثال",
    f"{BASE}/",
    languages=("ar", "fr"),
    title_ar="مثال",
    layouts=(
        Layout(
            seen="2026",
            title="h1",
            subtitle="h2",
            section=".post-cat-wrap a, .td-category a",
            body=".entry-content, .td-post-content",
            author=".author, .meta-author a",
            published="time, .date",
            tags="a[rel=tag]",
            image="figure img, img",
            caption="figcaption",
            related="#related-posts, .td_block_related_posts",
            remove="aside, .share-buttons",
        ),
    ),
)
"""A site whose layout fits two of the paper's three themes."""


@cache
def originals() -> tuple[tuple[bytes, str], ...]:
    """Return pages with their addresses: every theme and language, with and without oddities, AMP and lists too."""
    paper = Paper(BASE, Options(articles=18, oddities=True))
    found = [(_article(paper, story), BASE + story.path) for story in paper.archive.stories()]
    story = paper.archive.story(0)
    theme = paper.themes[story.edition, story.lang]
    found.append((theme.amp(story), f"{BASE}{story.path}/amp/"))
    found.append((theme.article(story, dated=False), BASE + story.path))
    found.append((theme.listing("Liste", "/odd/", paper.archive.listing()[:12]), f"{BASE}/politique/"))
    return tuple(found)


def _article(paper: Paper, story: Story) -> bytes:
    return paper.themes[story.edition, story.lang].article(story)
