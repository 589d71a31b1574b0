"""The shape of a site's article addresses, told from examples of them and of what is none.

A shape is a regular expression for `Site.article_url`. Shapes that say much come first: a number, a day, an Arc id;
a bare headline is told by its hyphens. Whatever is inferred matches none of the addresses that are no article's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin, urlsplit

NEVER = (
    "tag/maroc/", "tag/coupe-du-monde-2026-au-maroc/", "tag/coupe-du-monde-2026/page/3/", "tag/maroc-2030/",
    "tags/maroc",
    "category/politique/", "category/politique/page/2/", "category/sport/football/", "categorie/economie",
    "author/redaction/", "author/jean-de-la-plume-et-de-l-encre/page/2/", "author/1234/", "page/2/", "page/1440/",
    "feed/", "feed", "comments/feed/", "politique/feed/", "rss.xml", "sitemap.xml", "post-sitemap12.xml",
    "wp-sitemap-posts-post-1.xml", "wp-json/wp/v2/posts", "wp-json/wp/v2/posts/1234", "wp-login.php",
    "wp-content/uploads/2024/05/une-image-du-jour-12345.jpg", "2024/", "2024/05/", "2024/05/06/", "2024/05/page/2/",
    "2024/05/06/page/2/", "?s=maroc", "?paged=2", "?p=", "?cat=12", "?page_id=12", "search?q=maroc", "economie",
    "economie/", "sport/", "contact/", "a-propos/", "mentions-legales/", "politique/page/12/", "robots.txt",
)  # fmt: skip
"""What is no article on any site."""

RARE = 0.05
"""The share of examples that a shape must have to be one: sitemaps name a few pages that are no articles."""

LISTS = r"^https?://[^/]+/(?:tags?|categor[a-z]+|authors?|auteurs?|page|feed|wp-[a-z]+)/"
"""What lists by tag, person and page are under: a site's `not_article_url` where a shape finds some of them."""

_NUMBER = re.compile(r"\d+")
_ARC = re.compile(r"_[A-Z0-9]{26}$")
_WMAKER = re.compile(r"_a\d+\.html$")
_QUERY_NUMBER = re.compile(r"(?:^|&)(\w+)=\d+$")
_DATED = re.compile(r"(.*)/(?:19|20)\d\d/\d\d/(\d\d/)?[^/]+?(\.\w{2,5}|/?)$")
_NUMBER_LAST = re.compile(r"(.*?)([-_/.])(\d+)(\.\w{2,5}|/?)$")
_NUMBER_FIRST = re.compile(r".*/(\d+)([-_])[^/]+?(\.\w{2,5}|/?)$")
_FEWEST_HYPHENS = 3

_Shape = tuple[str, ...]


def article_pattern(home: str, articles: Iterable[str], others: Iterable[str]) -> tuple[str | None, str | None]:
    """Return a regular expression that finds the addresses of articles, and one of what it finds beside them.

    None where there is none: no shape that finds articles and nothing else, or no need of another. `home` is the
    site's; `articles` are examples, of which a few may be no articles after all; `others` are addresses of the site
    that are certainly none.
    """
    examples = list(dict.fromkeys(articles))
    never = [*others, *(urljoin(home, path) for path in NEVER)]
    groups: dict[_Shape, list[str]] = defaultdict(list)
    for url in examples:
        groups[_shape(url)].append(url)
    usual = {shape: urls for shape, urls in groups.items() if len(urls) >= RARE * len(examples)}
    found: list[str] = []
    for shape in sorted(usual, key=lambda shape: -len(usual[shape])):
        if all(any(re.search(pattern, url) for pattern in found) for url in usual[shape]):
            continue
        pattern = _pattern(shape, usual[shape], never)
        if pattern is None:
            return None, None
        found.append(pattern)
    whole = "|".join(found)
    if not whole or any(re.search(LISTS, url) for url in examples):
        return None, None
    return whole, LISTS if any(re.search(whole, url) for url in never) else None


def _shape(url: str) -> _Shape:
    """Return what tells an address: the kind of its shape and the parts that are written out in the pattern."""
    parts = urlsplit(url)
    if query := _QUERY_NUMBER.search(parts.query):
        return ("query", query[1])
    if _ARC.search(parts.path.rstrip("/")):
        return ("arc",)
    if _WMAKER.search(parts.path):
        return ("wmaker",)
    if dated := _DATED.fullmatch(parts.path):
        return ("dated", "within" if dated[1] else "", "day" if dated[2] else "month", dated[3])
    if last := _NUMBER_LAST.fullmatch(parts.path):
        folder = last[1].rpartition("/")[2] if last[2] == "/" else ""
        return ("number last", last[2], last[4], folder if len(last[3]) < 4 else "")
    if first := _NUMBER_FIRST.fullmatch(parts.path):
        return ("number first", first[2], first[3])
    segments = [segment for segment in parts.path.split("/") if segment]
    extension = re.search(r"\.\w{2,5}$", parts.path)
    end = extension[0] if extension else "/" if parts.path.endswith("/") else ""
    return ("headline", end, str(len(segments)), segments[0] if len(segments) > 1 else "")


def _pattern(shape: _Shape, urls: Sequence[str], never: Sequence[str]) -> str | None:
    """Return the first pattern of a shape that finds its examples and nothing that is no article, lists aside."""
    unlisted = [url for url in never if not re.search(LISTS, url)]
    for wrong in (never, unlisted):
        for core in _cores(shape, urls):
            if all(re.search(core, url) for url in urls) and not any(re.search(core, url) for url in wrong):
                return core
    return None


def _cores(shape: _Shape, urls: Sequence[str]) -> Iterable[str]:
    """Yield the patterns of a shape, the plainest first."""
    match shape:
        case ("query", name):
            yield rf"[?&]{name}=\d+$"
        case ("arc",):
            yield r"_[A-Z0-9]{26}/?$"
        case ("wmaker",):
            yield r"^https?://[^/]+/[^/?]+_a\d+\.html$"
        case ("dated", within, precision, end):
            start = "" if within else "^https?://[^/]+"
            day = r"\d\d/" if precision == "day" else ""
            yield rf"{start}/\d{{4}}/\d\d/{day}(?!\d+/?$|(?:feed|page|amp)/?$)[^/?.]+{_end(end)}"
        case ("number last", joint, end, folder):
            for digits in (r"\d+", rf"\d{{{_fewest_digits(urls)},}}"):
                yield rf"{re.escape(f'/{folder}') if folder else ''}{_escaped(joint)}{digits}{_end(end)}"
        case ("number first", joint, end):
            for digits in (r"\d+", rf"\d{{{_fewest_digits(urls)},}}"):
                yield rf"/{digits}{_escaped(joint)}[^/?]+{_end(end)}"
        case ("headline", end, depth, folder):
            if folder:
                yield rf"^https?://[^/]+/{re.escape(folder)}/{'[^/?]+/' * (int(depth) - 2)}[^/?]+{_end(end)}"
            fewest = min(urlsplit(url).path.rstrip("/").rpartition("/")[2].count("-") for url in urls)
            if fewest >= _FEWEST_HYPHENS or end.startswith("."):
                yield rf"/[^/?.-]+(?:-[^/?.-]+){{{fewest},}}{_end(end)}"


def _escaped(joint: str) -> str:
    return r"\." if joint == "." else joint


def _end(end: str) -> str:
    return re.escape(end) + "$" if end.startswith(".") else "/?$"


def _fewest_digits(urls: Sequence[str]) -> int:
    return min(max(map(len, _NUMBER.findall(urlsplit(url).path)), default=1) for url in urls)
