"""The posts route of the WordPress REST API: a hundred articles a request, with exact times and numbers.

Finds the API in a page, makes the addresses to ask, reads the answers. How a post's HTML becomes blocks is the
caller's to say.
"""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from crawler.discovery.timestamps import parse_timestamp
from crawler.extraction.tree import Node
from crawler.items import ArticlePage, Block, DateText, Image, Link, LinkKind, PageLink
from crawler.urls import absolute_url, clean_url

API_RELATION = "https://api.w.org/"
POSTS_ROUTE = "wp/v2/posts"

# A list of relations since WordPress 5.4; older versions take any value for "embed everything".
_EMBED = "author,wp:term,wp:featuredmedia"
_OURS = frozenset({"page", "per_page", "after", "before", "_embed"})

_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>\s*;[^<,]{0,200}?rel\s*=\s*\"?" + re.escape(API_RELATION))
_ROUTE_END = re.compile(r"(?:/|%2F)*\Z", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype|html)\b", re.IGNORECASE)
_JSON_START = re.compile(r"[\[{]")
_MAX_STARTS = 50  # places where JSON may begin below notices of PHP, which have brackets of their own
_TAG = re.compile(r"<[^<>]*>")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMBEDDED_MEDIA = re.compile(r"<(?:iframe|video|audio|embed|object)\b", re.IGNORECASE)

# What a text that goes on elsewhere ends with: WordPress' own mark, and themes' links to the whole article.
_CUT_END = re.compile(
    r"(?:[\[(](?:…|\.{3})[\])]|"
    r"(?:lire (?:la suite|plus)|continue reading|read more|[اإأ]قرأ المزيد|قراءة المزيد)\s*[.…»←→]*)\s*$",
    re.IGNORECASE,
)
_MORE_LINK = re.compile(r"class=[\"'][^\"']*\bmore-link\b")
_SHORTCODES = re.compile(r"\[/?(?:vc_|et_pb_|fusion_|tdc?_|elementor|siteorigin)")  # page builders, not rendered

_NO_SECTION = frozenset(
    {"uncategorized", "uncategorised", "non classé", "non classe", "non catégorisé", "sin categoría", "غير مصنف"}
)


class NotWordPress(ValueError):  # noqa: N818 (it says what the answer is)
    """The answer is no list of WordPress posts. The message says what came instead."""


@dataclass(slots=True, frozen=True)
class PostsPage:
    """One page of posts. `links` are posts to be visited, because the API does not give their whole text."""

    articles: list[ArticlePage]
    links: list[PageLink]
    total_pages: int | None


def posts_url(
    api: str,
    *,
    page: int = 1,
    per_page: int = 100,
    since: datetime | None = None,
    until: datetime | None = None,
) -> str:
    """Return the address of a page of posts, newest first.

    `api` is the posts route in either form (".../wp-json/wp/v2/posts", ".../?rest_route=/wp/v2/posts") or an
    address this function made; parameters of others (a language, say) stay. `per_page` is 100 at most, the
    API's own limit. `since` and `until` (aware) bound the time of publication: from `since` on, before `until`.
    """
    parts = urlsplit(api)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _OURS]
    ours = [("page", str(page)), ("per_page", str(per_page)), ("_embed", _EMBED)]
    if since:
        ours.append(("after", _iso(since - timedelta(seconds=1))))  # the API's "after" leaves out the second itself
    if until:
        ours.append(("before", _iso(until)))
    query = "&".join(f"{quote(name)}={quote(value, safe='/:,')}" for name, value in kept + ours)
    return parts._replace(query=query, fragment="").geturl()


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def api_in_page(root: Node) -> str | None:
    """Return the posts route of the WordPress behind a page, which it names in a `<link>` of every page, or None."""
    links = [link.attributes for link in root.css("link")]
    return _route([link.get("href") or "" for link in links if API_RELATION in (link.get("rel") or "").split()])


