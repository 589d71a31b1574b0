"""`scrapy prune`: let go of what no article needs. Without `--yes` it only says what would go.

Exit codes: 0 done, or shown; 1 the database could not be used; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.clock import to_text, utc_now
from crawler.database import DatabaseError, open_existing
from crawler.database.address import file_of_database
from crawler.database.errors import StorageError
from crawler.database.prune import count, prunable, prune


class Command(ScrapyCommand):
    """Prune the database."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[--yes] [--revisions DAYS]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Say what the database can do without, and let it go with --yes; never an article"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--yes", action="store_true", help="delete; without it nothing is changed")
        parser.add_argument(
            "--revisions", metavar="DAYS", type=int, help="earlier versions too, of articles as they were so long ago"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Count, and delete if told so."""
        if args:
            raise UsageError("prune takes no arguments; -s DATABASE=path names the database")
        if opts.revisions is not None and opts.revisions < 0:
            raise UsageError("--revisions takes a number of days", print_help=False)
        assert self.settings is not None
        asked = opts.revisions is not None
        before = to_text(utc_now() - timedelta(days=opts.revisions)) if asked else None
        try:
            db = open_existing(file_of_database(self.settings["DATABASE"], "prune"))
            for kind in prunable(revisions=asked):
                number = prune(db, kind, before) if opts.yes else count(db, kind, before)
                print(f"{number:>10} {kind.what}")
            db.close()
        except (DatabaseError, StorageError) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        print("Deleted; the file keeps its size and is filled again." if opts.yes else "These would go with --yes.")
