"""`scrapy coverage SITE`: what is held of a site against what it announced, by day or month, and the gaps.

Exit codes: 0 shown; 1 there is no such database or site, or the file could not be written; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from crawler.calendar_svg import calendar_svg
from crawler.coverage_report import as_json, print_coverage, silent_days
from crawler.database import DatabaseError, open_existing
from crawler.database.coverage import queue_missing, read_coverage
from crawler.database.errors import StorageError


class Command(ScrapyCommand):
    """Show the gaps of one site."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] SITE"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Show what is held of a site against what it announced, and the gaps: coverage hespress"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Count by day or month the articles held and the pages that sitemaps, feeds, sections, the REST API and "
            "links announced, and name the gaps: pages known and not held, and silence where the days around it speak "
            "of articles. SITE is a name of the sites table: the spider's, or the host."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument(
            "--by", choices=("day", "month"), help="rows of the table (default: days while they are few)"
        )
        parser.add_argument("--svg", metavar="FILE", help="draw a calendar, a square a day")
        parser.add_argument("--json", action="store_true", help="print everything as one JSON object instead")
        parser.add_argument("--fill", action="store_true", help="queue what is missing for the next crawl of the site")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the report, draw the calendar, queue what is missing, as asked."""
        if len(args) != 1:
            raise UsageError("name one site")
        assert self.settings is not None
        try:
            db = open_existing(self.settings["DATABASE"])
            found = read_coverage(db, args[0])
            if opts.svg:
                days, silent = found.coverage.days, silent_days(found.coverage.gaps)
                Path(opts.svg).write_text(calendar_svg(f"{found.site}: articles held", days, silent), encoding="utf-8")
            queued = queue_missing(db, found.site) if opts.fill else 0
            db.close()
        except (DatabaseError, StorageError, ValueError, OSError) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        if opts.json:
            print(as_json(found))
            return
        console = Console(highlight=False, emoji=False)
        spider = found.site in get_spider_loader(self.settings).list()
        print_coverage(console, found, opts.by, spider=spider)
        if opts.fill:
            named = found.site if spider else f"news -a url={found.home}"
            console.print(
                f"\n{queued} pages queued; fetch them with: scrapy crawl {named}", soft_wrap=True, markup=False
            )
