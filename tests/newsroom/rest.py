"""The posts route of the WordPress REST API: query parameters in, JSON values and headers out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from tests.newsroom.archive import Archive
from tests.newsroom.calendar import casablanca
from tests.newsroom.content import Story
from tests.newsroom.editions import EDITIONS
from tests.newsroom.themes import Theme, slugged

MAX_PER_PAGE = 100  # WordPress' own limit


def posts(
    archive: Archive, themes: Mapping[tuple[str, str], Theme], base: str, query: Mapping[str, str]
) -> tuple[int, dict[str, str], Any]:
    """Return status, headers and JSON value of /wp-json/wp/v2/posts.

    Understood are page, per_page, order (asc, desc), orderby (date, modified, id), after, before, modified_after,
    modified_before and _embed. Times without an offset are the site's local time, as in WordPress.
    """
    try:
        page, per_page = int(query.get("page", "1")), int(query.get("per_page", "10"))
        bounds = {name: _moment(query[name]) for name in _BOUNDS if name in query}
    except ValueError:
        return _error("rest_invalid_param", "Invalid parameter(s)")
    order, by = query.get("order", "desc"), query.get("orderby", "date")
    if page < 1 or not 1 <= per_page <= MAX_PER_PAGE or order not in ("asc", "desc") or by not in _ORDERS:
        return _error("rest_invalid_param", "Invalid parameter(s)")
    numbers = list(archive.listing())
    for name, moment in bounds.items():
        field, later = _BOUNDS[name]
        numbers = [n for n in numbers if (getattr(archive.card(n), field) > moment) is later]
    if by != "date":
        numbers.sort(key=lambda n: getattr(archive.card(n), _ORDERS[by]), reverse=True)
    if order == "asc":
        numbers.reverse()
    pages = -(-len(numbers) // per_page)
    if page > max(pages, 1):
        return _error(
            "rest_post_invalid_page_number", "The page number requested is larger than the number of pages available."
        )
    chosen = numbers[(page - 1) * per_page : page * per_page]
    embed = "_embed" in query
    headers = {"X-WP-Total": str(len(numbers)), "X-WP-TotalPages": str(pages)}
    return 200, headers, [post(archive.story(number), themes, base, embed) for number in chosen]


def post(story: Story, themes: Mapping[tuple[str, str], Theme], base: str, embed: bool = False) -> dict[str, Any]:
    """Return one post as the API gives it; `embed` adds author, picture and terms."""
    theme = themes[story.edition, story.lang]
    section_id = 2 + list(EDITIONS[story.edition].sections).index(story.section_key)
    link = base + story.path
    value: dict[str, Any] = {
        "id": story.id, "date": _local(story.published), "date_gmt": _utc(story.published),
        "guid": {"rendered": f"{base}/?p={story.id}"}, "modified": _local(story.modified),
        "modified_gmt": _utc(story.modified), "slug": link.rstrip("/").rsplit("/", 1)[-1], "status": "publish",
        "type": "post", "link": link, "title": {"rendered": _texturized(story.title)},
        "content": {"rendered": theme.rest_content(story), "protected": False},
        "excerpt": {"rendered": f"<p>{theme.excerpt(story)} [&hellip;]</p>\n", "protected": False},
        "author": 1, "featured_media": story.id + 1_000_000 if story.image else 0, "comment_status": "open",
        "format": "standard", "meta": [], "categories": [section_id], "tags": list(range(1, len(story.tags) + 1)),
        "_links": {"self": [{"href": f"{base}/wp-json/wp/v2/posts/{story.id}"}]},
    }  # fmt: skip
    if embed:
        terms = [
            [
                {
                    "id": section_id,
                    "link": theme.section_url(story.section_key),
                    "name": story.section,
                    "taxonomy": "category",
                }
            ]
        ]
        terms.append(
            [
                {"id": place, "link": theme.tag_url(tag), "name": escape(tag), "taxonomy": "post_tag"}
                for place, tag in enumerate(story.tags, 1)
            ]
        )
        value["_embedded"] = {
            "author": [{"id": 1, "name": story.author, "link": f"{base}/author/{slugged(story.author)}/"}],
            "wp:term": terms,
        }
        if story.image:
            caption = {"rendered": f"<p>{escape(story.caption or '')}</p>\n"}
            value["_embedded"]["wp:featuredmedia"] = [
                {
                    "id": story.id + 1_000_000,
                    "source_url": base + story.image,
                    "caption": caption,
                    "media_type": "image",
                }
            ]
    return value


_ORDERS = {"date": "published", "modified": "modified", "id": "id"}
_BOUNDS = {
    "after": ("published", True), "before": ("published", False),
    "modified_after": ("modified", True), "modified_before": ("modified", False),
}  # fmt: skip


def _error(code: str, message: str) -> tuple[int, dict[str, str], Any]:
    return 400, {}, {"code": code, "message": message, "data": {"status": 400}}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=casablanca())


def _local(moment: datetime) -> str:
    return moment.astimezone(casablanca()).strftime("%Y-%m-%dT%H:%M:%S")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _texturized(title: str) -> str:
    """Return a title as WordPress renders it, typographic signs as numeric entities."""
    return escape(title, quote=False).replace("’", "&#8217;").replace("…", "&#8230;")
