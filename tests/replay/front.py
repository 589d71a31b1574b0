"""The sample newspaper behind a front server of the usual kind: it compresses pages and knows no validators.

So every page comes compressed (gzip and brotli, turn about by address), and none can be asked for conditionally:
what did not change is sent again, byte for byte.
"""

from __future__ import annotations

import gzip
import http.client
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import brotli

DROPPED = {"etag", "last-modified", "content-length", "transfer-encoding", "connection", "date", "server"}


class Front:
    """Serves the paper at `origin` under an address of its own while the `with` block runs."""

    def __init__(self, origin: str) -> None:
        origin_address = urlsplit(origin).netloc
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                connection = http.client.HTTPConnection(origin_address)
                connection.request("GET", self.path)
                reply = connection.getresponse()
                body = reply.read().replace(origin.encode(), front.url.encode())
                connection.close()
                name, packed = packed_body(self.path, body)
                self.send_response(reply.status)
                for header, value in reply.getheaders():
                    if header.lower() not in DROPPED:
                        self.send_header(header, value.replace(origin, front.url))
                self.send_header("Content-Encoding", name)
                self.send_header("Content-Length", str(len(packed)))
                self.end_headers()
                self.wfile.write(packed)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def packed_body(path: str, body: bytes) -> tuple[str, bytes]:
    """Return the content encoding of a path, and the body in it."""
    if zlib.crc32(path.encode()) % 2:
        return "br", brotli.compress(body, quality=4)
    return "gzip", gzip.compress(body, mtime=0)
