"""`scrapy cluster`: the workers and jobs of a cluster, live on a terminal.

Exit codes: 0 shown; 1 the database cannot be used; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import Console
from rich.live import Live
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.database import DatabaseError
from crawler.database.errors import Unavailable

if TYPE_CHECKING:
    from crawler.database.queue import Queue

REFRESH_SECONDS = 2.0


class Command(ScrapyCommand):
    """Show a cluster."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what may follow the command."""
        return "[--json]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Show the workers and jobs of a cluster, live: cluster -s DATABASE=postgresql://..."

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Show the workers of a cluster, its jobs (under way, waiting, failed and why, done), pages a second, and "
            "how long the oldest job waits that is due. On a terminal until Ctrl-C, elsewhere once."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print all of it once, on one line of JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show the cluster."""
        if args:
            raise UsageError(f"cluster takes no {args[0]!r}", print_help=False)
        try:
            with suppress(KeyboardInterrupt):
                asyncio.run(self._show(json=opts.json))
        except (DatabaseError, Unavailable) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
        except ModuleNotFoundError as error:
            print(f"Error: {error.name} is missing: pip install 'moroccan-news[cluster]'", file=sys.stderr)
            self.exitcode = 1

    async def _show(self, *, json: bool) -> None:
        from crawler.cluster.report import as_json, drawn  # noqa: PLC0415  # it needs the extra
        from crawler.database.cluster_status import read_status  # noqa: PLC0415
        from crawler.database.queue import open_queue  # noqa: PLC0415

        assert self.settings is not None
        async with open_queue(str(self.settings["DATABASE"])) as queue:
            console = Console(highlight=False, emoji=False)
            if json:
                print(as_json(await read_status(queue)))
            elif console.is_terminal:
                await _live(console, queue)
            else:
                console.print(drawn(await read_status(queue)))


async def _live(console: Console, queue: Queue) -> None:
    from crawler.cluster.report import drawn  # noqa: PLC0415
    from crawler.database.cluster_status import read_status  # noqa: PLC0415

    with Live(drawn(await read_status(queue)), console=console, screen=True, auto_refresh=False) as live:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            live.update(drawn(await read_status(queue)), refresh=True)
