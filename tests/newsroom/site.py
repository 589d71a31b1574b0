"""The routes of the paper: a request in, a response out. Sockets are `server`'s business."""

from __future__ import annotations

import base64
import gzip
import re
import time
from collections import Counter, deque
from dataclasses import dataclass
from functools import cache

from aiohttp import web

from tests.newsroom import application, feeds, odd_pages, rest
from tests.newsroom.archive import Archive
from tests.newsroom.chaos import Chaos, hang_up, spoilt
from tests.newsroom.content import FIRST_ID
from tests.newsroom.control import control
from tests.newsroom.editions import JANNAH, Edition
from tests.newsroom.faults import broken_answer, broken_page
from tests.newsroom.oddities import BY_PATH, odd_story
from tests.newsroom.replies import ATOM, HTML, RSS, XML, answer, json_reply, missing, moved, no_route
from tests.newsroom.replies import page as page_of
from tests.newsroom.themes import Look, Theme

PER_PAGE = 12
LOG_LENGTH = 1_000_000  # entries kept; a load test of a night stays below

_PAGED = re.compile(r"^(?P<list>/(?:[\w%.-]+/)*?)(?:page/(?P<page>\d+)/)?$")
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True, slots=True)
class Options:
    """What a paper is like. `crawl_delay` is in seconds and stands in robots.txt; 0 leaves it out.

    `page_kb` pads article pages to that size and gives them as many anchors as a real one has; `links` is the
    number of articles an article page links to. An `application` shows nothing without JavaScript. `chaos` is the
    share of answers that something befalls on their way, only what passes if all is `passing`. Without `validators`
    nothing can be asked for conditionally. Pages that are `printed` ahead cost little to serve; what is edited later
    does not show.
    """

    articles: int = 60
    seed: int = 0
    edition: str = "all"
    crawl_delay: float = 0
    oddities: bool = False
    rest: bool = True
    page_kb: float = 0
    links: int = 14
    application: bool = False
    chaos: float = 0
    passing: bool = False
    validators: bool = True
    printed: bool = False


@dataclass(slots=True)
class LogEntry:
    """A request as it came in. `at` is seconds since the epoch; status 0 means that the answer is not complete.

    `fault` is what befell the answer of a paper in chaos.
    """

    at: float
    method: str
    path: str
    status: int
    user_agent: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None
    fault: str | None = None


