"""What has changed in the health of a site since a channel was last told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.health.figures import Health, Reason

Kind = Literal["ill", "worse", "silent", "well"]
"""News of a site: it fell ill, is ill for `worse` reasons, went silent, or is `well` again."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel knows of a site. `causes` are the keys of all reasons of an illness that were told.

    `since` is the start of the update by which the site was first told to be so.
    """

    verdict: Literal["ill", "silent", "well"]
    since: datetime
    causes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """What there is to tell of a site: `reasons` are those that are new.

    `before` is what was known, None where nothing was told yet; `after` what is known once this is told.
    """

    health: Health
    kind: Kind
    before: Told | None
    after: Told
    reasons: tuple[Reason, ...] = ()


def change_of(health: Health, before: Told | None, now: datetime) -> Change | None:
    """Return what a channel has to be told of a site, None where it knows.

    A site of which nothing was told was well. A cause is told once an illness, however it comes and goes meanwhile.
    """
    since = health.last_run or now
    if health.verdict == "ill":
        ill = before if before and before.verdict == "ill" else None
        causes = ill.causes if ill else frozenset()
        reasons = tuple(reason for reason in health.reasons if reason.key not in causes)
        if not reasons:
            return None
        after = Told("ill", ill.since if ill else since, causes | {reason.key for reason in reasons})
        return Change(health, "worse" if ill else "ill", before, after, reasons)
    if health.verdict == "silent":
        if before and before.verdict == "silent":
            return None
        return Change(health, "silent", before, Told("silent", since))
    # Without a run in weeks a site is new to its judge, and nothing is known to have come right.
    if before is None or before.verdict == "well" or health.last_run is None:
        return None
    return Change(health, "well", before, Told("well", since))
