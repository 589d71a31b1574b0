"""`scrapy export FILE`: the articles as a file or folder for other tools; docs/exports.md has the formats.

Exit codes: 0 exported; 1 the database could not be read, or the file could not be written; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.arguments import day_of
from crawler.database import DatabaseError, read_database
from crawler.database.errors import StorageError
from crawler.database.selection import Selection
from crawler.exports.files import size_of
from crawler.exports.formats import FORMATS, format_of
from crawler.exports.packing import MissingLibrary
from crawler.exports.writing import Export, Exported


class Command(ScrapyCommand):
    """Export articles."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] FILE"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Write the articles for other tools: export news.jsonl.gz, news.csv, news.parquet, ..."

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Write the articles held to FILE, in the format that its name ends with (.jsonl and .csv, both also .gz or "
            ".zst; .parquet and .tei are folders) or that --format names. FILE takes the place of an earlier one once "
            "it is whole. The same articles give the same bytes."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--format", choices=FORMATS, help="the format, whatever FILE is called")
        parser.add_argument("--site", action="append", default=[], metavar="NAME", help="only this site (repeatable)")
        parser.add_argument("--since", metavar="DAY", help="only what was published on this day or later: 2026-01-31")
        parser.add_argument("--until", metavar="DAY", help="only what was published on this day or earlier")
        parser.add_argument("--language", metavar="CODE", help="only this language: ar, ary, zgh, fr, en, es")
        parser.add_argument("--clusters", choices=("one",), help="of articles that are one story, only the first")
        parser.add_argument(
            "--incremental", action="store_true", help="keep what an earlier export wrote, add what is new or changed"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the export and say what was written."""
        if len(args) != 1:
            raise UsageError("name one file to write")
        target = Path(args[0])
        try:
            name, packing = format_of(target, opts.format)
            since, until = day_of("--since", opts.since), day_of("--until", opts.until)
            if since and until and since > until:
                raise ValueError(f"--since {opts.since} lies after --until {opts.until}")
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error
        days = (since.date() if since else None, until.date() if until else None)
        selection = Selection(tuple(opts.site), *days, opts.language, opts.clusters == "one")
        try:
            done = self._export(selection, target, name, packing, incremental=opts.incremental)
        except (DatabaseError, MissingLibrary, ValueError, OSError, StorageError) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        again = f", {done.changed} again as they changed" if done.changed else ""
        kept = f", {done.kept} kept" if opts.incremental else ""
        print(f"{target}: {done.written} articles written{again}{kept}, {size_of(target) / 1e6:.1f} MB")

    def _export(
        self, selection: Selection, target: Path, name: str, packing: str | None, *, incremental: bool
    ) -> Exported:
        assert self.settings is not None
        with (
            read_database(self.settings["DATABASE"]) as news,
            news.one_state(),
            Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("articles"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
                disable=not sys.stderr.isatty(),
            ) as bar,
        ):
            task = bar.add_task("Exporting", total=None)
            export = Export(news, selection, lambda articles: bar.advance(task, articles))
            bar.update(task, total=sum(part.articles for part in export.parts))
            return export.write(target, name, packing, incremental=incremental)