class Site:
    """Answers every request of one paper. `base` is its address and `trap` another server's, without a last slash.

    `log` holds the requests, `trespasses` those to the trap; `rest` switches the REST API. What befalls a site
    overnight: the paths in `gone` are not found, and `redesign` are pairs of a regular expression and what takes the
    place of its matches in every answer; `faults` are what is broken of `faults.FAULTS`.
    """

    def __init__(self, base: str, options: Options, trap: str = "http://127.0.0.1:9") -> None:
        self.base, self.options, self.trap = base, options, trap
        self.archive = archive = Archive(options.articles, options.seed, options.edition)
        self.rest = options.rest
        self.faults: set[str] = set()
        self.gone: set[str] = set()
        self.redesign: list[tuple[str, str]] = []
        self.log: deque[LogEntry] = deque(maxlen=LOG_LENGTH)
        self.trespasses: deque[LogEntry] = deque(maxlen=LOG_LENGTH)
        self._visits: Counter[str] = Counter()
        self.chaos = Chaos(options.seed, options.chaos, passing=options.passing) if options.chaos else None
        look = Look(options.page_kb, options.links, options.oddities)
        self.themes = {
            (edition.name, lang): Theme(edition, lang, archive, base, look)
            for edition in archive.editions()
            for lang in edition.languages
        }
        self._odd_theme = self.themes.get(("jannah", "ar")) or Theme(JANNAH, "ar", archive, base, look)
        self._sitemaps = feeds.Sitemaps(archive, base)
        self._fixed = {
            "/robots.txt": self._robots, "/feed/": self._rss, "/fr/feed/": self._atom, "/broken-feed/": self._broken,
            "/sitemap.xml": self._sitemap_index, "/sitemap-news.xml": self._sitemap_news,
            "/wp-json/wp/v2/posts": self._posts,
        }  # fmt: skip
        if options.printed:
            self._print_ahead()

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request and log it, unless it is for the control room."""
        raw = request.raw_path
        if raw.startswith("/_control/"):
            return control(request, self)
        entry = entry_of(request)
        self.log.append(entry)
        if "down" in self.faults:
            return hang_up(request)
        path, _, query = raw.partition("?")
        response = missing() if path in self.gone else await self._respond(request, path, query)
        if not self.options.validators:
            for name in ("ETag", "Last-Modified"):
                response.headers.pop(name, None)
        if self.redesign and isinstance(response, web.Response) and isinstance(response.body, bytes):
            response.body = self._redesigned(response.body)
        if self.options.application:
            response = application.respond(path, query, self.trap, response)
        if self.chaos:
            entry.fault = self.chaos.fault(path, is_article=self.archive.at_path(path) is not None)
            response = await spoilt(entry.fault, request, response, self.base) if entry.fault else response
        entry.status = response.status
        return response

    def _print_ahead(self) -> None:
        self.archive.story = cache(self.archive.story)
        for theme in self.themes.values():
            theme.article = cache(theme.article)
        for number in self.archive.listing():
            story = self.archive.story(number)
            self.themes[story.edition, story.lang].article(story)

    def reset(self) -> None:
        """Return to the paper as it was at its start, with empty logs."""
        self.archive.reset()
        self.rest = self.options.rest
        self.faults.clear()
        self.gone.clear()
        self.redesign.clear()
        self.log.clear()
        self.trespasses.clear()
        self._visits.clear()

    def _redesigned(self, body: bytes) -> bytes:
        text = body.decode("utf-8", "surrogateescape")
        for pattern, new in self.redesign:
            text = re.sub(pattern, new, text)
        return text.encode("utf-8", "surrogateescape")

    async def _respond(self, request: web.BaseRequest, path: str, query: str) -> web.StreamResponse:
        number = self.archive.at_path(path)
        if self.faults and (broken := broken_answer(path, number is not None, self.faults)):
            return broken
        if number is not None:
            if how := self.archive.withdrawal(number):
                return moved(f"{self.base}/", 302) if how == "front" else page_of(b"<h1>No</h1>", int(how))
            story = self.archive.story(number)
            page = broken_page(self.themes[story.edition, story.lang].article(story), self.faults)
            return answer(request, page, HTML, story.modified)
        handler = self._fixed.get(path)
        if handler:
            return handler(request)
        if path == "/" and "p=" in query:
            return self._shortlink(request.query.get("p", ""))
        if self.options.oddities:
            odd = await self._odd(request, path)
            if odd:
                return odd
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

    async def _odd(self, request: web.BaseRequest, path: str) -> web.StreamResponse | None:
        if path == "/odd/":
            return odd_pages.front(request, self.options.seed, self._odd_theme, self.archive, self.base)
        if path.startswith("/odd/calendar/page/"):
            number = path.removeprefix("/odd/calendar/page/").rstrip("/")
            return (
                odd_pages.calendar(request, int(number), self._odd_theme, self.archive) if number.isdecimal() else None
            )
        oddity = BY_PATH.get(path)
        if not oddity:
            return None
        self._visits[path] += 1
        story = odd_story(oddity, self.options.seed)
        visit = self._visits[path]
        return await odd_pages.respond(
            odd_pages.Odd(request, oddity, story, self._odd_theme, self.archive, self.base, self.trap, visit)
        )

    def _robots(self, request: web.BaseRequest) -> web.Response:
        delay = f"Crawl-delay: {self.options.crawl_delay:g}\n" if self.options.crawl_delay else ""
        text = (
            f"User-agent: *\n{delay}Disallow: /private/\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
            f"Sitemap: {self.base}/sitemap.xml\nSitemap: {self.base}/sitemap-news.xml\n"
        )
        return web.Response(text=text)

    def _rss(self, request: web.BaseRequest) -> web.Response:
        text = feeds.rss(self.archive, self.base, self.themes)
        return answer(request, text.encode(), RSS, self.archive.modified())

    def _atom(self, request: web.BaseRequest) -> web.Response:
        edition = "newspaper" if ("newspaper", "fr") in self.themes else self.archive.editions()[0].name
        return answer(request, feeds.atom(self.archive, self.base, edition).encode(), ATOM, self.archive.modified())

    def _broken(self, request: web.BaseRequest) -> web.Response:
        return answer(request, feeds.broken(self.archive, self.base).encode(), RSS, self.archive.modified())

    def _sitemap_index(self, request: web.BaseRequest) -> web.Response:
        return answer(request, self._sitemaps.index().encode(), XML, self.archive.modified())

    def _sitemap_news(self, request: web.BaseRequest) -> web.Response:
        return answer(request, self._sitemaps.news().encode(), XML, self.archive.modified())

    def _part_of_sitemap(self, request: web.BaseRequest, path: str) -> web.Response | None:
        if not path.startswith("/sitemap-posts-") or path not in self._sitemaps.parts():
            return None
        part = self._sitemaps.parts().index(path)
        text, modified = self._sitemaps.part(part).encode(), self._sitemaps.changed(part)
        if path.endswith(".gz"):
            return answer(request, gzip.compress(text, 1, mtime=0), "application/x-gzip", modified)
        return answer(request, text, XML, modified)

    def _posts(self, request: web.BaseRequest) -> web.Response:
        if not self.rest:
            return no_route()
        status, headers, value = rest.posts(self.archive, self.themes, self.base, request.query)
        return json_reply(value, status, headers)

    def _single_post(self, request: web.BaseRequest, path: str) -> web.Response | None:
        if not path.startswith("/wp-json/"):
            return None
        number = self._number(path.rpartition("/")[2])
        if not self.rest or number is None:
            return no_route()
        return json_reply(rest.post(self.archive.story(number), self.themes, self.base, "_embed" in request.query))

    def _shortlink(self, text: str) -> web.Response:
        number = self._number(text)
        return missing() if number is None else moved(self.base + self.archive.card(number).path, 301)

    def _number(self, text: str) -> int | None:
        """Return the number of the story whose id is spelt by `text`, or None."""
        number = int(text) - FIRST_ID if text.isdecimal() else -1
        return number if self.archive.has(number) else None

    def _twin(self, request: web.BaseRequest, path: str) -> web.Response | None:
        """Answer an article's AMP twin."""
        if path.endswith("/amp"):
            return moved(f"{self.base}{path}/", 301)
        if not path.endswith("/amp/"):
            return None
        number = self.archive.at_path(path.removesuffix("/amp/"))
        if number is None:
            return None
        story = self.archive.story(number)
        return answer(request, self.themes[story.edition, story.lang].amp(story), HTML, story.modified)

    def _redirect(self, path: str) -> web.Response | None:
        """Answer /old/<id>, which moved, and /r/<n>/<id>, which leads to the article in n+1 steps."""
        steps = path.strip("/").split("/")
        number = self._number(steps[-1])
        if number is None:
            return None
        target = self.archive.card(number).path
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
        """Answer what robots.txt forbids: a trespasser is given an article, so that it shows in the database."""
        if not path.startswith("/private/") or not len(self.archive):
            return None
        story = self.archive.story(self.archive.listing()[0])
        return answer(request, self.themes[story.edition, story.lang].article(story), HTML, story.modified)

    def _listing(self, request: web.BaseRequest, path: str) -> web.Response | None:
        """Answer front pages, sections, tags and authors; WordPress' 404 beyond the last page."""
        match = _PAGED.match(path)
        if not match:
            return moved(f"{self.base}{path}/", 301) if self._list_at(f"{path}/") else None
        found = self._list_at(match["list"])
        if not found:
            return None
        edition, title, numbers = found
        page = int(match["page"] or 1)
        last = max(1, -(-len(numbers) // PER_PAGE))
        if not 1 <= page <= last:
            return missing()
        shown = numbers[(page - 1) * PER_PAGE : page * PER_PAGE]
        theme = self.themes[edition.name, edition.languages[0]]
        return answer(request, theme.listing(title, match["list"], shown, page, last), HTML, self.archive.modified())

    def _list_at(self, path: str) -> tuple[Edition, str, tuple[int, ...]] | None:
        """Return edition, title and stories of a list, or None if there is no list at `path`."""
        editions = {edition.prefix: edition for edition in self.archive.editions()}
        first, *others = [part for part in path.split("/") if part] or [""]
        if f"/{first}" in editions:
            edition = editions[f"/{first}"]
        elif path == "/":
            edition = self.archive.editions()[0]
        elif "" in editions:
            edition, others = editions[""], [first, *others]
        else:
            return None
        lang = edition.languages[0]
        match others:
            case []:
                return edition, edition.titles[lang], self.archive.listing(edition.name)
            case [key] if key in edition.sections:
                return edition, edition.sections[key][lang], self.archive.listing(edition.name, key)
            case ["tag" | "author", name]:
                numbers = self.archive.listing(edition.name)
                start = sum(name.encode()) % max(1, len(numbers))
                return edition, name, numbers[start : start + 5]
            case ["contact" | "a-propos" as name]:
                return edition, name, ()
        return None


def entry_of(request: web.BaseRequest) -> LogEntry:
    """Return the log's entry of a request that has just come in."""
    headers = request.headers
    return LogEntry(
        time.time(), request.method, request.raw_path, 0,
        headers.get("User-Agent"), headers.get("If-None-Match"), headers.get("If-Modified-Since"),
    )  # fmt: skip
