"""What breaks at real papers overnight: a redesign, dates or bylines that are gone, a feed, every second page, or the
whole site, down or closed to us.
"""

from __future__ import annotations

import re

from aiohttp import web

from tests.newsroom.refused import REFUSED
from tests.newsroom.replies import RSS, missing, page

FAULTS = frozenset(
    {
        "layout",
        "dates",
        "authors",
        "no feed",
        "empty feed",
        "half fail",
        "articles refused",
        "all refused",
        "robots",
        "down",
    }
    | {f"refused: {name}" for name in REFUSED}
)

_CLASS = re.compile(rb'class="[^"]*"')
_SIGNED = re.compile(rb'<a href="[^"]*/author/[^>]*>.*?</a>|<meta itemprop="name"[^>]*>|"author":\{.*?\},', re.DOTALL)
_DATED = re.compile(rb'<meta property="article:\w+_time"[^>]*>|<time\b.*?</time>|"date\w+":"[^"]*",', re.DOTALL)


def broken_page(body: bytes, faults: set[str]) -> bytes:
    """Return an article's page as it is with these faults."""
    if "layout" in faults:
        body = _CLASS.sub(lambda names: names[0].replace(b"td-", b"v2-").replace(b"entry-", b"v2-"), body)
    if "dates" in faults:
        body = _DATED.sub(b"", body)
    if "authors" in faults:
        body = _SIGNED.sub(b"", body)
    return body


def broken_answer(path: str, is_article: bool, faults: set[str]) -> web.Response | None:
    """Return what is answered instead of what stands at `path`, or None where no fault touches it."""
    if path == "/robots.txt":
        return web.Response(text="User-agent: *\nDisallow: /\n") if "robots" in faults else None
    for name, refused in REFUSED.items():
        if f"refused: {name}" in faults:
            return page(refused.body.encode(), refused.status, refused.headers)
    if "all refused" in faults or (is_article and "articles refused" in faults):
        return page(b"<h1>403 Forbidden</h1>", 403)
    if is_article and "half fail" in faults and sum(path.encode()) % 2:
        return page(b"<h1>Error</h1>", 500)
    if path == "/feed/" and "no feed" in faults:
        return missing()
    if path == "/feed/" and "empty feed" in faults:
        body = b'<?xml version="1.0"?><rss version="2.0"><channel><title>R</title></channel></rss>'
        return web.Response(headers={"Content-Type": RSS}, body=body)
    return None
