"""A web archive on loopback: answers in the shape of the Wayback Machine's CDX server and replay, and of Common Crawl's
index and data hosts.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, quote_plus, urlsplit

from crawler.archive.cdxj import key_of
from crawler.archive.exchange import digest_of
from tests.warcs import write_warc

FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
PAGE_LINES = 3
"""Lines a page of Common Crawl's index."""


@dataclass
class Capture:
    """A page as it was at a time, written as archives write it."""

    url: str
    timestamp: str
    body: bytes
    status: str = "200"
    mime: str = "text/html"

    @property
    def row(self) -> list[str]:
        digest = digest_of(self.body).removeprefix("sha1:")
        return [key_of(self.url), self.timestamp, self.url, self.mime, self.status, digest, str(len(self.body))]


@dataclass
class WebArchive:
    """The archive, running while the `with` block does. `busy` is how many of the next requests for captures it answers
    with 429; `log` are the paths asked for, with when.
    """

    captures: list[Capture]
    folder: Path
    busy: int = 0
    log: list[tuple[str, float]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.captures.sort(key=lambda capture: capture.row[:2])
        self._write_records()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def settings(self) -> dict[str, str]:
        """What a crawl has to be told of it."""
        return {"WAYBACK_REPLAY": f"{self.url}/web/", "COMMON_CRAWL_FILES": f"{self.url}/"}

    def asked(self, part: str) -> list[str]:
        """Return the paths asked for that hold a text."""
        return [path for path, _ in self.log if part in path]

    def records(self) -> list[str]:
        """Return the lines of Common Crawl's index."""
        lines = []
        for capture, (offset, length) in zip(self.captures, self._places, strict=True):
            _, timestamp, url, mime, status, digest, _ = capture.row
            line: dict[str, str] = {"url": url, "mime": mime, "status": status, "digest": digest, "length": str(length)}
            line |= {"offset": str(offset), "filename": "crawl-data/records.warc.gz", "timestamp": timestamp}
            lines.append(json.dumps(line))
        return lines

    def _write_records(self) -> None:
        path, data, self._places = self.folder / "record.warc.gz", b"", []
        for capture in self.captures:
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.strptime(capture.timestamp, "%Y%m%d%H%M%S"))
            write_warc(path, [(capture.url, capture.body)], at=at)
            record = path.read_bytes()
            self._places.append((len(data), len(record)))
            data += record
        self._data = data

    def answer(self, path: str, headers: Any) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a request."""
        query = {name: values[-1] for name, values in parse_qs(urlsplit(path).query).items()}
        if path.startswith("/cdx/search/cdx?"):
            return 200, {"Content-Type": "text/plain"}, self._cdx(query).encode()
        if path.startswith("/CC-MAIN-2019-13-index?"):
            return self._common_crawl(query)
        if path.startswith(("/web/", "/crawl-data/")) and self.busy:
            self.busy -= 1
            return 429, {"Retry-After": "1"}, b"slow down"
        if path.startswith("/crawl-data/"):
            first, last = map(int, headers["Range"].removeprefix("bytes=").split("-"))
            return 206, {"Content-Type": "application/octet-stream"}, self._data[first : last + 1]
        for capture in self.captures:
            if path == f"/web/{capture.timestamp}id_/{capture.url}":
                known = {"Content-Type": "text/html; charset=utf-8", "X-Archive-Orig-Server": "nginx"}
                return int(capture.status), known, capture.body
        return 404, {}, b""

    def _cdx(self, query: dict[str, str]) -> str:
        rows = [
            capture.row
            for capture in self.captures
            if query.get("from", "") <= capture.timestamp <= query.get("to", "9")
        ]
        start = int(query.get("resumeKey", "resume at 0").rsplit(" ", 1)[1])
        end = start + int(query.get("limit", 1000))
        key = f"resume at {end}" if end < len(rows) and "showResumeKey" in query else None
        rows = rows[start:end]
        if query.get("output") == "json":
            table = [FIELDS, *rows, *([[], [quote_plus(key)]] if key else [])]
            return "[" + ",\n ".join(json.dumps(row) for row in table) + "]\n"
        return "".join(f"{' '.join(row)}\n" for row in rows) + (f"\n{quote_plus(key)}\n" if key else "")

    def _common_crawl(self, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        lines = self.records()
        pages = -(-len(lines) // PAGE_LINES)
        if "showNumPages" in query:
            return 200, {}, json.dumps({"pages": pages, "pageSize": 1, "blocks": pages}).encode()
        page = int(query.get("page", 0))
        if page >= pages:
            return 400, {}, b'{"message": "Page invalid"}'
        return 200, {}, "\n".join(lines[page * PAGE_LINES : (page + 1) * PAGE_LINES]).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        archive = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                archive.log.append((self.path, time.monotonic()))
                status, headers, body = archive.answer(self.path, self.headers)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
