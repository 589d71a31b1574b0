"""What is said of strings that come again and again, kept: of the words of a text, of the classes of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Remembered(dict[str, T]):
    """The answers of a function by the string it was asked about, worked out when first asked.

    Unlike `functools.lru_cache` it moves nothing about when asked again, which takes longer than such a lookup, and
    `map` asks it about many strings without a call into Python. When it holds `most` answers, it begins anew: of those
    it had, it forgets what is not asked again before it holds as many once more.
    """

    def __init__(self, answer: Callable[[str], T], most: int) -> None:
        super().__init__()
        self._answer = answer
        self._most = most
        self._before: dict[str, T] = {}

    def __missing__(self, text: str) -> T:
        if len(self) >= self._most:
            self._before = dict(self)
            self.clear()
        answer = self[text] = self._before[text] if text in self._before else self._answer(text)
        return answer
