"""Recording a crawl of a test as WARC, and what two databases hold, fit to be compared."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.clock import to_text, utc_now
from crawler.settings import DOWNLOADER_MIDDLEWARES
from tests.crawls import ROOT, rows


class Recorder:
    """A downloader middleware that writes every answer as it came from the wire to `RECORDED_WARC`."""

    def __init__(self, path: str) -> None:
        self._file = Path(path).open("ab")  # noqa: SIM115
        self._writer = WARCWriter(self._file, gzip=True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings["RECORDED_WARC"])

    def process_response(self, request: Request, response: Response) -> Response:
        visit = request.meta.get("visit")
        headers = [
            (name.decode(), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
            if name != b"Transfer-Encoding"
        ]
        record = self._writer.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(response.body),
            http_headers=StatusAndHeaders(f"{response.status} OK", headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": to_text(visit.at if visit else utc_now())},
        )
        self._writer.write_record(record)
        self._file.flush()
        return response


def recorded(path: Path) -> dict[str, str]:
    """Return the settings of a crawl that is recorded to `path`."""
    middlewares = {**DOWNLOADER_MIDDLEWARES, f"{Recorder.__module__}.{Recorder.__name__}": 999}
    return {"DOWNLOADER_MIDDLEWARES": json.dumps(middlewares), "RECORDED_WARC": str(path)}


_ARTICLES = "SELECT articles.*, pages.url AS read_from FROM articles LEFT JOIN pages ON pages.id = read_on"
_LINKS = (
    "SELECT articles.url AS article, position, links.kind, text, pages.url, target.url AS target FROM links"
    " JOIN articles ON articles.id = links.article_id JOIN pages ON pages.id = page_id"
    " LEFT JOIN articles AS target ON target.id = pages.article_id ORDER BY 1, 2"
)
_REVISIONS = "SELECT articles.url, revisions.* FROM revisions JOIN articles ON articles.id = article_id"
_NAMES = (
    "SELECT url, position, name FROM article_{0}s JOIN articles ON articles.id = article_id"
    " JOIN {0}s ON {0}s.id = {0}_id ORDER BY 1, 2"
)
_PAGES = (
    "SELECT pages.url, pages.kind, pages.status, pages.state, pages.visited_at, pages.etag, articles.url AS article"
    " FROM pages LEFT JOIN articles ON articles.id = article_id WHERE status IS NOT NULL"
)
_NUMBERS = ("id", "site_id", "article_id", "read_on")


def held(database: Path) -> dict[str, list[dict[str, Any]]]:
    """Return all a database holds of articles and of pages that answered, without the numbers of its rows."""
    queries = {
        "articles": _ARTICLES,
        "links": _LINKS,
        "revisions": _REVISIONS,
        "authors": _NAMES.format("author"),
        "tags": _NAMES.format("tag"),
        "pages": _PAGES,
    }
    found = {name: rows(database, query) for name, query in queries.items()}
    for table in found.values():
        for row in table:
            for number in _NUMBERS:
                row.pop(number, None)
        table.sort(key=repr)
    return found


def rebuild_command(database: Path, *arguments: object, **settings: object) -> list[str]:
    """Return the command line of a rebuild."""
    import sys

    words = [sys.executable, "-m", "scrapy", "rebuild", *map(str, arguments), "-s", f"DATABASE={database}"]
    for name, value in settings.items():
        words += ["-s", f"{name}={value}"]
    return words


__all__ = ["ROOT", "Recorder", "held", "rebuild_command", "recorded"]
