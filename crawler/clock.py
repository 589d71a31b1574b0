"""Times as the database writes them: ISO 8601, UTC, whole seconds, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present, aware, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def to_text(moment: datetime) -> str:
    """Return an aware time as the database writes it, e.g. "2026-11-24T10:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_timestamp(moment: datetime) -> str:
    """Return an aware time as archives write it in indexes and file names, e.g. "20261124100000"."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def from_text(text: str) -> datetime:
    """Return the aware time of a text written by `to_text`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
