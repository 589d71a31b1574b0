"""What a rebuild shows on the terminal: how far it is, what it brought, what it would change."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from crawler.rebuild.changes import SiteChanges
from crawler.rebuild.run import Result
from crawler.terminal import clipped, new_console, shown, shown_url

SITES_SHOWN = 20
DAMAGE_SHOWN = 20
EXAMPLE_WIDTH = 100
LINE_SECONDS = 30.0
"""How often progress is a line of its own, where there is no terminal to draw a bar on."""

_SHOW_SECONDS = 0.5


class Bar:
    """Shows bytes read of all, captures, articles and speed; a line now and then where there is no terminal."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._total = sum(file.stat().st_size for file in files if file.exists())
        self._before = 0
        self._file: Path | None = None
        self._started = self._shown = monotonic()
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            self._bar = Progress(
                TextColumn("rebuild"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[text]}"),
                TimeElapsedColumn(),
                console=new_console(stderr=True, markup=True),
            )
            self._task = self._bar.add_task("rebuild", total=self._total, text="")
            self._bar.start()

    def moved(self, file: Path, offset: int, captures: int, articles: int) -> None:
        """Note how far the rebuild is."""
        if file != self._file:
            self._before += self._file.stat().st_size if self._file and self._file.exists() else 0
            self._file = file
        now = monotonic()
        if now - self._shown < (_SHOW_SECONDS if self._bar else LINE_SECONDS):
            return
        self._shown = now
        speed = captures / max(now - self._started, 0.1)
        text = f"{captures} captures, {articles} articles, {speed:.0f}/s"
        if self._bar:
            self._bar.update(self._task, completed=self._before + offset, text=text)
        else:
            share = (self._before + offset) / max(self._total, 1)
            print(f"rebuild: {min(share, 1):.0%}, {text}", file=sys.stderr)

    def close(self) -> None:
        """Leave the last state on the screen."""
        if self._bar:
            self._bar.stop()


def print_result(result: Result, *, compared: bool) -> None:
    """Print counts by site, the changes, and the damage found. `compared` says that nothing was written."""
    console = new_console(markup=True)
    title = "What a rebuild would bring" if compared else "Rebuilt"
    names = [name for name in _COUNTS if any(counts[name] for counts in result.counts.values())]
    table = Table("site", *(_COUNTS[name] for name in names), title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    ranked = sorted(result.counts.items(), key=lambda pair: -pair[1]["captures"])
    for site, counts in ranked[:SITES_SHOWN]:
        table.add_row(escape(shown(site)), *(str(counts[name]) for name in names))
    if rest := ranked[SITES_SHOWN:]:
        table.add_row(f"{len(rest)} others", *(str(sum(counts[name] for _, counts in rest)) for name in names))
    console.print(table)
    for site, changes in sorted(result.changes.items()):
        _print_changes(console, site, changes, compared=compared)
    if result.damage:
        error = new_console(stderr=True)
        error.print(f"{len(result.damage)} places could not be read:")
        for text in result.damage[:DAMAGE_SHOWN]:
            error.print(f"  {shown(text)}", soft_wrap=True)
        if len(result.damage) > DAMAGE_SHOWN:
            error.print(f"  and {len(result.damage) - DAMAGE_SHOWN} more")


_COUNTS = {
    "captures": "captures",
    "articles_new": "new",
    "articles_changed": "changed",
    "articles_reextracted": "read better",
    "articles_kept": "kept",
    "articles_earlier": "earlier states",
    "articles_unchanged": "unchanged",
    "articles_rejected": "no article",
}
"""Counts shown, and the heading of each."""


def _print_changes(console: Console, site: str, changes: SiteChanges, *, compared: bool) -> None:
    would = "would be " if compared else ""
    console.print(
        f"\n[bold]{escape(shown(site))}[/bold]: {changes.taken} records {would}replaced by a better reading,"
        f" {changes.kept} {would}kept although they are read otherwise now"
    )
    table = Table("field", "gained", "lost", "changed")
    for column in table.columns[1:]:
        column.justify = "right"
    names = sorted({name for name, _ in changes.fields})
    for name in names:
        table.add_row(
            name,
            str(changes.fields[name, "gained"]),
            str(changes.fields[name, "lost"]),
            str(changes.fields[name, "changed"]),
        )
    console.print(table)
    for (name, kind), examples in sorted(changes.examples.items()):
        for example in examples:
            mark = "" if example.taken else " (kept)"
            console.print(f"{name} {kind}{mark}: {escape(shown_url(example.url))}", soft_wrap=True)
            before, after = _around_difference(example.before, example.after)
            console.print(f"  held  {escape(clipped(before, EXAMPLE_WIDTH))}", soft_wrap=True)
            console.print(f"  read  {escape(clipped(after, EXAMPLE_WIDTH))}", soft_wrap=True)


def _around_difference(before: str, after: str) -> tuple[str, str]:
    """Return two texts from shortly before where they part."""
    same = next(
        (number for number, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    start = max(0, same - EXAMPLE_WIDTH // 3)
    mark = "…" if start else ""
    return mark + before[start:], mark + after[start:]
