"""The WordPress REST API: addresses asked, answers read."""

from __future__ import annotations

import contextlib
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.wordpress import NotWordPress, PostsPage, api_in_headers, api_in_page, posts_url, read_posts
from crawler.extraction.tree import parsed
from crawler.items import Block, DateText, Image, Link, PageLink
from crawler.urls import clean_url

API = "https://journal.example/wp-json/wp/v2/posts"
PLAIN_API = "https://journal.example/?rest_route=/wp/v2/posts"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def to_blocks(html: str, url: str) -> tuple[list[Block], list[Link]]:
    """Stand in for extraction: a block a paragraph, an inline link an anchor."""
    assert url.startswith("https://journal.example/")
    texts = [re.sub(r"<[^>]*>", "", text).strip() for text in re.findall(r"<p[^>]*>(.*?)</p>", html, re.DOTALL)]
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', html)
    return [Block("paragraph", text) for text in texts], [
        Link(target, "inline", text, position) for position, (target, text) in enumerate(links)
    ]


def post(**changes: Any) -> dict[str, Any]:
    """A post as the API gives it, with changes."""
    return {
        "id": 1234,
        "date": "2025-07-20T19:04:57",
        "date_gmt": "2025-07-20T18:04:57",
        "modified": "2025-07-20T20:00:00",
        "modified_gmt": "2025-07-20T19:00:00",
        "link": "https://journal.example/خبر-أول-1234.html",
        "status": "publish",
        "format": "standard",
        "title": {"rendered": "خبر &laquo;أول&raquo; <em>عن</em> R&#038;D"},
        "content": {
            "rendered": '<p>فقرة أولى.</p>\n<p>Deuxième, <a href="https://journal.example/b">voir</a>.</p>',
            "protected": False,
        },
        "excerpt": {"rendered": "<p>فقرة أولى. [&hellip;]</p>"},
        "_embedded": {
            "author": [{"id": 1, "name": "كاتب &amp; كاتب", "link": "https://journal.example/author/a"}],
            "wp:term": [
                [
                    {"taxonomy": "category", "name": "Uncategorized", "link": "https://journal.example/category/u"},
                    {"taxonomy": "category", "name": "سياسة", "link": "https://journal.example/category/s"},
                ],
                [
                    {"taxonomy": "post_tag", "name": "برلمان", "link": "https://journal.example/tag/b"},
                    {"taxonomy": "post_tag", "name": "قانون", "link": "/tag/q"},
                ],
            ],
            "wp:featuredmedia": [
                {"source_url": "https://journal.example/a.jpg", "caption": {"rendered": "<p>صورة من الأرشيف</p>\n"}}
            ],
        },
        "yoast_head_json": {"author": "Yoast", "og_locale": "ar_AR"},
        **changes,
    }


def read(answer: Any, *, url: str = API) -> PostsPage:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return read_posts(body, url, total_pages=7, fetched_at=NOW, to_blocks=to_blocks)


# --- asking ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", [API, PLAIN_API])
def test_the_address_of_a_page_of_posts(api: str) -> None:
    url = posts_url(
        api,
        page=3,
        since=datetime(2024, 1, 1, tzinfo=UTC),
        until=datetime(2024, 2, 1, 1, tzinfo=timezone(timedelta(hours=1))),
    )
    query = parse_qs(urlsplit(url).query)
    assert query.pop("rest_route", ["/wp/v2/posts"]) == ["/wp/v2/posts"]
    assert query == {
        "page": ["3"],
        "per_page": ["100"],
        "_embed": ["author,wp:term,wp:featuredmedia"],
        "after": ["2023-12-31T23:59:59Z"],
        "before": ["2024-02-01T00:00:00Z"],
    }
    assert url.startswith(api)
    assert clean_url(url) == url


@pytest.mark.parametrize("api", [API, PLAIN_API, API + "?lang=fr"])
def test_an_address_made_once_serves_for_the_next_page(api: str) -> None:
    first = posts_url(api, since=NOW)
    assert posts_url(first, page=2, since=NOW) == posts_url(api, page=2, since=NOW)


