"""Where changes are told, read from the settings and checked before anything runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from crawler.addresses import is_loopback
from crawler.configuration import ConfigurationError
from crawler.notify.message import Message
from crawler.notify.webhook import SHAPES, Webhook, shape_of
from crawler.secret import Secret, revealed

HOW = (
    "nobody is to be told: set NOTIFY_WEBHOOK, NOTIFY_EMAIL, NOTIFY_PROMETHEUS or STATUS_PAGE, in pyproject.toml, in"
    " your own config.toml or in the environment, as NEWS_NOTIFY_WEBHOOK=...; docs/notify.md has examples"
)
_ADDRESS = re.compile(r"[^\s@()<>\[\],;:\\\"]+@[^\s@()<>\[\],;:\\\"]+", re.ASCII)
_HOST = re.compile(r"[\w.:-]+", re.ASCII)


class Channel(Protocol):
    """A way to people."""

    @property
    def name(self) -> str:
        """What the database knows it by."""

    def send(self, message: Message) -> None:
        """Deliver a message; raises `Undelivered`."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """All that is set: channels that take messages, and files that are written."""

    channels: Sequence[Channel] = ()
    prometheus: Path | None = None
    status_page: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.channels or self.prometheus or self.status_page)


def outlets_of(settings: BaseSettings) -> Outlets:
    """Return what is set. Raises `ConfigurationError`, which shows no secret."""
    channels: list[Channel] = []
    if address := revealed(settings["NOTIFY_WEBHOOK"]):
        channels.append(_webhook(address, settings["NOTIFY_WEBHOOK_SHAPE"]))
    if settings["NOTIFY_EMAIL"]:
        channels.append(_mail(settings))
    prometheus = settings["NOTIFY_PROMETHEUS"]
    if prometheus and not prometheus.endswith(".prom"):
        raise ConfigurationError(
            f"NOTIFY_PROMETHEUS={prometheus}: must end in .prom; node_exporter reads no other files"
        )
    page = settings["STATUS_PAGE"]
    return Outlets(channels, Path(prometheus) if prometheus else None, Path(page) if page else None)


def _webhook(address: str, shape: str | None) -> Webhook:
    wrong = "NOTIFY_WEBHOOK: must be the address of a webhook, such as https://ntfy.example/topic, in ASCII"
    try:
        parts = urlsplit(address)
        right = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        right = None
    if not right or not re.fullmatch(r"[!-~]+", address):
        raise ConfigurationError(wrong)
    if shape and shape not in SHAPES:
        raise ConfigurationError(f"NOTIFY_WEBHOOK_SHAPE={shape}: must be {', '.join(SHAPES[:-1])} or {SHAPES[-1]}")
    return Webhook(Secret(address), shape or shape_of(address))


def _mail(settings: BaseSettings) -> Channel:
    from crawler.notify.mail import PORTS, Mail  # noqa: PLC0415 - the library of mail is slow to load

    to = tuple(address.strip() for address in settings["NOTIFY_EMAIL"].split(","))
    sender = settings["SMTP_FROM"] or to[0]
    for name, address in (*(("NOTIFY_EMAIL", each) for each in to), ("SMTP_FROM", sender)):
        if not _ADDRESS.fullmatch(address):
            raise ConfigurationError(f"{name}={address!r}: must be an e-mail address such as you@example.org")
    host, security = settings["SMTP_HOST"], settings["SMTP_TLS"]
    if not host:
        raise ConfigurationError("NOTIFY_EMAIL needs SMTP_HOST, the server that takes the mail (docs/notify.md)")
    if not _HOST.fullmatch(host):
        raise ConfigurationError(f"SMTP_HOST={host!r}: must be the name or address of a server")
    if security not in PORTS:
        raise ConfigurationError(f"SMTP_TLS={security}: must be {', '.join([*PORTS][:-1])} or {[*PORTS][-1]}")
    try:
        port = settings.getint("SMTP_PORT") or PORTS[security]
    except ValueError:
        port = -1
    if not 0 < port < 65536:
        raise ConfigurationError(f"SMTP_PORT={settings['SMTP_PORT']}: must be the number of a port")
    user, password = settings["SMTP_USER"], revealed(settings["SMTP_PASSWORD"])
    if bool(user) != bool(password):
        raise ConfigurationError("SMTP_USER and SMTP_PASSWORD belong together: set both or neither")
    if user and security == "none" and not is_loopback(host):
        raise ConfigurationError("SMTP_TLS=none would send the password readable: use starttls or ssl")
    return Mail(to, sender, host, port, security, user or "", Secret(password))
