"""Who is told, in tests: a webhook and a mail server of this machine, real ones, that keep what they are sent."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Post:
    """A request that a webhook was sent."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Hook:
    """A webhook. It answers `status` after `delay` seconds, byte by byte where it `drips`."""

    url: str = ""
    status: int = 200
    delay: float = 0
    drips: bool = False
    location: str = ""
    posts: list[Post] = field(default_factory=list)


@contextmanager
def hook(certificate: Certificate | None = None) -> Iterator[Hook]:
    """Run a webhook on a free port, over TLS where it has a certificate."""
    told = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.posts.append(Post(self.path, dict(self.headers), body))
            time.sleep(told.delay)
            if told.drips:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                for _ in range(40):
                    time.sleep(0.05)
                    self.wfile.write(b"x")
                return
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate:
        server.socket = certificate.context().wrap_socket(server.socket, server_side=True)
    told.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Mailbox:
    """What a mail server took. It refuses mail to the `strangers`."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    strangers: set[str] = field(default_factory=set)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.strangers:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"


class _AnyPort(Controller):
    """Learns which free port it was given before it looks whether it answers there."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(
    certificate: Certificate | None = None, password: str = "", ssl_first: bool = False
) -> Iterator[Mailbox]:
    """Run a mail server; with a certificate it offers STARTTLS, or speaks TLS from the first byte."""
    box = Mailbox()
    options: dict[str, Any] = {}
    if password:

        def authenticated(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
            return AuthResult(success=data.password == password.encode(), handled=False)

        options = {"authenticator": authenticated, "auth_required": True}
    if certificate and ssl_first:
        options |= {"ssl_context": certificate.context(), "auth_require_tls": False}
    elif certificate:
        options |= {"tls_context": certificate.context(), "require_starttls": True}
    controller = _AnyPort(box, hostname="127.0.0.1", port=0, ready_timeout=60, **options)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


@dataclass(frozen=True)
class Certificate:
    """A certificate of a server, its own authority; `file` is what SSL_CERT_FILE may name."""

    file: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


def certificate(folder: Path, address: str = "127.0.0.1") -> Certificate:
    """Make a certificate for an address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Certificate(folder / f"{address}.pem", folder / f"{address}.key")
    made.file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    made.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return made
