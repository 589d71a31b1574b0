"""Responses every part of the paper gives: pages, redirects, JSON, and 304 for what the client has already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from aiohttp import web

HTML = "text/html; charset=UTF-8"
XML = "application/xml; charset=UTF-8"
RSS = "application/rss+xml; charset=UTF-8"
ATOM = "application/atom+xml; charset=UTF-8"


def answer(request: web.BaseRequest, body: bytes, content_type: str, modified: datetime) -> web.Response:
    """Return the body with ETag and Last-Modified, or 304 where the client has it already.

    As RFC 9110 has it, If-Modified-Since counts only where there is no If-None-Match.
    """
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
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


def page(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a page that no client can ask for conditionally."""
    return web.Response(status=status, headers={"Content-Type": HTML, **(headers or {})}, body=body)


def moved(url: str, status: int) -> web.Response:
    """Return a redirect with the little page servers put beside it."""
    return page(b"<h1>Moved</h1>", status, {"Location": url})


def missing() -> web.Response:
    """Return the 404 page."""
    text = "<!DOCTYPE html><html lang=ar dir=rtl><title>404</title><body><h1>الصفحة غير موجودة</h1></body></html>"
    return page(text.encode(), 404)


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a value as JSON."""
    known = {"Content-Type": "application/json; charset=UTF-8", **(headers or {})}
    return web.Response(status=status, headers=known, body=json.dumps(value).encode())


def no_route() -> web.Response:
    """Return what WordPress says of an API route it does not have."""
    return json_reply({"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}, 404)


def lines(values: Iterable[Any]) -> web.Response:
    """Return values as JSON lines."""
    body = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode()
    return web.Response(headers={"Content-Type": "application/jsonl; charset=UTF-8"}, body=body)
