"""What an update came to: its numbers, the sites that are ill, the runs that failed, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from crawler.clock import utc_now
from crawler.database import open_database
from crawler.database.health import health_of
from crawler.durations import as_duration
from crawler.health import Health
from crawler.health.table import one_line
from crawler.terminal import shown
from crawler.update.supervisor import DIED, NOT_BEGUN, Ending

ENDED_WELL = frozenset({"finished", "limit", "shutdown", "budget", "hours", NOT_BEGUN})
"""Ends that are no failure: the site's own, or one that was asked for."""

FAILURES = {
    "unreachable": "the site did not answer",
    "database": "the database failed",
    "archive": "the archive failed",
    "browser": "the browser did not start",
    DIED: "its processes died",
}


@dataclass(frozen=True, slots=True)
class Results:
    """An update that is over. `ill` are the sites whose health says so; `seconds` is how long it took."""

    endings: Sequence[Ending]
    ill: Sequence[Health]
    seconds: float

    @property
    def failed(self) -> list[Ending]:
        """The sites whose runs failed."""
        return [ending for ending in self.endings if ending.reason not in ENDED_WELL]

    @property
    def left(self) -> list[Ending]:
        """The sites that were stopped before their end, or never begun."""
        return [ending for ending in self.endings if ending.reason in ENDED_WELL - {"finished", "limit"}]

    @property
    def exit_code(self) -> int:
        """0 where all is well, 1 where a site is ill or its run failed."""
        return 1 if self.ill or self.failed else 0

    def as_dict(self) -> dict[str, Any]:
        """Return it as the last event of `--json` has it."""
        return {
            "seconds": round(self.seconds, 1),
            "sites": len(self.endings),
            "asked": sum(ending.counts.asked for ending in self.endings),
            "new": sum(ending.counts.new for ending in self.endings),
            "changed": sum(ending.counts.changed for ending in self.endings),
            "failed": {ending.site.name: ending.reason for ending in self.failed},
            "left": [ending.site.name for ending in self.left],
            "ill": {health.site: [reason.text for reason in health.reasons] for health in self.ill},
            "exit_code": self.exit_code,
        }


def results_of(database: str | Path, endings: Sequence[Ending], seconds: float) -> Results:
    """Return what an update came to; health is read from the database."""
    db = open_database(database)
    now = utc_now()
    looked_at = [health_of(db, ending.site.name, now) for ending in endings if ending.runs]
    db.close()
    return Results(endings, [health for health in looked_at if health.verdict == "ill"], seconds)


def print_results(results: Results) -> None:
    """Print what an update came to."""
    console = Console(highlight=False, emoji=False, markup=False)
    said = results.as_dict()
    speed = said["asked"] / max(results.seconds, 1.0)
    console.print(
        f"\nUpdate of {said['sites']} sites in {as_duration(results.seconds)}:"
        f" {said['asked']} pages ({speed:.1f} a second), {said['new']} articles new, {said['changed']} changed"
    )
    if results.left:
        names = ", ".join(said["left"][:12]) + (", ..." if len(said["left"]) > 12 else "")
        console.print(f"{len(results.left)} left for the next update: {names}", soft_wrap=True)
    for ending in results.failed:
        why = FAILURES.get(ending.reason, f"it ended with {ending.reason}; the log says why")
        console.print(Text(shown(f"{ending.site.name} failed: {why}"), "bold red"), soft_wrap=True)
    files = {ending.site.name: ending.site.file for ending in results.endings}
    for health in results.ill:
        console.print(Text(one_line(health, files[health.site]), "bold red"), soft_wrap=True)
    if not results.ill and not results.failed:
        console.print(Text("all well", "green"))
