"""A server that answers with bytes of the test's own choosing, as no library would send them."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answer = bytes | Iterable[bytes]
"""What goes over the wire for one request, head and all; what is no bytes is sent piece by piece."""

STORY, OTHER = "/politique/le-budget-de-la-commune-12345.html", "/politique/une-autre-histoire-12346.html"
"""The stories of a small paper."""

SENTENCE = "Le conseil de la commune a adopté mardi soir le budget de l'année prochaine, après un long débat public. "

NOTHING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@dataclass(slots=True)
class Wild:
    """A running server; `asked` holds the paths of requests as they came in, `answers` what is said to each."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """The port of 127.0.0.1 that it listens at."""
        return int(self.url.rpartition(":")[2])


def answer(
    body: bytes, content_type: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str
) -> bytes:
    """Return an ordinary answer as it goes over the wire; keywords are further headers, _ for -."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def page(title: str = "Le budget de la commune est adopté", body: str = "", section: str = "Politique") -> bytes:
    """Return the page of an article."""
    return (
        f"<!doctype html><html lang=fr><head><meta charset=utf-8><title>{title}</title>"
        f'<meta property="og:type" content="article"><meta property="article:section" content="{section}">'
        f'<meta property="article:published_time" content="2026-11-20T10:00:00Z"></head><body><article><h1>{title}</h1>'
        f"<div class=entry-content><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>{body}</div></article></body></html>"
    ).encode()


def answers_with(attack: Answer) -> dict[str, Answer]:
    """Return what a paper of two stories answers, one of them with the attack."""
    listed = f'<h2><a href="{STORY}">Le budget</a></h2><h2><a href="{OTHER}">Autre</a></h2>'
    return {
        "/": answer(f"<html><body><main>{listed}</main></body></html>".encode()),
        STORY: attack,
        OTHER: answer(page(title="Une autre histoire du jour")),
    }


@contextmanager
def wild(answers: Mapping[str, Answer] | None = None) -> Iterator[Wild]:
    """Serve on loopback while the block runs."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # the reader hung up, as it should on some answers
                while self._answer():
                    pass

        def _answer(self) -> bool:
            words = self.rfile.readline().split()
            if len(words) < 2:
                return False
            while self.rfile.readline().strip():
                pass
            path = words[1].decode()
            server.asked.append(path)
            said = server.answers.get(path, NOTHING)
            for piece in (said,) if isinstance(said, bytes) else said:
                self.wfile.write(piece)
            return isinstance(said, bytes)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as running:
        server = Wild(f"http://127.0.0.1:{running.server_address[1]}", dict(answers or {}))
        threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        running.shutdown()