def api_in_headers(headers: Mapping[str, str]) -> str | None:
    """Return the posts route that the HTTP header `Link`, its name in any case, names, or None."""
    links = [_LINK_HEADER.search(value) for name, value in headers.items() if name.lower() == "link"]
    return _route([link[1] for link in links if link])


def _route(named: Iterable[str]) -> str | None:
    url = next(filter(None, map(clean_url, named)), None)
    return _ROUTE_END.sub("/", url, count=1) + POSTS_ROUTE if url else None


def read_posts(
    body: bytes,
    url: str,
    *,
    total_pages: int | None,
    fetched_at: datetime,
    to_blocks: Callable[[str, str], tuple[list[Block], list[Link]]],
) -> PostsPage:
    """Return the articles in an answer of the posts route, fetched from `url` at `fetched_at`.

    `total_pages` is the header X-WP-TotalPages; `to_blocks` makes blocks and links of (HTML, address of the
    article). A page past the last one holds nothing. Raises `NotWordPress`.
    """
    answer = _decode(body)
    if isinstance(answer, dict):
        code, message = _text(answer.get("code")), _text(answer.get("message"))
        if code == "rest_post_invalid_page_number":
            return PostsPage([], [], total_pages)
        raise NotWordPress(f"the API answers {code or 'an object'}: {message or 'no list of posts'}"[:300])
    page = PostsPage([], [], total_pages)
    posts = [post for post in answer if isinstance(post, dict) and isinstance(post.get("id"), int)]
    if answer and not posts:
        raise NotWordPress("the API answers a list, but not of posts")
    for post in posts:
        if post.get("status", "publish") == "publish":
            _read_post(_Fields(post), url, fetched_at, to_blocks, page)
    return page


def _decode(body: bytes) -> dict[str, Any] | list[Any]:
    text = body.decode("utf-8-sig", "replace").strip()
    if _HTML.match(text):
        raise NotWordPress("the API answers a page of HTML")
    decoder = json.JSONDecoder()
    for start in itertools.islice(_JSON_START.finditer(text), _MAX_STARTS):
        try:
            answer: dict[str, Any] | list[Any]
            answer, end = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            continue
        if end == len(text) or isinstance(answer, dict) or (answer and isinstance(answer[0], dict)):
            return answer
    raise NotWordPress(f"the API answers no JSON: {text[:80]!r}")


def _text(value: object) -> str:
    """Return a text of JSON without lone surrogates, which no database takes; "" for anything else."""
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else ""


def _plain(value: object) -> str:
    """Return the text of an HTML snippet such as a title, on one line."""
    return " ".join(html.unescape(_TAG.sub("", _text(value))).split())


class _Fields:
    """A post's fields, any of which may be missing, null or of another type than documented."""

    def __init__(self, post: dict[str, Any]) -> None:
        self.post = post

    def at(self, *path: str | int) -> Any:
        """Return what lies at the path, or None."""
        value: Any = self.post
        for step in path:
            if isinstance(step, str) and isinstance(value, dict):
                value = value.get(step)
            elif isinstance(step, int) and isinstance(value, list) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def terms(self, taxonomy: str) -> Iterator[tuple[str, str]]:
        """Yield name and address of the post's terms of a taxonomy."""
        groups = self.at("_embedded", "wp:term")
        for group in groups if isinstance(groups, list) else []:
            for term in group if isinstance(group, list) else []:
                if isinstance(term, dict) and term.get("taxonomy") == taxonomy and _plain(term.get("name")):
                    yield _plain(term["name"]), _text(term.get("link"))

    def authors(self) -> Iterator[tuple[str, str]]:
        """Yield name and address of the authors; an author who may not be shown comes as an error object."""
        found = self.at("_embedded", "author")
        for author in found if isinstance(found, list) else []:
            if isinstance(author, dict) and "code" not in author and _plain(author.get("name")):
                yield _plain(author["name"]), _text(author.get("link"))


