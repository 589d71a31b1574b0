"""`scrapy runs`: the newest runs; `scrapy runs 41 57`: two of them beside each other.

Exit codes: 0 shown; 1 there is no such database or run; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any, ClassVar

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.arguments import count_of
from crawler.database import DatabaseError, open_existing
from crawler.database.errors import StorageError
from crawler.database.run_list import RunRow, newest_runs, run_before, runs_by_id
from crawler.runs_report import as_json, print_comparison, print_runs


class Command(ScrapyCommand):
    """Show runs."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what may follow the command."""
        return "[--last N] [--json] [SITE... | RUN [RUN]]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "List runs, or compare two: runs, runs hespress --last 50, runs 41 57"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "List the newest runs of all sites, or of some: when, how long, why they ended, what they brought. Two "
            "numbers of runs set these beside each other with every count of the crawler and of Scrapy; one number "
            "sets it beside the run before it of the same site and mode."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--last", default="20", metavar="N", help="how many to list (default: %(default)s)")
        parser.add_argument("--json", action="store_true", help="print each run on one line of JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the list or the comparison."""
        assert self.settings is not None
        numbers = [int(word) for word in args if word.isdecimal()]
        if (numbers and len(numbers) < len(args)) or len(numbers) > 2:
            raise UsageError("name sites, or one or two numbers of runs", print_help=False)
        try:
            count = count_of("--last", opts.last) or 0
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error
        try:
            db = open_existing(self.settings["DATABASE"])
            runs = runs_by_id(db, numbers) if numbers else newest_runs(db, args, count)
            before = run_before(db, runs[0]) if len(numbers) == 1 and runs else None
            db.close()
        except (DatabaseError, StorageError) as error:
            self._fail(str(error))
            return
        if not runs or len(runs) < len(set(numbers)):
            self._fail("there is no such run; `scrapy runs` lists them")
            return
        self._show([before, *runs] if before else runs, compare=bool(numbers), json=opts.json)

    def _show(self, runs: list[RunRow], *, compare: bool, json: bool) -> None:
        console = Console(highlight=False, emoji=False)
        if json:
            for run in runs:
                print(as_json(run))
        elif compare:
            print_comparison(console, runs[0], runs[-1])
        else:
            print_runs(console, runs)

    def _fail(self, reason: str) -> None:
        print(f"Error: {reason}", file=sys.stderr)
        self.exitcode = 1
