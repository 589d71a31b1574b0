"""`scrapy health [SITE...]`: which sites are well, by their own history, and what to look at where one is not.

Exit codes: 0 no site is ill; 1 one is, or the database cannot be read; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any, ClassVar

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from crawler.clock import utc_now
from crawler.database import DatabaseError, open_existing
from crawler.database.errors import StorageError
from crawler.database.health import all_health
from crawler.health import Health
from crawler.health.table import as_json, print_health
from crawler.spider import file_of
from crawler.suggestions import nearest


class Command(ScrapyCommand):
    """Print the health of sites."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what may follow the command."""
        return "[--json] [SITE...]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Say which sites are well and what is wrong with the others: health or health hespress --json"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Compare the newest update of each site with the site's own last weeks: its sources, layouts, fields and "
            "number of articles. docs/health.md has the rule for each verdict. Exit code 1 when a site is ill."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Take `--json` beside Scrapy's own options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print each site on one line of JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the health of the sites named, or of all that were ever crawled."""
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        files = {name: file_of(loader.load(name)) for name in loader.list()}
        try:
            db = open_existing(self.settings["DATABASE"])
            sites = {health.site: health for health in all_health(db, utc_now())}
            db.close()
        except (DatabaseError, StorageError) as error:
            self._fail(str(error))
            return
        for name in args:
            if name not in sites and name not in files:
                raise UsageError(f"no site is called {name!r}; {nearest(name, [*sites, *files])}", print_help=False)
        chosen = [sites.get(name, Health(name, "new")) for name in args] if args else list(sites.values())
        if opts.json:
            for health in chosen:
                print(as_json(health, files.get(health.site)))
        else:
            print_health(Console(highlight=False, emoji=False), chosen, files)
        if any(health.verdict == "ill" for health in chosen):
            self.exitcode = 1

    def _fail(self, reason: str) -> None:
        print(f"Error: {reason}", file=sys.stderr)
        self.exitcode = 1