@pytest.mark.parametrize(
    ("href", "api"),
    [
        ("https://journal.example/wp-json/", API),
        ("https://journal.example/wp-json", API),
        ("https://journal.example/?rest_route=/", PLAIN_API),
        (
            "https://journal.example/index.php?rest_route=%2F",
            "https://journal.example/index.php?rest_route=/wp/v2/posts",
        ),
        ("javascript:x", None),
        ("", None),
    ],
)
def test_the_api_is_found_in_page_and_header(href: str, api: str | None) -> None:
    page = f'<html><head><link rel="icon" href="/i"><link rel="https://api.w.org/" href="{href}"></head></html>'
    assert api_in_page(parsed(page.encode())) == api
    header = f'<{href}>; rel="https://api.w.org/", <https://journal.example/?p=1>; rel=shortlink'
    assert api_in_headers({"link": header}) == api
    assert api_in_headers({"Link": "<https://journal.example/>; rel=shortlink"}) is None


# --- reading -----------------------------------------------------------------------------------------------


def test_a_post_becomes_an_article() -> None:
    page = read([post()])
    assert page.links == []
    assert page.total_pages == 7
    (article,) = page.articles
    assert article.url == "https://journal.example/%D8%AE%D8%A8%D8%B1-%D8%A3%D9%88%D9%84-1234.html"
    assert article.fetched_at == NOW
    assert article.external_id == "wp:1234"
    assert article.title == "خبر «أول» عن R&D"
    assert [block.text for block in article.blocks] == ["فقرة أولى.", "Deuxième, voir."]
    assert article.dates == [
        DateText("2025-07-20T18:04:57Z", "published", "rest"),
        DateText("2025-07-20T19:00:00Z", "modified", "rest"),
    ]
    assert article.authors == ["كاتب & كاتب"]
    assert article.section == "سياسة"
    assert article.tags == ["برلمان", "قانون"]
    assert article.image == Image("https://journal.example/a.jpg", "صورة من الأرشيف")
    assert article.language == "ar"
    assert not article.has_media
    assert set(article.methods.values()) == {"rest"}
    assert set(article.methods) == {"title", "section", "body", "authors", "tags", "dates", "language", "image"}
    assert article.links == [
        Link("https://journal.example/b", "inline", "voir", 0),
        Link("https://journal.example/category/s", "section", "سياسة", 1),
        Link("https://journal.example/author/a", "author", "كاتب & كاتب", 2),
        Link("https://journal.example/tag/b", "tag", "برلمان", 3),
        Link("https://journal.example/tag/q", "tag", "قانون", 4),
    ]


@pytest.mark.parametrize("gmt", [None, "", "0000-00-00T00:00:00", "-0001-11-30T00:00:00", 5])
def test_without_universal_time_the_local_one_is_given_as_printed(gmt: Any) -> None:
    dates = read([post(date_gmt=gmt, modified_gmt=gmt)]).articles[0].dates
    assert [date.text for date in dates] == ["2025-07-20T19:04:57", "2025-07-20T20:00:00"]


def test_an_author_who_may_not_be_shown_is_taken_from_yoast() -> None:
    embedded = post()["_embedded"] | {"author": [{"code": "rest_user_invalid_id", "message": "x", "name": "y"}]}
    assert read([post(_embedded=embedded)]).articles[0].authors == ["Yoast"]


def test_an_only_section_is_kept_whatever_its_name() -> None:
    embedded = {"wp:term": [[{"taxonomy": "category", "name": "غير مصنف"}]]}
    assert read([post(_embedded=embedded)]).articles[0].section == "غير مصنف"


def test_a_post_with_a_player_says_so() -> None:
    content = {"rendered": "<p>نص.</p><iframe src='https://video.example/1'></iframe>"}
    assert read([post(content=content)]).articles[0].has_media
    assert read([post(format="video")]).articles[0].has_media


def test_the_language_of_polylang_counts_before_yoasts() -> None:
    assert read([post(lang="fr")]).articles[0].language == "fr"
    assert read([post(yoast_head_json=None)]).articles[0].language is None


