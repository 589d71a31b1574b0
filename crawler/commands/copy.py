"""`scrapy copy FROM TO`: a whole database into an empty one, between SQLite files and PostgreSQL servers.

Exit codes: 0 the copy is there and alike; 1 it is not, or could not be made; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack, closing
from typing import Any, ClassVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.database import DatabaseError, open_existing
from crawler.database.address import without_password
from crawler.database.connection import open_even_unfinished
from crawler.database.copying import Copy
from crawler.database.errors import StorageError


class Command(ScrapyCommand):
    """Copy a database."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "FROM TO"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Copy a database to an empty one: copy output/news.db postgresql://user@host/news, or back"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Copy all that a database holds into an empty one, in a file or on a PostgreSQL server, with the same ids, "
            "and compare both in the end. Killed, the same command goes on; until then nothing else opens the copy. "
            "No site may be crawled into FROM meanwhile."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Copy, and say how much."""
        if len(args) != 2:
            raise UsageError("name two databases: what to copy, and where to")
        source, target = args
        try:
            rows = copy(source, target)
        except (DatabaseError, StorageError) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        except KeyboardInterrupt:
            print("Error: stopped; the same command goes on from here", file=sys.stderr)
            self.exitcode = 1
            return
        print(f"{without_password(target)}: {rows} rows, the same as in {without_password(source)}")


def copy(source: str, target: str) -> int:
    """Copy a database, with a bar on a terminal, and return how many rows it has."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with ExitStack() as stack:
        held = stack.enter_context(closing(open_existing(source)))
        for site_id, name in held.execute("SELECT id, name FROM sites ORDER BY id").fetchall():
            stack.callback(held.lock_site(site_id, name).release)
        made = stack.enter_context(closing(open_even_unfinished(target)))
        work = Copy(held, made, (without_password(source), without_password(target)))
        rows = work.rows()
        bar = stack.enter_context(Progress(*columns, console=console, transient=True, disable=not console.is_terminal))
        copied, compared = bar.add_task("Rows", total=rows), bar.add_task("Compared", total=rows)
        indexed = bar.add_task("Indexed", total=None)
        for step in work.run():
            bar.advance({"compared": compared, "indexed": indexed}.get(step.what, copied), step.rows)
    return rows
