"""Threads of comments whose names say nothing of it, told by their form: a name, when it was written, what was said,
again and again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

from crawler.extraction.lines import CLOCK, LONGEST_LABEL, YEAR
from crawler.extraction.reading import Reading, Run

_FEWEST = 3  # comments
_DEEPEST = 12  # elements around the line that says when a comment was written, within its comment and the thread
_LINES_ABOVE = 3  # of a comment, the name among them, down to when it was written
_LEAST_ABOVE = 400  # characters of prose above a thread: entries of a live blog may have the same form

_AGO_WORDS = (" ago", "il y a ", "hace ", "منذ ", "قبل ")
_AGO = re.compile(
    r"\b(?:\d{1,2}|an?|one)\s+\w+ ago\b|\bil y a (?:\d|une?\s)|\bhace \d|"
    r"(?:منذ|قبل) (?:\d|ثوا|دق|ساع|يوم|[أا]يام|[أا]سب|شهر|[أا]شهر|سن|عام|[أا]عوام|لحظ|قليل)"
)


def comments(reading: Reading, first: Sequence[int], last: Sequence[int]) -> set[int]:
    """Return the nodes that are comments below a text; none where there are not three of a kind beside each other.

    `first` are the nodes' first runs, `last` their last nodes below.
    """
    runs, parents = reading.runs, reading.parents
    written = [at for at, run in enumerate(runs) if len(run.text) <= LONGEST_LABEL and _says_when(run.text)]
    if len(written) < _FEWEST:
        return set()
    kin: defaultdict[tuple[int, str], dict[int, None]] = defaultdict(dict)
    for at in written:
        for node in _around(reading, runs[at].node):
            if _is_comment(runs, first[node], at, last[node]):
                kin[parents[node], reading.tags[node]][node] = None
    below_text = _end_of_enough_prose(runs)
    threads = [nodes for nodes in kin.values() if len(nodes) >= _FEWEST and first[next(iter(nodes))] >= below_text]
    return {node for nodes in threads for node in nodes}


def _says_when(line: str) -> bool:
    """Say whether a short line says how long ago something was written, or the day with the time."""
    small = line.lower()
    if any(map(small.__contains__, _AGO_WORDS)) and _AGO.search(small):
        return True
    return YEAR.search(line) is not None and CLOCK.search(line) is not None


def _around(reading: Reading, node: int) -> Iterator[int]:
    for _ in range(_DEEPEST):
        if node <= 0:
            return
        yield node
        node = reading.parents[node]


def _is_comment(runs: Sequence[Run], start: int, written: int, last: int) -> bool:
    """Say whether an element has a name first, then the line that says when, and then what was said."""
    name, said = runs[start].text, written + 1
    return (
        start < written <= start + _LINES_ABOVE
        and 0 < len(name) <= LONGEST_LABEL
        and not _says_when(name)
        and said < len(runs)
        and runs[said].node <= last
    )


def _end_of_enough_prose(runs: Sequence[Run]) -> int:
    """Return the run below as much prose as must stand above a thread."""
    prose = accumulate(len(run.text) - run.linked if len(run.text) > LONGEST_LABEL else 0 for run in runs)
    return next((at + 1 for at, length in enumerate(prose) if length >= _LEAST_ABOVE), len(runs))
