"""Plain-text dumps: the text of a page as a naive scraper leaves it. They have no address but their file's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawler.archive.capture import MAX_BODY, Capture, Damage
from crawler.archive.saved_html import file_time

CONTENT_TYPE = "text/plain"


def read_text(path: Path) -> Iterator[Capture | Damage]:
    """Yield the text of a file. Its time is when the file was written."""
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BODY + 1)
    except OSError as error:
        yield Damage(str(path), 0, f"cannot be read: {error}")
        return
    if len(body) > MAX_BODY or not body.strip():
        yield Damage(str(path), 0, f"is larger than {MAX_BODY} bytes" if body.strip() else "the file is empty")
        return
    headers = (("Content-Type", CONTENT_TYPE),)
    yield Capture(path.resolve().as_uri(), file_time(path), 200, headers, body, str(path), 0)
