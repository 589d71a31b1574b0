"""The routes of the paper: a request in, a response out. Oddities have their own file; sockets are `server`'s."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from aiohttp import web

from tests.newsroom import feeds, rest
from tests.newsroom.archive import Archive
from tests.newsroom.content import FIRST_ID
from tests.newsroom.editions import EDITIONS, Edition
from tests.newsroom.themes import Look, Theme

PER_PAGE = 12
LOG_LENGTH = 1_000_000  # entries kept; a load test of a night stays below

_PAGED = re.compile(r"^(?P<list>/(?:[\w%.-]+/)*?)(?:page/(?P<page>\d+)/?)?$")
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_HTML = "text/html; charset=UTF-8"
_XML = "application/xml; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Options:
    """What a paper is like. `crawl_delay` is in seconds and stands in robots.txt; 0 leaves it out."""

    articles: int = 60
    seed: int = 0
    edition: str = "all"
    crawl_delay: float = 0
    oddities: bool = False
    rest: bool = True
    page_kb: float = 0
    links: int = 14
    anchors: int = 60


@dataclass(slots=True)
class LogEntry:
    """A request as it came in. `at` is seconds since the epoch; status 0 means that no answer has been given yet."""

    at: float
    method: str
    path: str
    status: int
    user_agent: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None


@dataclass(slots=True)
class State:
    """What changes while the paper runs, beside its archive."""

    rest: bool = True
    log: deque[LogEntry] = field(default_factory=lambda: deque(maxlen=LOG_LENGTH))
    visits: dict[str, int] = field(default_factory=dict)
    """Requests so far, by path, of the pages that answer differently the second time."""


class Site:
    """Answers every request of one paper. `base` is its address, without a slash at its end."""

    def __init__(self, archive: Archive, base: str, options: Options) -> None:
        self.archive, self.base, self.options = archive, base, options
        self.state = State(rest=options.rest)
        look = Look(options.page_kb, options.links, options.anchors)
        self.themes = {
            (edition.name, lang): Theme(edition, lang, archive, base, look)
            for edition in archive.editions()
            for lang in edition.languages
        }
        self._sitemaps = feeds.Sitemaps(archive, base)
        self._fixed = {
            "/robots.txt": self._robots, "/feed/": self._feed, "/fr/feed/": self._atom, "/broken-feed/": self._broken,
            "/sitemap.xml": self._sitemap_index, "/sitemap-news.xml": self._sitemap_news,
            "/wp-json/wp/v2/posts": self._posts,
        }  # fmt: skip

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request and log it, unless it is for the control room."""
        raw = request.raw_path
        if raw.startswith("/_control/"):
            return await self._control(request)
        headers = request.headers
        entry = LogEntry(
            time.time(), request.method, raw, 0,
            headers.get("User-Agent"), headers.get("If-None-Match"), headers.get("If-Modified-Since"),
        )  # fmt: skip
        self.state.log.append(entry)
        response = await self._respond(request, *_split(raw))
        entry.status = response.status
        return response

    async def _respond(self, request: web.BaseRequest, path: str, query: str) -> web.StreamResponse:
        number = self.archive.at_path(path)
        if number is not None:
            story = self.archive.story(number)
            page = self.themes[story.edition, story.lang].article(story)
            return answer(request, page, _HTML, story.modified)
        handler = self._fixed.get(path)
        if handler:
            return handler(request)
        if path == "/" and "p=" in query:
            return self._shortlink(request.query.get("p", ""))
        return (
            self._part_of_sitemap(request, path)
            or self._twin(request, path)
            or self._redirect(path)
            or self._media(request, path)
            or self._private(request, path)
            or self._listing(request, path)
            or self._single_post(request, path)
            or missing()
        )

    def _robots(self, request: web.BaseRequest) -> web.Response:
        delay = f"Crawl-delay: {self.options.crawl_delay:g}\n" if self.options.crawl_delay else ""
        text = (
            f"User-agent: *\n{delay}Disallow: /private/\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
            f"Sitemap: {self.base}/sitemap.xml\nSitemap: {self.base}/sitemap-news.xml\n"
        )
        return web.Response(text=text)

    def _feed(self, request: web.BaseRequest) -> web.Response:
        text = feeds.rss(self.archive, self.base, self.themes)
        return answer(request, text.encode(), "application/rss+xml; charset=UTF-8", self.archive.modified())

    def _atom(self, request: web.BaseRequest) -> web.Response:
        edition = "newspaper" if ("newspaper", "fr") in self.themes else self.archive.editions()[0].name
        text = feeds.atom(self.archive, self.base, edition)
        return answer(request, text.encode(), "application/atom+xml; charset=UTF-8", self.archive.modified())

    def _broken(self, request: web.BaseRequest) -> web.Response:
        text = feeds.broken(self.archive, self.base)
        return answer(request, text.encode(), "application/rss+xml; charset=UTF-8", self.archive.modified())

    def _sitemap_index(self, request: web.BaseRequest) -> web.Response:
        return answer(request, self._sitemaps.index().encode(), _XML, self.archive.modified())

    def _sitemap_news(self, request: web.BaseRequest) -> web.Response:
        return answer(request, self._sitemaps.news().encode(), _XML, self.archive.modified())

    def _part_of_sitemap(self, request: web.BaseRequest, path: str) -> web.Response | None:
        if not path.startswith("/sitemap-posts-") or path not in self._sitemaps.parts():
            return None
        text = self._sitemaps.part(self._sitemaps.parts().index(path)).encode()
        if path.endswith(".gz"):
            return answer(request, gzip.compress(text, 1, mtime=0), "application/x-gzip", self.archive.modified())
        return answer(request, text, _XML, self.archive.modified())

    def _posts(self, request: web.BaseRequest) -> web.Response:
        if not self.state.rest:
            return no_route()
        status, headers, value = rest.posts(self.archive, self.themes, self.base, request.query)
        return json_reply(value, status, headers)

    def _single_post(self, request: web.BaseRequest, path: str) -> web.Response | None:
        if not path.startswith("/wp-json/"):
            return None
        wanted = path.rstrip("/").rpartition("/")[2]
        number = int(wanted) - FIRST_ID if wanted.isdecimal() else -1
        if not self.state.rest or not self.archive.has(number):
            return no_route()
        return json_reply(rest.post(self.archive.story(number), self.themes, self.base, "_embed" in request.query))

    def _shortlink(self, text: str) -> web.Response:
        number = int(text) - FIRST_ID if text.isdecimal() else -1
        return moved(self.base + self.archive.card(number).path, 301) if self.archive.has(number) else missing()

    def _twin(self, request: web.BaseRequest, path: str) -> web.Response | None:
        """Answer an article's AMP twin, or an address that lacks or has too many a slash."""
        if path.endswith("/amp/"):
            stem = path.removesuffix("amp/")
            number = self.archive.at_path(stem.rstrip("/"))
            number = self.archive.at_path(stem) if number is None else number
            if number is not None:
                story = self.archive.story(number)
                return answer(request, self.themes[story.edition, story.lang].amp(story), _HTML, story.modified)
        if path.endswith("/amp"):
            return moved(f"{self.base}{path}/", 301)
        return None

    def _redirect(self, path: str) -> web.Response | None:
        """Answer /old/<id>, which moved, and /r/<n>/<id>, which leads to the article in n+1 steps."""
        steps = path.strip("/").split("/")
        if not steps[-1].isdecimal() or not self.archive.has(int(steps[-1]) - FIRST_ID):
            return None
        target = self.archive.card(int(steps[-1]) - FIRST_ID).path
        if len(steps) == 2 and steps[0] == "old":
            return moved(self.base + target, 302)
        if len(steps) == 3 and steps[0] == "r" and steps[1].isdecimal():
            left = int(steps[1])
            return moved(self.base + (f"/r/{left - 1}/{steps[2]}" if left else target), 302)
        return None

    def _media(self, request: web.BaseRequest, path: str) -> web.Response | None:
        if path.startswith("/media/"):
            return answer(request, _PIXEL, "image/png", self.archive.modified())
        if path.startswith("/assets/"):
            return answer(request, b"/* theme */", "text/css", self.archive.modified())
        return None

    def _private(self, request: web.BaseRequest, path: str) -> web.Response | None:
        if not path.startswith("/private/") or not len(self.archive):
            return None
        story = self.archive.story(self.archive.listing()[0])
        return answer(request, self.themes[story.edition, story.lang].article(story), _HTML, story.modified)

    def _listing(self, request: web.BaseRequest, path: str) -> web.Response | None:
        """Answer front pages, sections, tags and authors; WordPress' 404 beyond the last page."""
        match = _PAGED.match(path)
        if not match:
            return moved(f"{self.base}{path}/", 301) if self._list_of(f"{path}/") else None
        found = self._list_of(match["list"])
        if not found:
            return None
        edition, title, numbers = found
        page = int(match["page"] or 1)
        last = max(1, -(-len(numbers) // PER_PAGE))
        if not 1 <= page <= last:
            return missing()
        lang = edition.languages[0]
        shown = numbers[(page - 1) * PER_PAGE : page * PER_PAGE]
        extra = '<p><a href="/odd/">Odd</a></p>' if self.options.oddities and match["list"] == "/" else ""
        body = self.themes[edition.name, lang].listing(title, match["list"], shown, page, last, extra)
        return answer(request, body, _HTML, self.archive.modified())

    def _list_of(self, path: str) -> tuple[Edition, str, tuple[int, ...]] | None:
        """Return edition, title and stories of a list, or None if there is no list at `path`."""
        editions = {edition.prefix: edition for edition in self.archive.editions()}
        parts = path.strip("/").split("/")
        prefix = f"/{parts[0]}" if f"/{parts[0]}" in ("/fr", "/mag") else ""
        if path == "/" and "" not in editions:
            edition = self.archive.editions()[0]
        elif prefix in editions:
            edition = editions[prefix]
        else:
            return None
        rest_of = [part for part in (parts[1:] if prefix else parts) if part]
        lang = edition.languages[0]
        if not rest_of:
            return edition, edition.titles[lang], self.archive.listing(edition.name)
        if len(rest_of) == 1 and rest_of[0] in edition.sections:
            return edition, edition.sections[rest_of[0]][lang], self.archive.listing(edition.name, rest_of[0])
        if len(rest_of) == 2 and rest_of[0] in ("tag", "author"):
            numbers = self.archive.listing(edition.name)
            start = sum(rest_of[1].encode()) % max(1, len(numbers))
            return edition, rest_of[1], numbers[start : start + 5]
        if rest_of in (["contact"], ["a-propos"]):
            return edition, rest_of[0], ()
        return None

    async def _control(self, request: web.BaseRequest) -> web.Response:
        """Answer the control room: edit, publish, set, reset, log, truth. Nothing of it is logged."""
        action, query = request.path.removeprefix("/_control/"), request.query
        if action == "log":
            return lines([asdict(entry) for entry in self.state.log])
        if action == "truth":
            return lines([story.as_dict(self.base) for story in self.archive.stories()])
        if request.method != "POST":
            return missing()
        try:
            if action == "edit":
                story = self.archive.edit(
                    int(query["id"]), int(query.get("paragraph", "0")), query.get("text"), query.get("title")
                )
                return json_reply(story.as_dict(self.base))
            if action == "publish":
                return json_reply(self.archive.publish(query.get("edition")).as_dict(self.base))
        except (KeyError, IndexError, ValueError) as error:
            return json_reply({"error": str(error)}, 400)
        if action == "set":
            self.state.rest = query.get("rest", "1") == "1"
            return json_reply({"rest": self.state.rest})
        if action == "reset":
            self.reset()
            return json_reply({})
        return missing()

    def reset(self) -> None:
        """Return to the paper as it was at its start, with an empty log."""
        self.archive.reset()
        self.state.rest = self.options.rest
        self.state.log.clear()
        self.state.visits.clear()


def _split(raw: str) -> tuple[str, str]:
    path, _, query = raw.partition("?")
    return path, query


def answer(request: web.BaseRequest, body: bytes, content_type: str, modified: datetime) -> web.Response:
    """Return the body with ETag and Last-Modified, or 304 where the client has it already."""
    etag = f'"{hashlib.blake2b(body, digest_size=10).hexdigest()}"'
    headers = {"ETag": etag, "Last-Modified": format_datetime(modified.astimezone(UTC), usegmt=True)}
    known = request.headers.get("If-None-Match")
    if known is not None:
        fresh = etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}
    else:
        fresh = _not_since(request.headers.get("If-Modified-Since"), modified)
    if fresh:
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = content_type
    return web.Response(body=body, headers=headers)


def _not_since(text: str | None, modified: datetime) -> bool:
    if text is None:
        return False
    try:
        return parsedate_to_datetime(text) >= modified.replace(microsecond=0)
    except (ValueError, TypeError):
        return False


def moved(url: str, status: int) -> web.Response:
    """Return a redirect with the little page servers put beside it."""
    return web.Response(status=status, headers={"Location": url, "Content-Type": _HTML}, body=b"<h1>Moved</h1>")


def missing() -> web.Response:
    """Return the 404 page."""
    body = "<!DOCTYPE html><html lang=ar dir=rtl><title>404</title><body><h1>الصفحة غير موجودة</h1></body></html>"
    return web.Response(status=404, headers={"Content-Type": _HTML}, body=body.encode())


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a value as JSON."""
    body = json.dumps(value).encode()
    return web.Response(
        status=status, headers={"Content-Type": "application/json; charset=UTF-8", **(headers or {})}, body=body
    )


def no_route() -> web.Response:
    """Return what WordPress says of an API route it does not have."""
    return json_reply({"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}, 404)


def lines(values: list[Any]) -> web.Response:
    """Return values as JSON lines."""
    body = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode()
    return web.Response(headers={"Content-Type": "application/jsonl; charset=UTF-8"}, body=body)
