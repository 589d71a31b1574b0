"""Whether two layers of extraction say the same of a page: not letter by letter, but whether they mean one thing."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.extraction.view import folded
from crawler.offers import Offer
from crawler.text.dates import parse_date

SAME_DAY = timedelta(hours=25)
"""Times closer than this agree: a date without a clock, a clock without a zone."""

COMPARED = ("json-ld", "meta", "generic")
FEWER = 2
"""Times: of two readings of a text, the one with so many times the words of the other is of something else."""


def contradiction(name: str, offered: dict[str, Offer], at: datetime, timezone: str) -> str | None:
    """Return what a layer other than the layout says against it, if one does.

    `offered` are the layers' offers for the field `name`; dates are read as of `at`, local ones in `timezone`.
    """
    for layer in COMPARED:
        if layer not in offered or (layer == "generic" and name != "body"):
            continue
        if _agree(name, offered["layout"], offered[layer], at, timezone):
            return None
        return f"layout has {brief(offered['layout'], name)}, {layer} {brief(offered[layer], name)}"
    return None


def _agree(name: str, ours: Offer, theirs: Offer, at: datetime, timezone: str) -> bool:
    if name in ("image", "subtitle"):  # the same picture in another size, the same lines cut shorter
        return True
    left, right = ([offer] if isinstance(offer, str) else offer for offer in (ours, theirs))
    if name == "body":
        counts = sorted(sum(len(text.split()) for text in texts) for texts in (left, right))
        return counts[1] <= FEWER * counts[0]
    if name in ("published", "modified"):
        moments = [[parse_date(text, now=at, timezone=timezone) for text in texts] for texts in (left, right)]
        first, second = ([moment.at for moment in each if moment] for each in moments)
        return not second or any(abs(one - other) <= SAME_DAY for one in first for other in second)
    words = [{folded(text) for text in texts} for texts in (left, right)]
    return any(one in other or other in one for one in words[0] for other in words[1])


def brief(offer: Offer, name: str) -> str:
    """Return what a layer offers in a few words."""
    if name == "body":
        return f"{sum(len(text.split()) for text in offer)} words"
    text = offer if isinstance(offer, str) else "; ".join(offer)
    return repr(text if len(text) <= 60 else text[:59] + "…")
