"""Times that feeds, sitemaps and listings give of the pages they lead to."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.text.dates import EARLIEST, parse_date

# What counts from the present ("two hours ago", a day without a year) has no certain time in a file that may
# be read years later. Counted from here it falls before `EARLIEST` and is refused with other impossible times.
_NO_PRESENT = datetime(1990, 1, 1, tzinfo=UTC)


def parse_timestamp(text: str | None, timezone: str = "Africa/Casablanca") -> datetime | None:
    """Return the aware UTC time a feed, sitemap or `<time>` element prints, or None where there is none.

    RFC 822 and ISO 8601 with what the wild makes of them. A time without an offset is local time of
    `timezone`; a date without a time is 00:00 UTC of that day. Zero dates ("0000-00-00", 1970) are none.
    Never raises.
    """
    if not text:
        return None
    text = text.strip()
    at = None
    if text[4:5] == "-" and text.isascii():  # ISO 8601 with an offset, as sitemaps have it 50,000 times over
        try:
            local = datetime.fromisoformat(text)
            at = local.astimezone(UTC) if local.tzinfo else None
        except (ValueError, OverflowError):
            at = None
    if at is None:
        moment = parse_date(text, now=_NO_PRESENT, timezone=timezone)
        at = moment.at if moment else None
    return at.replace(microsecond=0) if at and at.year >= EARLIEST else None
