"""Runs set for the terminal: a list, and two beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.clock import to_text
from crawler.database.run_list import RunRow
from crawler.durations import as_duration
from crawler.report import json_line
from crawler.terminal import shown

ENDED_BADLY = frozenset({"unreachable", "database", "archive", "browser", "error"})


def as_json(run: RunRow) -> str:
    """Return a run on one line: the fields of `RunRow`, times in UTC, and its `seconds`."""
    times = {"started": to_text(run.started), "ended": to_text(run.ended) if run.ended else None}
    return json_line({**asdict(run), **times, "seconds": run.seconds})


def print_runs(console: Console, runs: Iterable[RunRow]) -> None:
    """Print a line a run; it fits a terminal of 80 columns."""
    table = Table("run", "site", "mode", "began", "took", "ended", *NUMBERS, box=None, padding=(0, 1, 0, 0))
    for column in table.columns:
        column.no_wrap = True
    for column in (table.columns[0], table.columns[4], *table.columns[6:]):
        column.justify = "right"
    for run in runs:
        table.add_row(
            str(run.id),
            Text(shown(run.site)),
            run.mode,
            f"{run.started:%m-%d %H:%M}",
            _took(run),
            _reason(run),
            *(str(run.counts.get(name, 0)) for name in NUMBERS.values()),
        )
    console.print(table)


NUMBERS = {
    "pages": "pages",
    "failed": "pages_failed",
    "new": "articles_new",
    "changed": "articles_changed",
}
"""The columns of the list, by their names in `runs.counts`; two runs beside each other have all of them."""


def print_comparison(console: Console, before: RunRow, after: RunRow) -> None:
    """Print two runs beside each other, with what differs."""
    table = Table("", f"run {before.id}", f"run {after.id}", "difference", box=SIMPLE_HEAD)
    for column in table.columns[1:]:
        column.justify = "right"
    pair = (before, after)
    table.add_row("site", *(Text(shown(run.site)) for run in pair))
    table.add_row("mode", *(run.mode for run in pair))
    table.add_row("began", *(f"{run.started:%Y-%m-%d %H:%M}" for run in pair))
    table.add_row("took", *map(_took, pair))
    table.add_row("ended", *map(_reason, pair))
    table.add_row("pages a second", *map(_speed, pair))
    _add_numbers(table, [run.counts for run in pair])
    _add_numbers(table, [{name: value for name, value in run.stats.items() if _is_number(value)} for run in pair])
    console.print(table)


def _add_numbers(table: Table, pair: Sequence[dict[str, int]]) -> None:
    table.add_section()
    for name in sorted({*pair[0], *pair[1]}):
        before, after = (numbers.get(name, 0) for numbers in pair)
        difference = f"{after - before:+,}" if after != before else ""
        table.add_row(Text(shown(name)), f"{before:,}", f"{after:,}", difference)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _took(run: RunRow) -> str:
    return as_duration(run.seconds) if run.seconds is not None else "?"


def _reason(run: RunRow) -> Text:
    if run.reason is None:
        return Text("not ended", "yellow")
    return Text(shown(run.reason), "bold red" if run.reason in ENDED_BADLY else "")


def _speed(run: RunRow) -> str:
    return f"{run.counts.get('pages', 0) / max(run.seconds, 1.0):.1f}" if run.seconds is not None else "?"
