"""The index of a WARC file: one CDXJ line a capture that can be replayed, sorted by the address's key and time.

Not in it: requests, and answers that a page had not been modified, which would replay as that and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from crawler.clock import from_text, to_timestamp

NAME, OPEN = ".cdxj", ".cdxj.part"
"""What follows the name of the WARC file: for a sorted index, and for one that lines are still added to."""

_WWW = re.compile(r"^www\d*\.")
_NOT_ESCAPED = "!\"$&'()*+,/:;<=>?@[\\]^`{|}~"
"""What the Internet Archive's keys leave as it is, beside letters and digits."""


def line(
    *, url: str, at: datetime, kind: str, mime: str, status: int, digest: str, length: int, offset: int, file: str
) -> str:
    """Return the index line of a record of `kind` "response" or "revisit"."""
    fields = {"url": url, "mime": "warc/revisit" if kind == "revisit" else mime, "status": str(status)}
    fields |= {"digest": digest, "length": str(length), "offset": str(offset), "filename": file}
    return f"{key_of(url)} {to_timestamp(at)} {json.dumps(fields, ensure_ascii=False)}\n"


def end_of(index_line: str) -> int:
    """Return where in its file the record of an index line ends."""
    fields = json.loads(index_line.split(" ", 2)[2])
    return int(fields["offset"]) + int(fields["length"])


def lines_of(path: Path, start: int = 0) -> Iterator[str]:
    """Yield the index lines of a WARC file's whole records from the byte `start` on."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - slow to load, and crawls seldom need it

    with path.open("rb") as stream:
        stream.seek(start)
        records = ArchiveIterator(stream)
        for record in records:
            kind, head, http = record.rec_type, record.rec_headers, record.http_headers
            if kind not in ("response", "revisit") or http is None:
                continue
            status = int(http.get_statuscode())
            if status == 304:
                continue
            offset = records.get_record_offset()
            yield line(
                url=head.get_header("WARC-Target-URI"),
                at=from_text(head.get_header("WARC-Date")),
                kind=kind,
                mime=mime_of(http.get_header("Content-Type") or ""),
                status=status,
                digest=head.get_header("WARC-Payload-Digest"),
                length=records.get_record_length(),
                offset=offset,
                file=path.name,
            )


def seal(path: Path) -> None:
    """Sort the index of a file that is complete, and give it the name that says so."""
    part = path.with_name(path.name + OPEN)
    lines = sorted(part.read_text("utf-8").splitlines(keepends=True))
    ordered = path.with_name(path.name + NAME)
    draft = ordered.with_name(ordered.name + ".tmp")
    draft.write_text("".join(lines), "utf-8")
    draft.replace(ordered)
    part.unlink()


def mime_of(content_type: str) -> str:
    """Return the media type of a Content-Type header, "-" where there is none."""
    return content_type.split(";", maxsplit=1)[0].strip().lower() or "-"


def key_of(url: str) -> str:
    """Return the sort key ("SURT") of a URL, as the Internet Archive and pywb make it.

    The host's names in reverse without www, path and query in lower case, the query's parts sorted:
    "https://www.a.ma/B?y=2&x=1" becomes "ma,a)/b?x=1&y=2".
    """
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").rstrip("."))
    port = f":{parts.port}" if parts.port not in (None, 80 if parts.scheme == "http" else 443) else ""
    path = re.sub(r"/+", "/", _escaped(parts.path)).lower() or "/"
    if len(path) > 1:
        path = path.rstrip("/")
    query = "&".join(sorted(_escaped(parts.query).lower().split("&")))
    return f"{','.join(reversed(host.split('.')))}{port}){path}" + (f"?{query}" if query else "")


def _escaped(text: str) -> str:
    """Undo all percent-encoding, then encode what no key may hold."""
    plain, before = unquote_to_bytes(text), b""
    while plain != before:
        plain, before = unquote_to_bytes(plain), plain
    return quote_from_bytes(plain, safe=_NOT_ESCAPED)
