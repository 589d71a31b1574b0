"""How many cases of a long test CI has the time for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

IN_CI = 5
"""Cases run with the long suites; the others with the longest (docs/testing.md)."""


def some_in_ci(cases: Iterable[Any]) -> list[Any]:
    """Return the cases of a test, those that CI has no time for marked."""
    longest = pytest.mark.longest
    return [case if number < IN_CI else pytest.param(case, marks=longest) for number, case in enumerate(cases)]
