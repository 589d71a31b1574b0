"""Where the values of an attribute stand among elements, looked up when asked: of most nobody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Places:
    """The distinct values of a list, empty ones left out, and the positions of each.

    Lists of the positions of all values would take twice as long to make as all that is asked of them.
    """

    def __init__(self, values: Iterable[str], longest: int) -> None:
        """`longest` is how many characters a value may have to count."""
        self._values = list(values)
        positions = range(len(self._values))
        self._last = dict(zip(self._values, positions, strict=True))
        self._first = dict(zip(reversed(self._values), reversed(positions), strict=True))
        for value in [value for value in self._last if not value or len(value) > longest]:
            del self._last[value]

    def __iter__(self) -> Iterator[str]:
        """Yield each value once."""
        return iter(self._last)

    def of(self, value: str) -> list[int]:
        """Return the positions of a value in their order; none of one that is not there."""
        last = self._last.get(value)
        if last is None:
            return []
        found = [self._first[value]]
        while found[-1] < last:
            found.append(self._values.index(value, found[-1] + 1))
        return found
