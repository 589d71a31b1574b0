"""The paper in chaos: whatever can befall an answer between a server and its reader, at random, by the seed.

What befalls a request depends on the seed, its path and how often that was asked for: two runs are the same.
"""

from __future__ import annotations

import asyncio
import gzip
import random
from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.newsroom.refused import REFUSED
from tests.newsroom.replies import HTML, moved, page

LONG_SECONDS = 20
"""Longer than any reader should wait."""

SHORT_SECONDS = 0.3

PASSING: dict[str, float] = {
    "hung up": 3, "reset": 3, "cut": 3, "cut chunks": 3, "cut without length": 3, "cut gzip": 3, "too long a length": 3,
    "nonsense on the wire": 2, "endless head": 0.3, "stalled": 0.3, "late": 1, "late head": 0.3, "HTTP 500": 4,
    "HTTP 502": 2, "HTTP 429": 0.1, "HTTP 503": 0.1, "no gzip": 2, "unknown encoding": 2, "other charset": 3,
    "captcha": 0.3,
}  # fmt: skip
"""What may befall any page, with its weight. It may be otherwise the next time."""

LASTING: dict[str, float] = {
    "HTTP 404": 1, "HTTP 410": 1, "to itself": 1, "in circles": 1, "off the site": 1, "into the network": 1,
    "to the front page": 1, "empty": 1, "noise": 1,
}  # fmt: skip
"""What may befall an article besides: an answer in itself, after which nobody asks again."""


class Chaos:
    """Chooses what befalls each request. `share` of them are befallen by something, articles by what lasts, too, unless
    all is `passing`.
    """

    def __init__(self, seed: int, share: float, *, passing: bool = False) -> None:
        self._seed, self.share, self._passing = seed, share, passing
        self._asked: Counter[str] = Counter()

    def fault(self, path: str, *, is_article: bool) -> str | None:
        """Return what befalls the next answer to this path, or None."""
        self._asked[path] += 1
        chance = random.Random(f"{self._seed} {path} {self._asked[path]}")
        if chance.random() >= self.share:
            return None
        faults = PASSING | LASTING if is_article and not self._passing else PASSING
        return chance.choices(list(faults), list(faults.values()))[0]


Spoiler = Callable[[web.BaseRequest, web.Response, str], Awaitable[web.StreamResponse]]
_SPOILERS: dict[str, Spoiler] = {}


def _for(*names: str) -> Callable[[Spoiler], Spoiler]:
    def note(spoiler: Spoiler) -> Spoiler:
        _SPOILERS.update(dict.fromkeys(names, spoiler))
        return spoiler

    return note


async def spoilt(fault: str, request: web.BaseRequest, usual: web.StreamResponse, base: str) -> web.StreamResponse:
    """Return what is sent in place of the usual answer, or send it here and now."""
    if fault.startswith("HTTP "):
        status = int(fault.removeprefix("HTTP "))
        return page(b"<h1>Error</h1>", status, {"Retry-After": "1"} if status in (429, 503) else {})
    if not isinstance(usual, web.Response) or not isinstance(usual.body, bytes) or usual.status != 200:
        return usual  # nothing that could break
    return await _SPOILERS[fault](request, usual, base)


def _transport(request: web.BaseRequest) -> asyncio.Transport:
    transport = request.transport
    if not isinstance(transport, asyncio.Transport):
        raise ConnectionError  # the reader is gone already
    return transport


def _raw(request: web.BaseRequest, sent: bytes) -> web.Response:
    """Send bytes past the server, and nothing after them."""
    transport = _transport(request)
    transport.write(sent)
    transport.close()
    return web.Response(status=499)


def _body(usual: web.Response) -> bytes:
    assert isinstance(usual.body, bytes)
    return usual.body


async def _half(request: web.BaseRequest, usual: web.Response, length: int | None) -> web.StreamResponse:
    """Send the first half of the body under the declared length, or in chunks."""
    headers = {"Content-Type": usual.headers["Content-Type"]}
    if length is not None:
        headers["Content-Length"] = str(length)
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(_body(usual)[: len(_body(usual)) // 2])
    return response


def hang_up(request: web.BaseRequest) -> web.Response:
    """Reset the connection without a word."""
    _transport(request).abort()
    return web.Response(status=499)


@_for("hung up")
async def _hung_up(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return _raw(request, b"")


@_for("reset")
async def _reset(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return hang_up(request)


@_for("cut")
async def _cut(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    response = await _half(request, usual, len(_body(usual)))
    _transport(request).close()
    return response


@_for("cut chunks")
async def _cut_chunks(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    response = await _half(request, usual, None)
    _transport(request).close()
    return response


@_for("cut without length")
async def _cut_without_length(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    head = f"HTTP/1.0 200 OK\r\nContent-Type: {usual.headers['Content-Type']}\r\n\r\n".encode()
    return _raw(request, head + _body(usual)[: len(_body(usual)) // 2])


@_for("cut gzip")
async def _cut_gzip(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    packed = gzip.compress(_body(usual), 1)
    headers = {"Content-Type": usual.headers["Content-Type"], "Content-Encoding": "gzip"}
    return web.Response(headers=headers, body=packed[: len(packed) * 2 // 3])


@_for("too long a length")
async def _too_long(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    body = _body(usual)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\nContent-Length: {len(body) + 1000}\r\n\r\n"
    return _raw(request, head.encode() + body)


@_for("nonsense on the wire")
async def _nonsense(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return _raw(request, b"\x16\x03\x01\x00\xff\r\nnonsense\r\n\r\n")


@_for("endless head")
async def _endless_head(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return _raw(request, b"HTTP/1.1 200 OK\r\n" + b"X-More: and more\r\n" * 20_000)


@_for("stalled")
async def _stalled(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    response = await _half(request, usual, len(_body(usual)))
    await asyncio.sleep(LONG_SECONDS)
    return response


@_for("late head")
async def _late_head(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    await asyncio.sleep(LONG_SECONDS)
    return usual


@_for("late")
async def _late(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    await asyncio.sleep(SHORT_SECONDS)
    return usual


@_for("no gzip")
async def _no_gzip(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return page(_body(usual), headers={"Content-Encoding": "gzip"})


@_for("unknown encoding")
async def _unknown_encoding(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return page(_body(usual), headers={"Content-Encoding": "utf-8"})


@_for("other charset")
async def _other_charset(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    kind = usual.headers["Content-Type"].partition(";")[0]
    return web.Response(headers={"Content-Type": f"{kind}; charset=koi8-r"}, body=_body(usual))


@_for("captcha")
async def _captcha(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return page(REFUSED["captcha"].body.encode())


@_for("to itself")
async def _to_itself(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return moved(base + request.raw_path, 302)


@_for("in circles")
async def _in_circles(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return moved(f"{base}{request.path}?turn={len(request.query.get('turn', '')) * 'x' + 'x'}", 302)


@_for("off the site")
async def _off_the_site(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return moved("https://parked.example/", 301)


@_for("into the network")
async def _into_the_network(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return moved("http://169.254.169.254/latest/meta-data/", 302)


@_for("to the front page")
async def _to_the_front_page(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return moved(f"{base}/", 302)


@_for("empty")
async def _empty(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return page(b"")


@_for("noise")
async def _noise(request: web.BaseRequest, usual: web.Response, base: str) -> web.StreamResponse:
    return page(random.Random(request.path).randbytes(20_000))
