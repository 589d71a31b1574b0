"""What answers at the odd pages. Each function is one misbehaviour; `ODDITIES` says which page has which."""

from __future__ import annotations

import asyncio
import random
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

from aiohttp import web

from tests.newsroom.archive import Archive
from tests.newsroom.content import FIRST_ID, Story
from tests.newsroom.oddities import ODDITIES, Oddity, odd_story
from tests.newsroom.replies import HTML, answer, missing, moved, page
from tests.newsroom.themes import Theme

DRIP_SECONDS = 0.5
DRIPS = 1200
HUGE_BYTES = 64 * 2**20
BOMB_BYTES = 128 * 2**20
NESTED = 20_000
CHUNK = 2**16

# Addresses as hostile or careless pages link them; none of them may ever be asked for.
HOSTILE_LINKS = (
    "javascript:alert(1)", "mailto:redaction@example.org", "tel:+212500000000", "data:text/html,<h1>x</h1>",
    "http://169.254.169.254/latest/-12345.html", "//10.0.0.1/admin-12345.html", "http://localhost:22/x-12345.html",
    "http://user:secret@127.0.0.1/x-12345.html", "file:///etc/passwd-12345.html", "http://[::1]/x-12345.html",
    "https://other.example/politique/x-12345.html", "http://0x7f000001/x-12345.html", "http://2130706433/x-12345.html",
    "", "#", "?", "http://", "http://[broken/x-12345.html", "ftp://127.0.0.1/x-12345.html",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Odd:
    """One request for an odd page. `visit` counts requests of this page, from 1."""

    request: web.BaseRequest
    oddity: Oddity
    story: Story
    theme: Theme
    archive: Archive
    base: str
    trap: str
    visit: int

    def article(self, **changes: str | bool) -> web.Response:
        """Return the page's story as an ordinary article."""
        return page(self.theme.article(self.story, **changes))  # type: ignore[arg-type]

    def ordinary(self) -> str:
        """Return the address of an ordinary story: the newest."""
        return self.base + self.archive.card(self.archive.listing()[0]).path


Handler = Callable[[Odd], Awaitable[web.StreamResponse]]
_HANDLERS: dict[str, Handler] = {}


def _for(*names: str) -> Callable[[Handler], Handler]:
    def note(handler: Handler) -> Handler:
        _HANDLERS.update(dict.fromkeys(names, handler))
        return handler

    return note


async def respond(odd: Odd) -> web.StreamResponse:
    """Answer a request for an odd page."""
    return await _HANDLERS[odd.oddity.name](odd)


def front(request: web.BaseRequest, seed: int, theme: Theme, archive: Archive, base: str) -> web.Response:
    """Return /odd/: the list of all odd pages, and links no crawler may follow."""
    cards = [odd_story(oddity, seed) for oddity in ODDITIES if oddity.kind == "article"]
    ordinary = archive.card(archive.listing()[0]).path
    links = [*HOSTILE_LINKS, f"{base}{ordinary}?utm_source=odd&utm_medium=list#comments", f"{base}/odd/calendar/"]
    extra = theme.cards_of(cards) + "".join(f'<li><a href="{url}">…</a></li>' for url in links)
    return answer(request, theme.listing("Odd", "/odd/", (), extra=extra), HTML, archive.modified())


def calendar(request: web.BaseRequest, number: int, theme: Theme, archive: Archive) -> web.Response:
    """Return a page of the calendar: the same few stories, and always a next page."""
    shown = archive.listing(theme.edition.name)[:3]
    body = theme.listing(f"يوم {number}", "/odd/calendar/", shown, number, number + 1)
    return answer(request, body, HTML, archive.modified())


@_for("calendar")
async def _calendar(odd: Odd) -> web.StreamResponse:
    return calendar(odd.request, 1, odd.theme, odd.archive)


@_for("gone")
async def _gone(odd: Odd) -> web.StreamResponse:
    return page(b"<h1>Gone</h1>", 410)


@_for("missing")
async def _missing(odd: Odd) -> web.StreamResponse:
    return missing()


@_for("forbidden")
async def _forbidden(odd: Odd) -> web.StreamResponse:
    return page(b"<h1>Forbidden</h1>", 403)


@_for("busy")
async def _busy(odd: Odd) -> web.StreamResponse:
    if odd.visit > 2:
        return odd.article()
    return page(b"<h1>Too Many Requests</h1>", 429, {"Retry-After": "1"})


@_for("broken")
async def _broken(odd: Odd) -> web.StreamResponse:
    return page(b"<h1>Internal Server Error</h1>", 500)


@_for("shaky")
async def _shaky(odd: Odd) -> web.StreamResponse:
    return odd.article() if odd.visit > 2 else page(b"<h1>Error establishing a database connection</h1>", 500)


@_for("closed", "shut")
async def _closed(odd: Odd) -> web.StreamResponse:
    if odd.oddity.name == "closed" and odd.visit > 1:
        return odd.article()
    return page(b"<h1>Briefly unavailable for scheduled maintenance.</h1>", 503, {"Retry-After": "1"})


@_for("slow")
async def _slow(odd: Odd) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": HTML})
    await response.prepare(odd.request)
    for _ in range(DRIPS):
        await response.write(b"<")
        await asyncio.sleep(DRIP_SECONDS)
    return response


@_for("truncated")
async def _truncated(odd: Odd) -> web.StreamResponse:
    body = odd.theme.article(odd.story)
    response = web.StreamResponse(headers={"Content-Type": HTML, "Content-Length": str(len(body) + 5000)})
    await response.prepare(odd.request)
    await response.write(body[: len(body) // 2])
    _hang_up(odd.request)
    return response


@_for("dropped")
async def _dropped(odd: Odd) -> web.StreamResponse:
    _hang_up(odd.request)
    return web.Response(status=500)


@_for("loop")
async def _loop(odd: Odd) -> web.StreamResponse:
    return moved(f"{odd.base}{odd.story.path}?turn={odd.visit}", 302)


@_for("chain")
async def _chain(odd: Odd) -> web.StreamResponse:
    return moved(f"{odd.base}/r/1/{FIRST_ID + odd.archive.listing()[0]}", 302)


@_for("other-port")
async def _other_port(odd: Odd) -> web.StreamResponse:
    return moved(f"{odd.trap}/x-12345.html", 302)


@_for("metadata")
async def _metadata(odd: Odd) -> web.StreamResponse:
    return moved("http://169.254.169.254/latest/meta-data/", 302)


@_for("intranet")
async def _intranet(odd: Odd) -> web.StreamResponse:
    return moved("http://10.0.0.1/", 302)


@_for("to-private")
async def _to_private(odd: Odd) -> web.StreamResponse:
    return moved(f"{odd.base}/private/redirected-{odd.story.id}.html", 302)


@_for("meta-refresh")
async def _meta_refresh(odd: Odd) -> web.StreamResponse:
    url = odd.ordinary()
    return page(f'<html><head><meta http-equiv="refresh" content="0; url={url}"></head><body></body></html>'.encode())


@_for("huge", "huge-declared")
async def _huge(odd: Odd) -> web.StreamResponse:
    headers = {"Content-Type": HTML}
    if odd.oddity.name == "huge-declared":
        headers["Content-Length"] = str(HUGE_BYTES)
    response = web.StreamResponse(headers=headers)
    await response.prepare(odd.request)
    start = odd.theme.article(odd.story).replace(b"</body>", b"").replace(b"</html>", b"")
    await response.write(start)
    left = HUGE_BYTES - len(start)
    while left:
        piece = (b"<p>..............</p>" * (CHUNK // 21))[:left]
        await response.write(piece)
        left -= len(piece)
    return response


@_for("bomb")
async def _bomb(odd: Odd) -> web.StreamResponse:
    body = await asyncio.to_thread(_bomb_bytes)
    return page(body, headers={"Content-Encoding": "gzip"})


@cache
def _bomb_bytes() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    block = b" " * 2**20
    packed = [packer.compress(block) for _ in range(BOMB_BYTES // len(block))]
    return b"".join([*packed, packer.flush()])


@_for("windows-1256", "undeclared-1256", "latin", "undeclared")
async def _mislabelled(odd: Odd) -> web.StreamResponse:
    body, label = odd.theme.article(odd.story), "text/html; charset=utf-8"
    if odd.oddity.name.startswith("undeclared"):
        body, label = body.replace(b'<meta charset="UTF-8">\n', b""), "text/html"
    if odd.oddity.name.endswith("1256"):
        body = body.decode().encode("windows-1256", "xmlcharrefreplace")
    if odd.oddity.name == "latin":
        body, label = body.replace(b'charset="UTF-8"', b'charset="iso-8859-1"'), "text/html; charset=iso-8859-1"
    return page(body, headers={"Content-Type": label})


@_for("empty")
async def _empty(odd: Odd) -> web.StreamResponse:
    return page(b"")


@_for("binary")
async def _binary(odd: Odd) -> web.StreamResponse:
    return page(b"%PDF-1.7\n" + random.Random(odd.story.id).randbytes(30_000))


@_for("soft-404")
async def _soft_404(odd: Odd) -> web.StreamResponse:
    extra = "<h2>الصفحة غير موجودة</h2><p>عذرا، الصفحة التي تبحث عنها غير موجودة أو تم نقلها إلى عنوان آخر.</p>"
    return page(odd.theme.listing("الصفحة غير موجودة", "/odd/", (), extra=extra))


@_for("login")
async def _login(odd: Odd) -> web.StreamResponse:
    form = (
        '<form method="post" action="/wp-login.php"><p>يجب تسجيل الدخول لقراءة هذه الصفحة</p><label>اسم المستخدم '
        '<input name="log"></label><label>كلمة المرور <input type="password" name="pwd"></label>'
        "<button>تسجيل الدخول</button></form>"
    )
    return page(odd.theme.listing("تسجيل الدخول", "/odd/", (), extra=form))


@_for("list")
async def _list(odd: Odd) -> web.StreamResponse:
    return page(odd.theme.listing("كل الأخبار", odd.story.path, odd.archive.listing()[:12]))


@_for("canonical-front")
async def _canonical_front(odd: Odd) -> web.StreamResponse:
    return odd.article(canonical=f"{odd.base}/")


@_for("canonical-other")
async def _canonical_other(odd: Odd) -> web.StreamResponse:
    newest = odd.archive.story(odd.archive.listing(odd.theme.edition.name)[0])
    return page(odd.theme.article(newest))


@_for("twin-a", "twin-b", "future", "x")
async def _article(odd: Odd) -> web.StreamResponse:
    return odd.article()


@_for("undated")
async def _undated(odd: Odd) -> web.StreamResponse:
    return odd.article(seo="", dated=False)


@_for("bad-json")
async def _bad_json(odd: Odd) -> web.StreamResponse:
    whole = odd.theme.json_ld(odd.story, odd.base + odd.story.path)
    return odd.article(seo=whole[: len(whole) // 2] + ",}</script>\n")


@_for("nuls")
async def _nuls(odd: Odd) -> web.StreamResponse:
    return page(b"\0" * 20_000)


@_for("sprinkled")
async def _sprinkled(odd: Odd) -> web.StreamResponse:
    return page(odd.theme.article(odd.story).replace(b"</p>", b"\0</p>"))


@_for("deep")
async def _deep(odd: Odd) -> web.StreamResponse:
    nest = b"<div>" * NESTED + b"..." + b"</div>" * NESTED
    return page(odd.theme.article(odd.story).replace(b"</body>", nest + b"</body>"))


@_for("deep-only")
async def _deep_only(odd: Odd) -> web.StreamResponse:
    nest = "<div>" * NESTED + "لا شيء هنا" + "</div>" * NESTED
    return page(f"<html><head><title>عميق</title></head><body>{nest}</body></html>".encode())


def _hang_up(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.close()
