"""No page breaks, stops or fills the machine: whatever comes, there is a record, or a reason why there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler import NotAnArticle, extract
from tests.crawls import ROOT
from tests.hostile import giants, trees  # noqa: F401 - add themselves to the monsters
from tests.hostile.generated import ADDRESSES, PAGES
from tests.hostile.monsters import MONSTERS
from tests.hostile.worker import FETCHED, MOST_SECONDS

MOST_MEGABYTES = 300.0

LONG = pytest.mark.hostile

USUAL = (
    "nested_div", "nested_inline", "nested_table_cells", "json_deep_lists", "json_huge_number", "json_ids_in_a_ring",
    "title_brackets", "title_spaces", "fields_digits", "linked_data_dots", "text_tabs_and_letters", "paragraph_joiners",
    "packed", "many_comments", "long_base",
)  # fmt: skip
"""A few of each kind; `make test-hostile` reads all."""

PARTS = 8
"""Processes that share all monsters: enough to keep some cores busy, few enough to start."""


def read(*words: str) -> list[dict[str, Any]]:
    """Read hostile pages in a process of its own and return what it says of them."""
    command = [sys.executable, "-m", "tests.hostile.worker", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_monsters(names: list[str]) -> None:
    readings = read("monsters", *names)
    assert [reading["name"] for reading in readings] == names
    bad = [
        reading
        for reading in readings
        if not reading["outcome"].startswith(("article: ", "no article: "))
        or reading["seconds"] > MOST_SECONDS
        or reading["grown"] > MOST_MEGABYTES
    ]
    assert not bad, "\n".join(map(str, bad))


def check_summary(summary: dict[str, Any], pages: int) -> None:
    assert summary["pages"] == pages
    assert summary["faults"] == []
    assert summary["slow"] == []
    assert summary["grown"] < MOST_MEGABYTES
    # A suite that breaks every page beyond recognition, or none, shows nothing.
    assert 0.2 < summary["articles"] / pages < 0.95


@pytest.mark.parametrize(
    ("first", "count"),
    [(100_000, 500), *(pytest.param(first, 4_000, marks=LONG) for first in range(0, 20_000, 4_000))],
)
@pytest.mark.timeout(900)
def test_mutated_pages(first: int, count: int) -> None:
    check_summary(*read("mutations", str(first), str(count)), pages=count)


def test_pages_cut_short_at_every_kilobyte() -> None:
    (summary,) = read("truncations")
    check_summary(summary, summary["pages"])
    assert summary["pages"] > 500


@pytest.mark.parametrize("examples", [150, pytest.param(3_000, marks=LONG)])
@pytest.mark.timeout(900)
def test_generated_pages(examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(page=PAGES, url=st.just("https://a.example/x-12345.html") | ADDRESSES)
    def none_raises_but_what_is_documented(page: str, url: str) -> None:
        with suppress(NotAnArticle):
            extract(page, url, fetched_at=FETCHED)

    none_raises_but_what_is_documented()


def test_monsters_of_each_kind() -> None:
    check_monsters(list(USUAL))


@pytest.mark.hostile
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_all_monsters(part: int) -> None:
    check_monsters(list(MONSTERS)[part::PARTS])


def test_a_fault_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker itself notices what it is there to notice."""
    from tests.hostile import worker

    def broken(*_: object, **__: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(worker, "extract", broken)
    monkeypatch.setattr(worker, "_warm", lambda: 0.0)
    summary = worker.read_all(range(3))
    assert [number for number, _ in summary.faults] == [0, 1, 2]
    assert worker.read_monster("text_dots").outcome.startswith("fault: ")
