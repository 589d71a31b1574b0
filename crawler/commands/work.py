"""`scrapy work`: do the jobs of a cluster, until told to stop.

Exit codes: 0 told to end; 1 the server was lost for too long; 2 could not begin.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from functools import partial
from time import monotonic
from typing import Any

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from crawler.arguments import count_of
from crawler.cluster.routes import Only
from crawler.contact import NoContact, identify
from crawler.database import DatabaseError, open_database
from crawler.database.address import is_server
from crawler.database.errors import Unavailable
from crawler.logs import set_up
from crawler.overrides import OverrideError
from crawler.quiet_command import QuietCommand
from crawler.update.plan import Candidate, candidates_of

HANDOVER = "crawler.cluster.handover.Handover"

KEEPALIVE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
"""What a connection is opened with: the server lets go of the locks of a machine that is gone within half a minute."""


PATIENCE, AGAIN = 60.0, 2.0
"""Seconds a server is waited for at the start, and between two attempts."""

logger = logging.getLogger(__name__)


class Command(QuietCommand):
    """Work for a cluster."""

    requires_crawler_process = False
    quietest = "INFO"

    def syntax(self) -> str:
        """Return what may follow the command."""
        return "[options]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Do the jobs of a cluster: work -s DATABASE=postgresql://..., work --only region=ma"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Take jobs from the queue in a PostgreSQL database, on as many machines as there are, and do them until "
            "told to stop: Ctrl-C or SIGTERM puts them back, a second one at once. `scrapy schedule` adds jobs, "
            "`scrapy cluster` shows them. docs/cluster.md has more."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--only", default="", metavar="region=ma,tag=daily", help="only jobs of such sites")
        parser.add_argument("--processes", metavar="N", help="processes to crawl in (default: one a core)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check all that can be checked, then work."""
        assert self.settings is not None
        if args:
            raise UsageError(f"work takes no {args[0]!r}; `scrapy schedule` says what is to be done", print_help=False)
        try:
            only = Only.read(opts.only)
            processes = count_of("--processes", opts.processes) or len(os.sched_getaffinity(0))
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error
        self.settings.set("LOG_INSTALL_ROOT_HANDLER", False, "cmdline")
        set_up(self.settings)
        try:
            sites = candidates_of(self.settings)
            identify(self.settings, {host for site in sites for host in site.hosts})
            asyncio.run(self._work(only, processes))
        except (DatabaseError, Unavailable, NoContact, OverrideError) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 2
        except ModuleNotFoundError as error:
            print(f"Error: {error.name} is missing: pip install 'moroccan-news[cluster]'", file=sys.stderr)
            self.exitcode = 2

    async def _work(self, only: Only, processes: int) -> None:
        from crawler.cluster.crawls import Crawls  # noqa: PLC0415
        from crawler.cluster.rebuilds import Rebuilds  # noqa: PLC0415
        from crawler.cluster.worker import Worker  # noqa: PLC0415  # these need the extra
        from crawler.database.queue import open_queue  # noqa: PLC0415

        assert self.settings is not None
        os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} {KEEPALIVE}".strip()
        url = str(self.settings["DATABASE"])
        await _until_it_answers(url)
        async with open_queue(url) as queue:
            settings, log = self._settings_of_jobs(), partial(print, file=sys.stderr, flush=True)
            worker = Worker(
                queue,
                Crawls(settings, processes, log),
                Rebuilds(settings, processes, log),
                only=only,
                silence=self.settings.getfloat("WORKER_SILENCE"),
                site_of=partial(_site_of, self.settings),
            )
            self.exitcode = 0 if await worker.run() else 1

    def _settings_of_jobs(self) -> dict[str, Any]:
        """Return the settings given on the command line, and those that hold for jobs of a cluster."""
        assert self.settings is not None
        least = SETTINGS_PRIORITIES["spider"]
        given = {name: self.settings[name] for name in self.settings if (self.settings.getpriority(name) or 0) >= least}
        extensions = self.settings.getdict("EXTENSIONS") | {HANDOVER: 0}
        return given | {"READER_PROCESS": False, "EXTENSIONS": extensions}


async def _until_it_answers(url: str) -> None:
    """Open the database once, so that its tables are there. A server that is just starting is waited for; raises
    `DatabaseError` after a while.
    """
    until = monotonic() + PATIENCE
    while True:
        try:
            if is_server(url):
                open_database(url).close()
            return
        except DatabaseError as error:
            if monotonic() > until:
                raise
            logger.warning("%s", error)
        await asyncio.sleep(AGAIN)


def _site_of(settings: BaseSettings, name: str) -> Candidate | None:
    """Return a site as the spiders and `sites.toml` have it now."""
    return next((site for site in candidates_of(settings) if site.name == name), None)
