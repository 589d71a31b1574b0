"""What the processes of an update tell each other, one line of JSON a message: orders down, news up."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run did so far: pages asked for, articles new and changed, pages that failed, pages that come next."""

    asked: int = 0
    new: int = 0
    changed: int = 0
    failed: int = 0
    next: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What a process tells: it is `ready`, a site has `begun`, is `under way`, or has `ended` with a reason.

    `run` is the number of the run in the database, None where it came to none.
    """

    event: Literal["ready", "begun", "under way", "ended"]
    site: str = ""
    run: int | None = None
    counts: Counts = field(default_factory=Counts)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is told: to `crawl` a site with its spider's `arguments`, or to `stop` one, or all where none is
    named, for a reason.
    """

    do: Literal["crawl", "stop"]
    site: str = ""
    reason: str = ""
    arguments: dict[str, str] = field(default_factory=dict)


def written(message: News | Order | dict[str, Any]) -> bytes:
    """Return a message as its line."""
    value = message if isinstance(message, dict) else asdict(message)
    return json.dumps(value, default=dict).encode() + b"\n"


def read_news(line: bytes) -> News:
    """Return the news of a line."""
    value = json.loads(line)
    return News(**value | {"counts": Counts(**value["counts"])})


def read_order(line: bytes) -> Order:
    """Return the order of a line."""
    return Order(**json.loads(line))
