"""`scrapy diff ARTICLE`: what an article said at which time, side by side, word by word.

Exit codes: 0 shown; 1 there is no such database, article or version, or the file could not be written; 2 the command
was wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.change_html import as_html
from crawler.change_text import print_changes
from crawler.changes import changes
from crawler.database import DatabaseError, open_existing
from crawler.database.errors import StorageError
from crawler.database.revisions import history
from crawler.terminal import shown


class Command(ScrapyCommand):
    """Show the changes of one article."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] ARTICLE"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Show how an article was changed: diff 1234 or diff https://its.address/page"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Show every change of an article that was seen, oldest first: title, standfirst, authors and text before "
            "and after it, paragraph by paragraph, the words that differ marked. ARTICLE is an id of the articles "
            "table or any URL the article is known under."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--revision", metavar="N", type=int, help="only the change that followed version N, from 1")
        parser.add_argument("--html", metavar="FILE", help="write a page instead, the changes in colour")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look the article up and show its changes."""
        if len(args) != 1:
            raise UsageError("name one article, by its id or URL")
        assert self.settings is not None
        try:
            db = open_existing(self.settings["DATABASE"])
            found = history(db, args[0])
            db.close()
            if found is None:
                raise ValueError(f"{self.settings['DATABASE']} holds no article {shown(args[0])}")
            shown_changes = changes(found, opts.revision)
            if opts.html:
                Path(opts.html).write_text(as_html(found, shown_changes), encoding="utf-8")
                print(f"{opts.html}: {len(shown_changes)} changes")
                return
        except (DatabaseError, StorageError, ValueError, OSError) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        console = Console(highlight=False, emoji=False, markup=False)
        print_changes(console, found, shown_changes)
        if not shown_changes:
            console.print(f"Never seen to change since {found.versions[0].seen_from}")