@pytest.mark.parametrize(
    "changes",
    [
        {"content": {"rendered": "", "protected": True}},
        {"content": {"rendered": "<p>مقدمة.</p>", "protected": True}},
        {"content": {"rendered": "  "}},
        {"content": {"rendered": "<iframe src='x'></iframe>"}},
        {"content": {"rendered": "<p>مقدمة المقال […]</p>"}},
        {"content": {"rendered": "<p>Début de l'article [...]</p>"}},
        {"content": {"rendered": "<p>Début de l'article. Lire la suite »</p>"}},
        {"content": {"rendered": '<p>Début. <a class="more-link" href="/a">Suite</a></p>'}},
        {"content": {"rendered": "<p>[vc_row][vc_column]نص[/vc_column][/vc_row]</p>"}},
        {"content": None},
        {"content": "نص"},
        {"title": {"rendered": ""}},
        {"title": None},
    ],
)
def test_a_post_whose_text_is_not_whole_is_to_be_visited(changes: dict[str, Any]) -> None:
    page = read([post(**changes)])
    assert page.articles == []
    assert page.links == [
        PageLink(
            "https://journal.example/%D8%AE%D8%A8%D8%B1-%D8%A3%D9%88%D9%84-1234.html",
            "article",
            datetime(2025, 7, 20, 18, 4, 57, tzinfo=UTC),
            datetime(2025, 7, 20, 19, tzinfo=UTC),
        )
    ]


def test_a_post_without_link_is_found_by_its_number() -> None:
    assert read([post(link=None)], url=PLAIN_API).articles[0].url == "https://journal.example/?p=1234"


def test_posts_that_are_not_published_are_left_out() -> None:
    assert read([post(status="private"), post()]).articles[0].external_id == "wp:1234"
    assert len(read([post(status="private"), post()]).articles) == 1


def test_lone_surrogates_do_not_reach_the_database() -> None:
    article = read(json.dumps([post(title={"rendered": "a\ud800b"})]).encode()).articles[0]
    assert article.title == "a\ufffdb"


# --- what the wild answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "around",
    [
        b"\xef\xbb\xbf%s",
        b"\n\n%s\n",
        b"<br />\n<b>Warning</b>: Array [1] to {main} [] in <b>/a.php</b> on line <b>3</b><br />\n%s",
        b"%s<!-- 0.3 s -->",
    ],
)
def test_noise_around_the_answer_is_passed_by(around: bytes) -> None:
    assert len(read(around % json.dumps([post()]).encode()).articles) == 1


def test_no_posts_are_no_error() -> None:
    assert read([]) == PostsPage([], [], 7)
    assert read(b"Warning: [1]\n[]") == PostsPage([], [], 7)


def test_a_page_past_the_last_holds_nothing() -> None:
    answer = {"code": "rest_post_invalid_page_number", "message": "x", "data": {"status": 400}}
    assert read(answer) == PostsPage([], [], 7)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"code":"rest_no_route","message":"No route","data":{"status":404}}', "rest_no_route: No route"),
        (b'{"code":"rest_disabled","message":null}', "rest_disabled"),
        (b"{}", "no list of posts"),
        (b"<!DOCTYPE html><html><script>var a = [{}]</script></html>", "HTML"),
        (b"<html><body>Just a moment...</body></html>", "HTML"),
        (b"", "no JSON"),
        (b"Forbidden", "no JSON: 'Forbidden'"),
        (b"null", "no JSON"),
        (b'"x"', "no JSON"),
        (b"[1, 2]", "not of posts"),
        (b'[{"name": "x"}]', "not of posts"),
        (b"[" * 100_000, "no JSON"),
        (b"[" + b"1" * 10_000 + b"]", "no JSON"),
    ],
)
def test_what_is_no_list_of_posts_is_refused_with_a_reason(body: bytes, said: str) -> None:
    with pytest.raises(NotWordPress, match=re.escape(said)):
        read(body)


def test_an_answer_cut_short_is_refused() -> None:
    body = json.dumps([post(), post(id=2)]).encode()
    with pytest.raises(NotWordPress):
        read(body[:-20])


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2025-01-01T00:00:00"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["rendered", "author", "wp:term", "wp:featuredmedia", "name", "taxonomy"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(post())), anything))
def test_no_type_breaks_the_reader(changes: dict[str, Any]) -> None:
    changes.pop("id", None)
    page = read([post(**changes)])
    assert len(page.articles) + len(page.links) <= 1


@given(st.binary())
def test_no_bytes_break_the_reader(body: bytes) -> None:
    with contextlib.suppress(NotWordPress):
        assert read(body).total_pages == 7
