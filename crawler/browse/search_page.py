"""The search page: a list of articles, narrowed by words, site, section, language, author and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response
from sqlite_utils import Database

from crawler.browse.formats import Entry, addresses, as_atom, as_csv
from crawler.browse.server import read
from crawler.browse.words import language_name
from crawler.database.listing import Listed, Listing, Wanted, newest

A_PAGE = 20
A_FEED = 50

FACETS = {"site": "Site", "section": "Section", "language": "Language", "author": "Author", "month": "Month"}
COLUMNS = ("id", "url", "site", "section", "title", "language", "published_at", "authors")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, how many have it, and where it leads: with it, or without it where it is chosen."""

    text: str
    count: int | None
    url: str
    chosen: bool


async def search_page(datasette: Datasette, request: Request) -> Response:
    """Answer with a page of the list, or with the whole of it as JSON or CSV, or its beginning as Atom."""
    asked = {name: value for name in FACETS if (value := request.args.get(name))}
    try:
        wanted = Wanted(**asked)
        number = int(request.args.get("page") or 1)
    except ValueError as error:
        raise BadRequest(str(error)) from None

    def look(db: Database) -> Listing:
        return newest(db, wanted)

    found = await read(datasette, look)
    match request.url_vars.get("format"):
        case "json":
            facets = {name: dict(values) for name, values in found.facets.items()}
            articles = [asdict(article) for article in found.articles]
            return Response.json({"asked": asked, "complete": found.complete, "facets": facets, "articles": articles})
        case "csv":
            return as_csv("articles", COLUMNS, map(_row, found.articles))
        case "atom":
            address = datasette.absolute_url(request, request.full_path)
            title = f"Articles: {', '.join(asked.values())}" if asked else "Newest articles"
            return as_atom(address, title, entries(found.articles[:A_FEED]))
    start = (max(1, number) - 1) * A_PAGE
    more = len(found.articles) > start + A_PAGE
    context = {
        "asked": asked,
        "found": found,
        "articles": found.articles[start : start + A_PAGE],
        "first": start + 1,
        "facets": {FACETS[name]: _values(name, asked, found.facets[name]) for name in FACETS},
        "formats": addresses("/search", _query(asked)),
        "older": _address(asked | {"page": str(number + 1)}) if more else None,
        "newer": _address(asked | {"page": str(number - 1)}) if number > 1 else None,
    }
    return Response.html(await datasette.render_template("search.html", context, request))


def entries(articles: Iterable[Listed]) -> list[Entry]:
    """Return articles as entries of a feed."""
    return [
        Entry(
            article.url,
            article.title,
            article.published_at or article.first_seen_at,
            article.published_at,
            article.lead,
            article.authors,
            article.language,
        )
        for article in articles
    ]


def _row(article: Listed) -> list[object]:
    return ["; ".join(article.authors) if name == "authors" else getattr(article, name) for name in COLUMNS]


def _values(name: str, asked: Mapping[str, str], counted: list[tuple[str, int]]) -> list[Value]:
    chosen = asked.get(name)
    rest = {key: value for key, value in asked.items() if key != name}
    values = [
        Value(_told(name, value), count, _address(rest if value == chosen else rest | {name: value}), value == chosen)
        for value, count in counted
    ]
    if chosen and not any(value.chosen for value in values):
        values.insert(0, Value(_told(name, chosen), None, _address(rest), chosen=True))
    return values


def _told(name: str, value: str) -> str:
    return language_name(value) if name == "language" else value


def _address(asked: Mapping[str, str]) -> str:
    return f"/search{_query(asked)}"


def _query(asked: Mapping[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else ""
