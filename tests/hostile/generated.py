"""Pages that hypothesis makes up: nested markup with the names that readers look for, and linked data of any shape."""

from __future__ import annotations

import json
from html import escape

from hypothesis import strategies as st

TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    (
        "12/11/2026",
        "منذ ساعتين",
        "بقلم: سعيد",
        "Par Karim",
        "Lire aussi : x",
        "Une phrase assez longue pour compter. " * 3,
    )
)
NAMES = st.sampled_from(
    (
        "entry-content",
        "post-title",
        "related",
        "author",
        "date published",
        "breadcrumb",
        "share",
        "td-post-content",
        "x",
    )
)
TAGS = (
    "div",
    "p",
    "h1",
    "h2",
    "a",
    "span",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "time",
    "figure",
    "img",
    "article",
    "br",
    "b",
)
ADDRESSES = st.sampled_from(("/a-12345.html", "http://[", "//x", "javascript:x", "", "#", "\ud800")) | TEXT


def _element(tag: str, attributes: dict[str, str], inner: list[str], closed: bool) -> str:
    stated = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{stated}>{''.join(inner)}" + (f"</{tag}>" if closed else "")


_ATTRIBUTES = st.fixed_dictionaries(
    {}, optional={"class": NAMES, "id": NAMES, "href": ADDRESSES, "src": ADDRESSES, "datetime": TEXT, "rel": NAMES}
)
MARKUP = st.recursive(
    TEXT.map(escape) | TEXT,
    lambda inner: st.builds(_element, st.sampled_from(TAGS), _ATTRIBUTES, st.lists(inner, max_size=5), st.booleans()),
    max_leaves=25,
)

_KEYS = st.sampled_from(
    ("@type", "@id", "@graph", "headline", "author", "name", "articleBody", "datePublished", "image", "url", "keywords")
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXT
    | st.sampled_from(("NewsArticle", "LiveBlogPosting")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=20,
)


def _page(linked_data: object, body: list[str]) -> str:
    script = f"<script type='application/ld+json'>{json.dumps(linked_data)}</script>"
    return f"<!doctype html><html><head><meta charset=utf-8>{script}</head><body>{''.join(body)}</body></html>"


PAGES = st.builds(_page, VALUES, st.lists(MARKUP, max_size=8))
