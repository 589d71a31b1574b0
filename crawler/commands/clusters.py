"""`scrapy clusters`: the newest stories that were printed more than once; `--rebuild` goes through all articles again.

Exit codes: 0 done; 1 the database could not be used; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.database import DatabaseError, open_existing
from crawler.database.stories import count_clusters, newest_stories, rebuild
from crawler.terminal import clipped, shown

STORIES = 20
"""Stories shown: a screen."""


class Command(ScrapyCommand):
    """Show clusters, or make them anew."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[--rebuild]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Show the newest stories that several articles tell in the same words"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--rebuild", action="store_true", help="go through all articles again, the oldest first")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Make them anew if told so, and show the newest."""
        if args:
            raise UsageError("clusters takes no arguments; -s DATABASE=path names the database")
        assert self.settings is not None
        try:
            db = open_existing(self.settings["DATABASE"])
            if opts.rebuild:
                for done in rebuild(db):
                    print(f"\r{done} articles", end="", file=sys.stderr, flush=True)
                print(file=sys.stderr)
            for articles, site, agency, title in newest_stories(db, STORIES):
                print(f"{articles:>4} {shown(site)}{f' ({shown(agency)})' if agency else ''} {clipped(title, 80)}")
            clusters, members, unseen = count_clusters(db)
            db.close()
        except (DatabaseError, sqlite3.Error) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        print(f"{members} articles are {clusters} stories.")
        if unseen:
            print(f"{unseen} articles were never looked at: scrapy clusters --rebuild")
