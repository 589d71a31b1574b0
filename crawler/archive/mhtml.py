"""MHTML: a page and all it needs in one mail message, as browsers save it. The page is its first HTML part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from crawler.archive.capture import MAX_BODY, Capture, Damage
from crawler.archive.saved_html import file_time
from crawler.urls import clean_url


def read_mhtml(path: Path) -> Iterator[Capture | Damage]:
    """Yield the page an MHTML file holds, at the address and time the browser noted."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BODY + 1)
    except OSError as error:
        yield Damage(str(path), 0, f"cannot be read: {error}")
        return
    if len(data) > MAX_BODY:
        yield Damage(str(path), 0, f"is larger than {MAX_BODY} bytes")
        return
    message = message_from_bytes(data, policy=policy.default)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes) or not body.strip():
        yield Damage(str(path), 0, "no page in it: no part of type text/html")
        return
    named = message.get("Snapshot-Content-Location") or page.get("Content-Location")
    url = (clean_url(str(named).strip()) if named else None) or path.resolve().as_uri()
    charset = page.get_content_charset()
    content_type = f"text/html; charset={charset}" if charset else "text/html"
    yield Capture(url, _date(message) or file_time(path), 200, (("Content-Type", content_type),), body, str(path), 0)


def _date(message: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None
    if at.tzinfo is None:  # "-0000": UTC from somewhere unknown
        at = at.replace(tzinfo=UTC)
    return at.astimezone(UTC).replace(microsecond=0)
