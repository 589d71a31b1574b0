"""When an article is looked at again: news is corrected in its first hours, and hardly ever after its first week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from crawler.items import Precision

DAY = timedelta(days=1)


def born(published: datetime | None, precision: Precision | None, first_seen: datetime) -> datetime:
    """Return the moment from which the age of an article counts.

    That is its publication, as far as the page can be trusted with it: an article without a date, or dated after
    we saw it, counts from there. A date without a time of day is the day's beginning, so the article counts from
    when it was first seen, at the latest from the day's end.
    """
    if published is None:
        return first_seen
    return min(first_seen, published + DAY if precision == "day" else published)


def next_visit(birth: datetime, visited: datetime, ages: Iterable[timedelta]) -> datetime | None:
    """Return when an article visited at `visited` is due again, None for never.

    Ages that passed before the visit are passed with it: after a pause of weeks one visit stands for them all.
    """
    return min((birth + age for age in ages if birth + age > visited), default=None)
