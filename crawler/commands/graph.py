"""`scrapy graph FILE`: the articles and the links between them, as a graph for other tools.

Exit codes: 0 the file is there; 1 the database could not be read, or the file could not be written; 2 the command was
wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.database import DatabaseError, read_database
from crawler.database.errors import StorageError
from crawler.exports.graph import ENDINGS, write_graph
from crawler.exports.packing import MissingLibrary


class Command(ScrapyCommand):
    """Export the graph of articles."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "FILE"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Write which article links to which: graph news.graphml or graph edges.parquet"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the graph and say how large it is."""
        if len(args) != 1 or Path(args[0]).suffix not in ENDINGS:
            raise UsageError(f"name one file that ends in {' or '.join(ENDINGS)}")
        assert self.settings is not None
        target = Path(args[0])
        try:
            with read_database(self.settings["DATABASE"]) as news:
                edges = write_graph(news, target)
        except (DatabaseError, MissingLibrary, OSError, StorageError) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        print(f"{target}: {edges} links between articles, {target.stat().st_size / 1e6:.1f} MB")
