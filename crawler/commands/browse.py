"""`scrapy browse`: the database as a website on this machine, to read, search and look after.

Exit codes: 0 stopped by hand; 1 the database cannot be opened, the extra is missing or the port is taken; 2 the command
was wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.database import DatabaseError, open_existing
from crawler.database.address import file_of_database
from crawler.database.connection import open_readable

PORT = 8001
LOOPBACK = "127.0.0.1"


class Command(ScrapyCommand):
    """Serve the database."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what may follow the command's name."""
        return "[--host HOST] [--port PORT] [--sql]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Read the database in a browser: articles, search, changes, and the state of the crawl"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Serve the database as a website, by Datasette and pages of our own, until stopped with Ctrl-C. It is "
            "opened read-only, and a crawl may write to it meanwhile. With -s ARCHIVE=folder, articles lead to what "
            "the archive keeps of them. docs/browse.md says how to publish it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--host", default=LOOPBACK, help=f"address to listen at (default: {LOOPBACK})")
        parser.add_argument("--port", type=int, default=PORT, help=f"port to listen at (default: {PORT}; 0: any free)")
        parser.add_argument("--sql", action="store_true", help="let readers write SQL of their own; not for the public")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Bring the schema up to date where the file may be written, then serve it read-only."""
        if args:
            raise UsageError("browse takes no arguments; -s DATABASE=path names the database")
        assert self.settings is not None
        try:
            from crawler.browse.server import listen, make_site, serve  # noqa: PLC0415  # Datasette is an extra
        except ModuleNotFoundError as error:
            self._fail(f"{error.name} is missing; install what browsing needs: pip install 'moroccan-news[browse]'")
            return
        archive = self.settings["ARCHIVE"]
        try:
            path = file_of_database(self.settings["DATABASE"], "the website")
            if not path.is_file() or os.access(path, os.W_OK):
                open_existing(path).close()
            open_readable(path).close()
        except DatabaseError as error:
            self._fail(str(error))
            return
        try:
            listening = listen(opts.host, opts.port)
        except (OSError, OverflowError) as error:
            self._fail(f"cannot listen at {opts.host} port {opts.port}: {error}; name others with --host and --port")
            return
        host = f"[{opts.host}]" if ":" in opts.host else opts.host
        print(f"{path} is open at http://{host}:{listening.getsockname()[1]}/ until Ctrl-C", flush=True)
        serve(make_site(path, Path(archive) if archive else None, sql=opts.sql), listening)

    def _fail(self, reason: str) -> None:
        print(f"Error: {reason}", file=sys.stderr)
        self.exitcode = 1
