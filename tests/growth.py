"""How the time of reading grows with what is read: the same on every machine, where seconds are not."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import process_time

MOST = 8.0
"""Times as long that four times as much may take: in proportion it is 4, by the square 16."""

LEAST_SECONDS = 0.005
"""What is shorter is not told from nothing."""


def growth(read: Callable[[int], object], size: int, *, turns: int = 3) -> float:
    """Return how many times as long `read` takes for `size` as for a quarter of it, each at its best of some turns."""
    quarter = whole = inf
    for _ in range(turns):  # one after the other, so that a busy moment of the machine is no one's alone
        quarter = min(quarter, _seconds(read, size // 4))
        whole = min(whole, _seconds(read, size))
    return whole / max(quarter, LEAST_SECONDS)


def _seconds(read: Callable[[int], object], size: int) -> float:
    begun = process_time()
    read(size)
    return process_time() - begun
