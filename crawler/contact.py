"""Who asks: the address a publisher can write to, in the user agent of every live request."""

from __future__ import annotations

import ipaddress
import re
import sys
from collections.abc import Iterable

from scrapy.settings import BaseSettings

from crawler.configuration import remember

_ADDRESS = re.compile(r"[^\s@()<>\"]+@[^\s@()<>\"]+\.[^\s@()<>\"]+|https?://[^\s()<>\"]+")
_HOW = (
    'Say who crawls, so that a publisher can write to you: contact = "you@example.org" (or the address of a page) in '
    "pyproject.toml under [tool.moroccan-news], NEWS_CONTACT in the environment, or -s CONTACT=you@example.org"
)


class NoContact(Exception):  # noqa: N818 (what is missing)
    """A live crawl would not say who crawls; the message says how to."""


def identify(settings: BaseSettings, hosts: Iterable[str]) -> None:
    """Put the contact into the user agent. Where there is none, a person at a terminal is asked for it once, and it is
    remembered; without a terminal `NoContact` is raised. Crawls of `hosts` on this machine need none, nor does who
    set a user agent of their own.
    """
    contact = settings["CONTACT"]
    if contact and not _ADDRESS.fullmatch(contact):
        raise NoContact(f"CONTACT={contact}: must be an e-mail address or the address of a page. {_HOW}")
    if not contact and _is_ours(settings["USER_AGENT"]) and not all(map(_is_loopback, hosts)):
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise NoContact(_HOW)
        contact = _ask()
        settings.set("CONTACT", contact, "cmdline")
    name_contact(settings)


def name_contact(settings: BaseSettings) -> None:
    """Put the contact into the user agent, if there is one and the user agent is ours."""
    if settings["CONTACT"] and _is_ours(settings["USER_AGENT"]):
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{settings['CONTACT']})", "cmdline")


def robots_name(settings: BaseSettings) -> str:
    """Return what the rules of robots.txt know us by: the user agent without the contact."""
    return str(settings["USER_AGENT"]).removesuffix(f" (+{settings['CONTACT']})")


def _is_ours(user_agent: str) -> bool:
    return bool(re.fullmatch(r"moroccan-news/[\d.]+", user_agent))


def _ask() -> str:
    print(
        "Before the first live crawl: publishers see who asks. An e-mail address, or the address of a page that names"
        " one, goes into the user agent and is kept for the next crawls.",
        file=sys.stderr,
    )
    while True:
        print("Contact: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise NoContact(_HOW)
        if _ADDRESS.fullmatch(contact := line.strip()):
            print(f"Kept in {remember('CONTACT', contact)}", file=sys.stderr)
            return contact
        print("That is neither an e-mail address nor the address of a page.", file=sys.stderr)


def _is_loopback(host: str) -> bool:
    name = host.rsplit(":", 1)[0].strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
