"""What is said of the changes of a run: one message in plain words, bounded, the same for every channel. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.clean_logs import without_secrets
from crawler.health.changes import Change, Kind
from crawler.health.table import explained
from crawler.terminal import shown

MOST_SITES = 20
"""Sites of which a message speaks in words; the others are counted."""

MOST_REASONS = 3
"""Reasons that are named of one site."""

MOST_BYTES = 3500
"""ntfy takes 4,096 bytes; what is longer arrives there as a file."""

LONGEST_LINE = 500
"""Characters of a name or a reason."""

ORDER: tuple[Kind, ...] = ("ill", "worse", "silent", "well")
COUNTED: dict[Kind, str] = {"ill": "ill", "worse": "worse", "silent": "silent", "well": "well again"}


@dataclass(frozen=True, slots=True)
class Message:
    """A title of our own words, in ASCII on one line, and a text of lines that holds nothing anyone would obey."""

    title: str
    text: str


def message_of(changes: Sequence[Change], files: Mapping[str, str]) -> Message:
    """Return what is said of changes, illnesses first. `files` holds the spiders' files by site."""
    ordered = sorted(changes, key=lambda change: (ORDER.index(change.kind), change.health.site))
    said: list[str] = []
    room = MOST_BYTES
    for change in ordered[:MOST_SITES]:
        text = _told(change, files.get(change.health.site))
        room -= len(text.encode()) + 2
        if room < 0:
            break
        said.append(text)
    if rest := ordered[len(said) :]:
        said.append(f"{'And' if said else 'In all'} {_counts(rest)}: scrapy health names them.")
    return Message(f"Moroccan press: {_counts(ordered)}", "\n\n".join(said) + "\n")


def line_of(text: str) -> str:
    """Return text on one line of bounded length, without what a reader's program would obey and without secrets."""
    line = without_secrets(shown(text))
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def minute(moment: datetime) -> str:
    """Return a time as people are told it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def silence(site: str, last_run: datetime) -> str:
    """Say that no update of a site began for longer than usual, and what to look at."""
    return f"no update since {minute(last_run)}, far longer than usual: see whether updates run; scrapy runs {site}"


def _counts(changes: Sequence[Change]) -> str:
    """Return how many sites changed in which way: 1 site ill, 2 sites well again."""
    counts = Counter(change.kind for change in changes)
    return ", ".join(
        f"{counts[kind]} {'site' if counts[kind] == 1 else 'sites'} {COUNTED[kind]}" for kind in ORDER if counts[kind]
    )


def _told(change: Change, file: str | None) -> str:
    """Say what there is to say of a site."""
    site, since = line_of(change.health.site), change.before.since if change.before else change.after.since
    match change.kind:
        case "ill":
            return "\n".join([f"{site} is ill:", *_reasons(change, file)])
        case "worse":
            return "\n".join(
                [f"{site}, ill since {minute(since)}, is now ill in another way:", *_reasons(change, file)]
            )
        case "silent":
            return f"{site}: {silence(site, change.after.since)}"
        case "well":
            was = "silent" if change.before and change.before.verdict == "silent" else "ill"
            return f"{site} is {'updated' if was == 'silent' else 'well'} again ({was} since {minute(since)})."


def _reasons(change: Change, file: str | None) -> list[str]:
    lines = [f"- {line_of(explained(reason, file))}" for reason in change.reasons[:MOST_REASONS]]
    more = len(change.reasons) - len(lines)
    return [*lines, f"- and {more} more: scrapy health {line_of(change.health.site)}"] if more else lines
