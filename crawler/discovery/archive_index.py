"""Listings of what web archives hold: a listing in, its captures and the address of what follows out.

Two archives' forms are read: the Wayback Machine's CDX as text or JSON, with a key to resume at, and Common Crawl's
(and pywb's) lines of JSON, with or without a sort key before them, in numbered pages. The latter say in which file and
where in it the record stands.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

logger = logging.getLogger(__name__)

COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
"""Columns of the Wayback Machine's listings, in the order they have unless other ones are asked for by `fl`."""

_RENAMED = {"original": "url", "mimetype": "mime", "statuscode": "status"}
_TIMESTAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True)
class Held:
    """A capture that a listing names: its address as captured, time (aware UTC), status and media type as listed ("-"
    where unknown), and in which file at which bytes its record stands, if the listing says.
    """

    url: str
    at: datetime
    status: str
    mime: str
    file: str | None = None
    offset: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """What a page of a listing names, and the addresses of the pages of it to read next."""

    held: list[Held]
    following: tuple[str, ...] = ()


class NotAListing(ValueError):  # noqa: N818 (what it is)
    """Text that is no listing of captures."""


def read_listing(text: str, url: str) -> Listing:
    """Read an answer of an archive's index server to the query `url`. Raises `NotAListing`."""
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    if "showNumPages" in query:
        return Listing([], tuple(_with(url, {"page": str(page)}) for page in range(1, _pages(text))))
    resume: list[str] = []
    held = list(read_lines(text.splitlines(), query.get("fl", "").split(",") if query.get("fl") else COLUMNS, resume))
    if resume:
        return Listing(held, (_with(url, {"resumeKey": unquote_plus(resume[-1])}),))
    if "page" not in query and any(each.file for each in held):
        # What comes without being numbered is the first page; how many there are is another question.
        return Listing(held, (_with(url, {"showNumPages": "true"}),))
    return Listing(held)


def read_lines(
    lines: Iterable[str], columns: Sequence[str] = COLUMNS, resume: list[str] | None = None
) -> Iterator[Held]:
    """Yield the captures that lines of a listing name; a key to resume at, percent-encoded, goes into `resume`.

    `columns` are those of lines that do not name their fields. Raises `NotAListing` where the first line is none of a
    listing; later ones that are none are left out.
    """
    named: Sequence[str] | None = None
    after_gap = False
    good = bad = 0
    for number, each in enumerate(lines, 1):
        line = each.strip()
        if not line or line == "[],":
            after_gap = True
            continue
        try:
            if line.startswith("["):
                row = _row(line)
                if named is None:
                    named = row
                    continue
                if len(row) == 1:
                    key, held = row[0], None
                else:
                    held = _held(dict(zip(named, row, strict=True)))
            elif (start := line.find("{")) >= 0:
                held = _held(_fields(line[start:]) | ({"timestamp": line.split(" ", 2)[1]} if start else {}))
            elif after_gap and " " not in line:
                key, held = line, None
            else:
                held = _held(dict(zip(columns, line.split(" "), strict=False)))
        except ValueError as error:
            if not good:
                raise NotAListing(f"line {number} is none of a listing of captures: {line[:60]!r}: {error}") from error
            bad += 1
            continue
        if held is not None:
            good += 1
            yield held
        elif resume is not None:
            resume.append(key)
    if bad:
        logger.warning("%d lines of a listing name no capture", bad)


def query_between(url: str, since: datetime | None, until: datetime | None) -> str:
    """Return the query of a listing for captures from `since` to before `until`, with a key where it goes on later."""
    bounds = {"showResumeKey": "true"}
    if since:
        bounds["from"] = since.strftime(_TIMESTAMP)
    if until:
        bounds["to"] = until.strftime(_TIMESTAMP)
    asked = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    return _with(url, {name: value for name, value in bounds.items() if name not in asked})


def _row(line: str) -> list[str]:
    """Return a row of a JSON table that stands on a line of its own, among the brackets of the table."""
    row = json.loads(re.sub(r"^\[\[", "[", re.sub(r"\]\]$", "]", line.rstrip(","))))
    if not row or not all(isinstance(value, str) for value in row):
        raise ValueError("a row of a table is a list of texts")
    return list(row)


def _fields(text: str) -> dict[str, Any]:
    fields = json.loads(text)
    if not isinstance(fields, dict):
        raise ValueError("fields are named")
    return fields


def _held(fields: dict[str, Any]) -> Held:
    said = {_RENAMED.get(name, name): value for name, value in fields.items()}
    if missing := [name for name in ("url", "timestamp") if name not in said]:
        raise ValueError(f"no {' and no '.join(missing)}")
    file = str(said["filename"]) if "filename" in said else None
    return Held(
        url=str(said["url"]),
        at=datetime.strptime(str(said["timestamp"]), _TIMESTAMP).replace(tzinfo=UTC),
        status=str(said.get("status", "-")),
        mime=str(said.get("mime", "-")),
        file=file,
        offset=int(said.get("offset", 0)) if file else 0,
        length=int(said.get("length", 0)) if file else 0,
    )


def _pages(text: str) -> int:
    """Return the number of pages an index server says a listing has: as JSON, or as a number alone."""
    try:
        answer = json.loads(text)
        return int(answer["pages"] if isinstance(answer, dict) else answer)
    except (ValueError, KeyError, TypeError) as error:
        raise NotAListing(f"says no number of pages: {text[:60]!r}") from error


def _with(url: str, further: dict[str, str]) -> str:
    """Return a query with further parameters, in the place of those of the same name."""
    parts = urlsplit(url)
    replaced = {*further, "showNumPages"}
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in replaced]
    return parts._replace(query=urlencode([*kept, *further.items()], safe=":/*!,|[]^$")).geturl()
