"""What the channels share: how long a delivery may take, and how it fails."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

SECONDS = 10.0
"""How long a receiver may take to answer."""

SECONDS_IN_ALL = 30.0
"""How long a delivery may take whatever answers: names that do not resolve, and answers byte by byte."""


class Undelivered(Exception):  # noqa: N818 (what happened)
    """Something was not delivered; the message says why and the way out, and shows no secret.

    `taken` says that some of those it was for have it all the same.
    """

    def __init__(self, why: str, *, taken: bool = False) -> None:
        super().__init__(why)
        self.taken = taken


def in_time(deliver: Callable[[], None]) -> None:
    """Deliver, or raise `Undelivered` where it takes too long."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            deliver()
        except BaseException as error:
            failures.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(SECONDS_IN_ALL)
    if thread.is_alive():
        raise Undelivered(f"no answer within {SECONDS_IN_ALL:.0f} seconds")
    if failures:
        raise failures[0]


def said_of(error: Exception) -> str:
    """Return what a fault of the network is called: the system's words, not those a library puts an address into."""
    if isinstance(error, TimeoutError):
        return f"no answer within {SECONDS:.0f} seconds"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
