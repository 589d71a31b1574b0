"""An article's page, and the page of one of its changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup

from crawler.browse.formats import Entry, addresses, as_atom, as_csv
from crawler.browse.server import archive_of, read
from crawler.change_html import change_table
from crawler.changes import Change, changes
from crawler.database.dossier import Dossier, dossier
from crawler.database.listing import LEAD
from crawler.database.revisions import History, history
from crawler.database.sqlite import SqliteDatabase
from crawler.items import BlockKind


class Block(NamedTuple):
    """A block of the text as it is shown; `url` is what an embedded post or quotation leads to."""

    kind: BlockKind
    text: str
    url: str | None = None


class Read(NamedTuple):
    """What an article's page is made of."""

    dossier: Dossier
    history: History


async def article_page(datasette: Datasette, request: Request) -> Response:
    """Answer with the article: a page, all of it as JSON, its row as CSV, its versions as Atom."""
    article_id = int(request.url_vars["id"])
    found = await read(datasette, lambda db: _look(db, article_id))
    if found is None:
        raise NotFound(f"There is no article {article_id}")
    known, told = found
    match request.url_vars.get("format"):
        case "json":
            return Response.json(asdict(known) | {"versions": [asdict(seen) for seen in told.versions]})
        case "csv":
            row = {name: value for name, value in known.article.items() if not isinstance(value, list | dict)}
            row |= {"authors": "; ".join(known.authors), "tags": "; ".join(known.tags)}
            return as_csv(f"article-{article_id}", tuple(row), [tuple(row.values())])
        case "atom":
            address = datasette.absolute_url(request, request.path)
            return as_atom(address, known.article["title"], list(_versions(told, address)))
    context = {
        "known": known,
        "formats": addresses(f"/article/{article_id}"),
        "article": known.article,
        "blocks": list(_blocks(known.article)),
        "history": told,
        "archived": archive_of(datasette) is not None,
    }
    return Response.html(await datasette.render_template("article.html", context, request))


async def change_page(datasette: Datasette, request: Request) -> Response:
    """Answer with what changed from one version of an article to the next."""
    article_id, number = int(request.url_vars["id"]), int(request.url_vars["number"])

    def look(db: SqliteDatabase) -> tuple[History, Change] | None:
        # Comparing is done here too, in the thread that reads: long texts take their time.
        told = history(db, str(article_id))
        return (told, changes(told, number)[0]) if told and 1 <= number < len(told.versions) else None

    found = await read(datasette, look)
    if found is None:
        raise NotFound(f"There is no article {article_id} that was changed {number} times")
    told, change = found
    context = {"history": told, "number": number, "table": Markup(change_table(change))}  # noqa: S704  # escaped there
    return Response.html(await datasette.render_template("change.html", context, request))


def _look(db: SqliteDatabase, article_id: int) -> Read | None:
    known, told = dossier(db, article_id), history(db, str(article_id))
    return Read(known, told) if known and told else None


def _blocks(article: dict[str, Any]) -> Iterator[Block]:
    """Yield the blocks of the text. What has no kind (it cannot be, but a page must not fail) is a paragraph."""
    texts, kinds = article["body"].split("\n\n"), article["blocks"]
    if len(texts) != len(kinds):
        kinds = [["paragraph"]] * len(texts)
    return (Block(kind[0], text, *kind[1:]) for text, kind in zip(texts, kinds, strict=True))


def _versions(told: History, address: str) -> Iterator[Entry]:
    for seen in reversed(told.versions):
        said = seen.version
        yield Entry(
            told.url,
            said.title,
            seen.seen_from,
            summary=said.body[:LEAD],
            authors=said.authors,
            language=told.language,
            identity=f"{address}#{seen.number}",
        )
