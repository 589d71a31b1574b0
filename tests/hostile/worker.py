"""Reads hostile pages in a process of its own: `mutations FIRST COUNT` or `monsters NAME...`, results as JSON lines.

Seconds are of the processor, not of the clock, and of a processor that nothing else slows down, and what seems slow is
read again, so that a busy machine does not fail anybody; megabytes are what the peak of memory grew by while a page was
read.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from random import Random

from crawler import NotAnArticle, extract
from crawler.offers import offers
from crawler.site import Site
from tests.hostile import giants, trees  # noqa: F401 - add themselves to the monsters
from tests.hostile.monsters import MONSTERS, story
from tests.hostile.mutations import mutate
from tests.hostile.pages import KNOWN, originals

FETCHED = datetime(2026, 11, 24, 12, tzinfo=UTC)
MOST_SECONDS = 2.0  # that a page may take
READINGS = 3  # of a page that seems to take more; it takes what the quickest took
PATIENCE = 30  # seconds of processor time after which a page counts as endless
COUNTED, COUNTED_IN = 200_000, 0.085  # words, and the seconds that counting them takes a core without neighbours
OFFERS_EVERY = 40  # pages between two whose layers are asked one by one as well


@dataclass(slots=True)
class Reading:
    """What became of one page."""

    name: str
    outcome: str
    seconds: float
    grown: float


@dataclass(slots=True)
class Summary:
    """What became of many: `faults` and `slow` name the seeds."""

    pages: int = 0
    articles: int = 0
    refused: int = 0
    slowest: float = 0.0
    grown: float = 0.0
    faults: list[tuple[int, str]] = field(default_factory=list)
    slow: list[tuple[int, float]] = field(default_factory=list)


def page_of(seed: int) -> tuple[bytes | str, str]:
    """Return the mutated page of a seed and its address."""
    rnd = Random(seed)
    page, url = rnd.choice(originals())
    broken = mutate(page, rnd)
    if rnd.random() < 0.05:
        url = rnd.choice(("", "x", "http://[", "file:///x", "http://127.0.0.1:8000/\ud800", "javascript:x", "//x"))
    return (broken.decode("utf-8", "surrogateescape") if rnd.random() < 0.1 else broken), url


def truncations(kilobyte: int = 1024) -> list[tuple[bytes, str]]:
    """Return every original cut at every kilobyte."""
    return [(page[:size], url) for page, url in originals() for size in range(0, len(page), kilobyte)]


def read_all(pages: list[tuple[int, bytes | str, str]] | range) -> Summary:
    """Read pages one after another; `pages` are seeds, or pages with a number and an address each."""
    found = Summary()
    before = _warm()
    for each in pages:
        number, html, url = (each, *page_of(each)) if isinstance(each, int) else each
        site = KNOWN if number % 2 else None
        found.pages += 1
        outcome, seconds = _read(html, url, site)
        found.articles += outcome.startswith("article: ")
        found.refused += outcome.startswith("no article: ")
        if outcome.startswith("fault: "):
            found.faults.append((number, outcome))
        found.slowest = max(found.slowest, seconds)
        if seconds > MOST_SECONDS:
            found.slow.append((number, seconds))
        if number % OFFERS_EVERY == 0:
            try:
                offers(html, url, site=site, fetched_at=FETCHED)
            except Exception:
                found.faults.append((number, traceback.format_exc()))
    found.grown = _peak() - before
    return found


def read_monster(name: str) -> Reading:
    """Make a monster in one child and read it in another, so that the memory it was made with does not count."""
    with tempfile.TemporaryDirectory() as folder:
        made, result = Path(folder, "page"), Path(folder, "result")
        if child := os.fork():
            os.waitpid(child, 0)
        else:
            made.write_bytes(pickle.dumps(MONSTERS[name]()))
            os._exit(0)
        if child := os.fork():
            _, status = os.waitpid(child, 0)
        else:
            resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
            result.write_text(json.dumps(asdict(_read_one(name, pickle.loads(made.read_bytes())))))
            os._exit(0)
        if status:
            return Reading(name, f"killed: {os.waitstatus_to_exitcode(status)}", float(PATIENCE), 0.0)
        return Reading(**json.loads(result.read_text()))


def _read_one(name: str, html: bytes | str) -> Reading:
    before = _peak()
    outcome, seconds = _read(html, "https://a.example/x-12345.html")
    return Reading(name, outcome, round(seconds, 2), round(_peak() - before, 1))


def _read(html: bytes | str, url: str, site: Site | None = None) -> tuple[str, float]:
    """Return what becomes of a page, and the seconds it takes."""
    quickest = inf
    for _ in range(READINGS):
        start = time.process_time()
        try:
            outcome = f"article: {extract(html, url, site=site, fetched_at=FETCHED).title[:40]!r}"
        except NotAnArticle as reason:
            outcome = f"no article: {reason!s:.60}"
        except Exception:
            outcome = f"fault: {traceback.format_exc()}"
        quickest = min(quickest, _undisturbed(time.process_time() - start))
        if quickest <= MOST_SECONDS:
            break
    return outcome, quickest


def _undisturbed(seconds: float) -> float:
    """Return the seconds without what neighbours cost, who slow the counting of words as they slow the reading."""
    if seconds < 1:
        return seconds
    start = time.process_time()
    for _ in range(3):
        Counter(" ".join(map(str, range(COUNTED))).split())
    return seconds / max(1.0, (time.process_time() - start) / 3 / COUNTED_IN)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _warm() -> float:
    """Read an ordinary page, so that what is loaded once does not count; return the peak of memory since."""
    extract(story(), "https://a.example/x-12345.html", fetched_at=FETCHED)
    return _peak()


def main(how: str, *words: str) -> None:
    """Read what was asked for and print the results."""
    _warm()
    if how == "monsters":
        for name in words:
            print(json.dumps(asdict(read_monster(name))), flush=True)
    elif how == "truncations":
        cut = truncations()
        print(json.dumps(asdict(read_all([(number, *page) for number, page in enumerate(cut)]))))
    else:
        first, count = map(int, words)
        print(json.dumps(asdict(read_all(range(first, first + count)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
