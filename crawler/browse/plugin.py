"""What we add to Datasette, by its own hooks: pages, the look of cells, headers, errors."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Generator
from typing import Any
from urllib.parse import quote

import pluggy
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, NotFound, Request, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment
from markupsafe import Markup

from crawler.browse.article_page import article_page, change_page
from crawler.browse.capture_page import capture_page
from crawler.browse.front_page import front_page
from crawler.browse.search_page import search_page
from crawler.browse.server import TooSlow
from crawler.browse.words import FILTERS, attributes, web_url
from crawler.terminal import shown_url

logger = logging.getLogger(__name__)
hookimpl = pluggy.HookimplMarker("datasette")

HEADERS = {
    # No script at all, nothing from elsewhere, in nobody's frame. Datasette's tables have styles in the page.
    b"content-security-policy": b"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self';"
    b" form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
}

LONG = 40
"""Characters of a cell that make a wide column."""

MOST_OF_CELL = 300
"""Characters of a cell that are shown; the row's JSON has it whole."""

TOO_SLOW = "This takes too long. Ask for less: one site, one month."


async def _nothing() -> Response:
    raise NotFound("There is no such page")


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Serve our pages, and of Datasette's pages about itself none: they name files and versions."""
    kinds = r"(?:\.(?P<format>json|csv|atom))?$"
    return [
        (r"^/$", front_page),
        (r"^/front\.(?P<format>json|csv|atom)$", front_page),
        (rf"^/search{kinds}", search_page),
        (rf"^/article/(?P<id>\d{{1,18}}){kinds}", article_page),
        (r"^/article/(?P<id>\d{1,18})/change/(?P<number>\d{1,9})$", change_page),
        (r"^/capture/(?P<id>\d{1,18})$", capture_page),
        (r"^/-/(?!static/)", _nothing),
        (r"^/\.jsono?$", _nothing),
    ]


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Give the templates their filters."""
    env.filters.update(FILTERS)


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    """Set a cell's text in its own direction, and lead from an article's id to its page."""
    if (table == "articles" and column == "id") or (column == "article_id" and isinstance(value, int)):
        return Markup('<a href="/article/{0}">{0}</a>').format(value)
    if not isinstance(value, str) or not value:
        return None
    if address := web_url(value):
        link = Markup('<a class="long" rel="nofollow noreferrer external" href="{}">{}</a>')
        return link.format(address, shown_url(value))
    if value.isascii() and len(value) < LONG:
        return None
    language = row["language"] if "language" in row.keys() else None  # noqa: SIM118  # a row of SQLite is no dict
    shown = value if len(value) <= MOST_OF_CELL else f"{value[:MOST_OF_CELL]}…"
    long = Markup(' class="long"') if len(value) >= LONG else ""
    return Markup("<span {}{}>{}</span>").format(attributes(value, language), long, shown)


@hookimpl
def asgi_wrapper() -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
    """Send our headers with every answer; a page that has a stricter policy of its own keeps it."""

    def wrap(app: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def wrapped(scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
            async def with_headers(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    sent = list(message.get("headers", []))
                    names = {name.lower() for name, _ in sent}
                    message = message | {"headers": sent + [pair for pair in HEADERS.items() if pair[0] not in names]}
                await send(message)

            await app(scope, receive, with_headers)

        return wrapped

    return wrap


@hookimpl(wrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, object, list[Callable[[], Awaitable[Response]]]]:
    """Answer with a plain page: what is wrong with the question, and of a fault of ours nothing but that it was one.

    In place of Datasette's own handler, which prints every request for a page that is not there as a failure.
    """
    yield

    async def answer() -> Response:
        if isinstance(exception, TooSlow | QueryInterrupted):
            status, told = 503, TOO_SLOW
        elif isinstance(exception, Base400 | DatasetteError):
            status, told = exception.status, str(getattr(exception, "message", None) or exception)
        else:
            status, told = 500, "Something went wrong here; the log has it."
            logger.error("%s %s failed", request.method, quote(request.path, safe="/%"), exc_info=exception)
        if request.path.endswith(".json"):
            return Response.json({"ok": False, "error": told, "status": status}, status=status)
        page = await datasette.render_template("error.html", {"status": status, "error": told}, request)
        return Response.html(page, status=status)

    return [answer]
