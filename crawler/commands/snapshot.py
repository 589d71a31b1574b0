"""`scrapy snapshot FILE`: a consistent copy of the database, while crawls run or not.

Exit codes: 0 the copy is there, 1 it could not be made, 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.database import DatabaseError
from crawler.database.address import file_of_database
from crawler.database.snapshot import take_snapshot


class Command(ScrapyCommand):
    """Copy the database."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what may follow the command."""
        return "FILE"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Copy the database to a new file as it is now, even while a crawl runs"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Make the copy and say how large it is."""
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("name the file to copy to")
        target = Path(args[0])
        try:
            take_snapshot(file_of_database(self.settings["DATABASE"], "a snapshot"), target)
        except DatabaseError as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