def _read_post(
    post: _Fields,
    url: str,
    fetched_at: datetime,
    to_blocks: Callable[[str, str], tuple[list[Block], list[Link]]],
    page: PostsPage,
) -> None:
    address = absolute_url(url, _text(post.at("link")) or f"/?p={post.at('id')}")
    if address is None:
        return
    dates = list(_dates(post))
    content = _text(post.at("content", "rendered"))
    blocks, links = to_blocks(content, address) if content.strip() else ([], [])
    title = _plain(post.at("title", "rendered"))
    if not title or post.at("content", "protected") or _is_cut(content, blocks):
        when = {date.dates: parse_timestamp(date.text) for date in dates}
        page.links.append(PageLink(address, "article", when.get("published"), when.get("modified")))
        return
    authors = list(post.authors())
    sections = list(post.terms("category"))
    named = [(name, link) for name, link in sections if name.lower() not in _NO_SECTION] or sections
    tags = list(post.terms("post_tag"))
    edges: tuple[tuple[LinkKind, list[tuple[str, str]]], ...] = (
        ("section", named[:1]),
        ("author", authors),
        ("tag", tags),
    )
    article = ArticlePage(
        url=address,
        fetched_at=fetched_at,
        title=title,
        section=named[0][0] if named else None,
        blocks=blocks,
        authors=[name for name, _ in authors]
        or [name for name in [_plain(post.at("yoast_head_json", "author"))] if name],
        tags=[name for name, _ in tags],
        dates=dates,
        language=_language(post),
        image=_image(post, address),
        has_media=bool(_EMBEDDED_MEDIA.search(content)) or post.at("format") in ("video", "audio"),
        links=[*links, *_edges(edges, address, start=len(links))],
        external_id=f"wp:{post.at('id')}",
    )
    found = {
        "title": article.title, "section": article.section, "body": article.blocks, "authors": article.authors,
        "tags": article.tags, "dates": article.dates, "language": article.language, "image": article.image,
    }  # fmt: skip
    article.methods = {name: "rest" for name, value in found.items() if value}
    page.articles.append(article)


def _is_cut(content: str, blocks: list[Block]) -> bool:
    """Say whether the text is missing or plainly goes on elsewhere."""
    texts = [block.text for block in blocks if block.text.strip()]
    if not texts:
        return True
    return bool(_MORE_LINK.search(content) or _CUT_END.search(texts[-1]) or _SHORTCODES.search(content))


def _dates(post: _Fields) -> Iterator[DateText]:
    """Yield the times as the API prints them; those in UTC say so, the others are local to the site."""
    if text := _time(post, "date"):
        yield DateText(text, "published", "rest")
    if text := _time(post, "modified"):
        yield DateText(text, "modified", "rest")


def _time(post: _Fields, name: str) -> str | None:
    universal = _text(post.at(f"{name}_gmt")).strip()
    if parse_timestamp(universal, "UTC"):  # drafts and imports have none, or zeros
        return universal if universal.endswith("Z") else universal + "Z"
    local = _text(post.at(name)).strip()
    return local if parse_timestamp(local) else None


def _language(post: _Fields) -> str | None:
    """Return the language code, from Polylang's field or Yoast's locale ("ar_AR")."""
    for value in (post.at("lang"), post.at("yoast_head_json", "og_locale")):
        code = re.match(r"([a-z]{2,3})(?:[_-]|$)", _text(value))
        if code:
            return code[1]
    return None


def _image(post: _Fields, address: str) -> Image | None:
    media = ("_embedded", "wp:featuredmedia", 0)
    for value in (
        post.at(*media, "source_url"),
        post.at("jetpack_featured_media_url"),
        post.at("yoast_head_json", "og_image", 0, "url"),
    ):
        url = absolute_url(address, _text(value)) if _text(value) else None
        if url:
            return Image(url, _plain(post.at(*media, "caption", "rendered")) or None)
    return None


def _edges(edges: tuple[tuple[LinkKind, list[tuple[str, str]]], ...], address: str, *, start: int) -> Iterator[Link]:
    position = start
    for kind, named in edges:
        for name, link in named:
            url = absolute_url(address, link) if link else None
            if url:
                yield Link(url, kind, name, position)
                position += 1
