"""The search page: articles that answer a query, or the newest ones, by site, section, language, author and month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from crawler.browse.formats import addresses, as_atom, as_csv
from crawler.browse.lists import Line, Page, Value, as_data, count_found, entries, found_page, newest_page
from crawler.browse.server import TooSlow, read
from crawler.browse.words import language_name
from crawler.database.listing import MOST_LISTED
from crawler.database.sqlite import SqliteDatabase
from crawler.search import Filters, Group

A_PAGE = 20
A_FEED = 50
MOST_FOUND = 200
"""Articles served of those that answer a query: nobody reads on so far, and each is looked through for what to show."""

MOST_VALUES = 12
"""Values of a facet that are shown."""

FACETS: dict[Group, str] = {
    "site": "Site",
    "section": "Section",
    "language": "Language",
    "author": "Author",
    "month": "Month",
}

_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")


async def search_page(datasette: Datasette, request: Request) -> Response:
    """Answer with a page of the list, or with the whole of it as JSON or CSV, or its beginning as Atom."""
    asked = {name: value for name in ("q", *FACETS) if (value := request.args.get(name, "").strip())}
    kind = request.url_vars.get("format")
    most = MOST_FOUND if "q" in asked else MOST_LISTED
    number = _page_number(request.args.get("page") or "1", most // A_PAGE)
    limit, offset = (most, 0) if kind else (A_PAGE, (number - 1) * A_PAGE)
    filters = _filters(asked)

    def look(db: SqliteDatabase) -> Page:
        if query := asked.get("q"):
            return found_page(db, query, filters, limit, offset)
        return newest_page(db, filters, limit, offset)

    try:
        page = await read(datasette, look)
    except ValueError as error:  # a site that is not in the database
        raise BadRequest(str(error)) from None
    if query := asked.get("q"):
        with suppress(TooSlow):  # the list is worth showing without
            page = replace(page, facets=await read(datasette, lambda db: count_found(db, query, filters)))
    match kind:
        case "json":
            return Response.json({"asked": asked, **as_data(page)})
        case "csv":
            return as_csv("articles", Line.COLUMNS, [line.row() for line in page.lines])
        case "atom":
            address = datasette.absolute_url(request, request.full_path)
            title = f"Articles: {', '.join(asked.values())}" if asked else "Newest articles"
            return as_atom(address, title, entries(page.lines[:A_FEED]))
    context = {
        "asked": asked,
        "page": page,
        "first": offset + 1,
        "facets": {FACETS[group]: _values(group, asked, page.facets.get(group, {})) for group in FACETS},
        "formats": addresses("/search", _query(asked)),
        "older": _address(asked | {"page": str(number + 1)}) if min(page.total, most) > offset + A_PAGE else None,
        "newer": _address(asked | {"page": str(number - 1)}) if number > 1 else None,
    }
    return Response.html(await datasette.render_template("search.html", context, request))


def _page_number(text: str, last: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= last:
        raise BadRequest(f"page={text}: must be a number from 1 to {last}")
    return int(text)


def _filters(asked: Mapping[str, str]) -> Filters:
    since = until = None
    if month := asked.get("month"):
        if not _MONTH.fullmatch(month):
            raise BadRequest(f"month={month}: must be a month such as 2026-11")
        since = date.fromisoformat(f"{month}-01")
        until = (since + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Filters(
        asked.get("site"), asked.get("language"), asked.get("section"), asked.get("author"), since=since, until=until
    )


def _values(group: Group, asked: Mapping[str, str], counted: Mapping[str, int]) -> list[Value]:
    chosen = asked.get(group)
    rest = {name: value for name, value in asked.items() if name != group}
    values = [
        Value(_told(group, value), count, _address(rest if value == chosen else rest | {group: value}), value == chosen)
        for value, count in list(counted.items())[:MOST_VALUES]
    ]
    if chosen and not any(value.chosen for value in values):
        values.insert(0, Value(_told(group, chosen), counted.get(chosen), _address(rest), chosen=True))
    return values


def _told(group: Group, value: str) -> str:
    return language_name(value) if group == "language" else value


def _address(asked: Mapping[str, str]) -> str:
    return f"/search{_query(asked)}"


def _query(asked: Mapping[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else ""
