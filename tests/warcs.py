"""Archives made by tests: small files with every packing, through warcio."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HTML = (("Content-Type", "text/html; charset=utf-8"),)
AT = "2019-03-04T05:06:07Z"


def page(number: int, *, body_class: str = "entry-content", word: str = "ville", published: str = AT) -> bytes:
    """Return an article page that says by its metadata when it was published."""
    paragraphs = "".join(
        f"<p>Le conseil de la {word} numéro {number} a voté hier, au point {each} de son ordre du jour, un budget de"
        f" {number * 7 + each} dirhams pour les routes, les écoles et les jardins du quartier.</p>"
        for each in range(4)
    )
    return (
        f"<!doctype html><html lang=fr><head><title>Budget {number} de la {word}</title>"
        f'<meta property="og:title" content="Budget {number} de la {word}">'
        f'<meta property="article:published_time" content="{published}"></head>'
        f"<body><article><h1>Budget {number} de la {word}</h1><div class='{body_class}'>{paragraphs}</div></article>"
        "</body></html>"
    ).encode()


def write_warc(
    path: Path,
    pages: Iterable[tuple[str, bytes]],
    *,
    headers: Any = HTML,
    at: str = AT,
    gzip: bool = True,
    status: str = "200 OK",
) -> list[int]:
    """Write a response record for each address and body; return where each begins."""
    offsets = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip)
        for url, body in pages:
            offsets.append(file.tell())
            http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": at}
            )
            writer.write_record(record)
    return offsets
