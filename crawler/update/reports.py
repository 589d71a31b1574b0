"""What is shown of an update while it runs: a table that moves on a terminal, lines elsewhere, events for machines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from time import monotonic
from types import TracebackType
from typing import Any, Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from crawler.clock import to_text, utc_now
from crawler.report import json_line
from crawler.terminal import shown
from crawler.update.messages import Counts
from crawler.update.plan import Candidate
from crawler.update.supervisor import Ending
from crawler.update.tally import Tally

LINE_SECONDS = 60.0
"""How often lines say how far all is."""

EVENT_SECONDS = 10.0
"""How often a machine is told how far a site is."""

COLUMNS = ("asked", "new", "changed", "failed", "next")
ROWS_KEPT = 6
"""Lines of the terminal that the table leaves to what is said above and below it."""

WORDS = {
    "finished": "done",
    "shutdown": "stopped",
    "budget": "stopped by the budget",
    "hours": "left alone at this hour",
}


def ended_line(ending: Ending) -> str:
    """Say in a line how a site ended."""
    counts, why = ending.counts, WORDS.get(ending.reason, ending.reason)
    said = f"{counts.asked} asked, {counts.new} new, {counts.changed} changed, {counts.failed} failed"
    return f"{ending.site.name}: {why}; {said}, {counts.next} left"


def died_line(pid: int, code: int, sites: Sequence[str]) -> str:
    """Say in a line that a process died."""
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    return f"process {pid} died {how}; going on with {', '.join(sites)}"


def stopping_line(reason: str) -> str:
    """Say in a line that all is to stop."""
    why = "the budget is used up" if reason == "budget" else "press Ctrl-C again to stop at once"
    return f"stopping: pages under way are being stored; {why}"


class Lines:
    """Lines for a file or a pipe: each site as it ends, and now and then how far all is."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._said = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def begun(self, site: Candidate, pid: int) -> None:
        """Count it: what began shows in what ends."""
        self._tally.begun(site)

    def under_way(self, site: str, counts: Counts) -> None:
        """Say now and then how far all is."""
        self._tally.counts[site] = counts
        if monotonic() - self._said >= LINE_SECONDS:
            self._said = monotonic()
            self._say(self._tally.line())

    def ended(self, ending: Ending) -> None:
        """Say how a site ended."""
        self._tally.ended(ending)
        self._say(ended_line(ending))

    def died(self, pid: int, code: int, sites: Sequence[str]) -> None:
        """Say that a process died."""
        self._say(died_line(pid, code, sites))

    def stopping(self, reason: str) -> None:
        """Say that all is to stop."""
        self._say(stopping_line(reason))

    def log(self, line: str) -> None:
        """Pass a line of a log on."""
        print(line, file=sys.stderr, flush=True)

    def _say(self, line: str) -> None:
        print(f"{utc_now():%H:%M:%S} {shown(line)}", flush=True)


class Screen(Lines):
    """A table of the sites under way that moves; what ended stays above it."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(tally)
        self._console = Console(highlight=False, emoji=False)
        self._live = Live(console=self._console, get_renderable=self._picture, refresh_per_second=2, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def under_way(self, site: str, counts: Counts) -> None:
        """Note how far a site is."""
        self._tally.counts[site] = counts

    def log(self, line: str) -> None:
        """Print a line of a log above the table."""
        self._console.print(Text(shown(line), "dim"), soft_wrap=True)

    def _say(self, line: str) -> None:
        self._console.print(Text(shown(line)), soft_wrap=True)

    def _picture(self) -> Group:
        return Group(self._table(), Text(self._tally.line()))

    def _table(self) -> Table:
        table = Table("site", *COLUMNS, box=None, pad_edge=False)
        for column in table.columns[1:]:
            column.justify = "right"
        names = list(self._tally.under_way)
        room = max(self._console.height - ROWS_KEPT, 1)
        for name in names[:room]:
            counts = asdict(self._tally.counts.get(name, Counts()))
            table.add_row(name, *(str(counts[column]) for column in COLUMNS))
        if len(names) > room:
            table.add_row(f"and {len(names) - room} more")
        return table


class Events(Lines):
    """One line of JSON an event on standard output: `at`, `event`, and what belongs to it."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(tally)
        self._told: dict[str, float] = {}

    def begun(self, site: Candidate, pid: int) -> None:
        """Tell that a site began."""
        self._tally.begun(site)
        self.event("begun", site=site.name, pid=pid)

    def under_way(self, site: str, counts: Counts) -> None:
        """Tell now and then how far a site is."""
        self._tally.counts[site] = counts
        if monotonic() - self._told.get(site, 0.0) >= EVENT_SECONDS:
            self._told[site] = monotonic()
            self.event("progress", site=site, **asdict(counts))

    def ended(self, ending: Ending) -> None:
        """Tell how a site ended."""
        self._tally.ended(ending)
        self.event("ended", site=ending.site.name, reason=ending.reason, runs=ending.runs, **asdict(ending.counts))

    def died(self, pid: int, code: int, sites: Sequence[str]) -> None:
        """Tell that a process died."""
        self.event("died", pid=pid, code=code, sites=list(sites))

    def stopping(self, reason: str) -> None:
        """Tell that all is to stop."""
        self.event("stopping", reason=reason)

    def event(self, name: str, **values: Any) -> None:
        """Print an event."""
        print(json_line({"at": to_text(utc_now()), "event": name, **values}), flush=True)
