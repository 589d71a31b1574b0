"""`scrapy clusters`: the newest stories that several articles tell; `--rebuild` goes through all articles again.

Exit codes: 0 done; 1 the database could not be used; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any, ClassVar

from rich.box import SIMPLE_HEAD
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.database import DatabaseError, open_existing
from crawler.database.engine import Database
from crawler.database.errors import StorageError
from crawler.database.stories import Story, count_clusters, newest_stories, rebuild
from crawler.terminal import clipped, new_console, shown

STORIES = 20
"""Stories shown: a screen."""

HEADLINE_WIDTH = 70
"""Columns of a headline."""


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
                make_anew(db)
            counts, stories = count_clusters(db), newest_stories(db, STORIES)
            db.close()
        except (DatabaseError, StorageError) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        if stories:
            new_console(markup=True).print(table_of(stories))
        print(f"{counts.members} articles tell {counts.clusters} stories.")
        if counts.unseen:
            print(f"{counts.unseen} articles were never looked at: scrapy clusters --rebuild")


def make_anew(db: Database) -> None:
    """Put all articles into clusters again, with a bar on a terminal."""
    console = new_console(stderr=True, markup=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Articles", total=db.execute("SELECT count(*) FROM articles").fetchone()[0])
        for done in rebuild(db):
            bar.update(task, completed=done)


def table_of(stories: list[Story]) -> Table:
    """Return the stories as a table."""
    table = Table("cluster", "articles", "sites", "first", "agency", "headline", box=SIMPLE_HEAD)
    for number in table.columns[:3]:
        number.justify = "right"
    for story in stories:
        numbers = (str(story.cluster_id), str(story.articles), str(story.sites))
        names = (Text(shown(story.first_site)), Text(shown(story.agency or "")))
        table.add_row(*numbers, *names, Text(clipped(story.first_title, HEADLINE_WIDTH)))
    return table
