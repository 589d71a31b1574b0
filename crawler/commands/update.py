"""`scrapy update`: every site, or some, in one go, each at its own pace, in as many processes as there are cores.

Exit codes: 0 every site crawled is well; 1 a site is ill, or its run failed; 2 the update could not run, or was stopped
at once; 3 not everyone could be told of it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.arguments import count_of, duration_of
from crawler.contact import NoContact, identify
from crawler.database import DatabaseError, open_database
from crawler.database.errors import StorageError
from crawler.database.runs import seconds_of_last_updates
from crawler.notify.channels import outlets_of
from crawler.notify.telling import UNTOLD, Delivery, print_deliveries, tell
from crawler.quiet_command import QuietCommand
from crawler.update.lock import Held, lock_update
from crawler.update.plan import candidates_of, chosen, longest_first
from crawler.update.reports import Events, Lines, Screen
from crawler.update.results import print_results, results_of
from crawler.update.supervisor import Budget, CannotRun, Supervisor
from crawler.update.tally import Tally


class Command(QuietCommand):
    """Update many sites."""

    requires_crawler_process = False
    quietest = "WARNING"

    def syntax(self) -> str:
        """Return what may follow the command."""
        return "[options]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Update all sites in one go: update, update --groups le360,hespress, update --for 30m"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Look for what is new on all sites, or on some, side by side and each at its own pace, in as many "
            "processes as there are cores. Ctrl-C ends it cleanly, a second one at once; the next update goes on. "
            "Exit codes: 0 all well, 1 a site is ill or its run failed, 2 could not run, 3 not everyone was told. "
            "docs/update.md has more."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--sites", type=_names, default=(), metavar="A,B", help="these sites, by their spiders")
        parser.add_argument("--groups", type=_names, default=(), metavar="A,B", help="the sites of these files: le360")
        parser.add_argument("--languages", type=_names, default=(), metavar="ar,fr", help="only sites in these")
        parser.add_argument("--for", dest="time", metavar="30m", help="stop after so long (90s, 30m, 2h)")
        parser.add_argument("--articles", metavar="N", help="stop once so many articles are new or changed")
        parser.add_argument("--processes", metavar="N", help="processes to crawl in (default: one a core)")
        parser.add_argument("--json", action="store_true", help="print one line of JSON an event")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Choose the sites, crawl them, sum up."""
        assert self.settings is not None
        if args:
            raise UsageError(f"update takes no {args[0]!r}; name sites with --sites a,b", print_help=False)
        try:
            budget = Budget(duration_of("--for", opts.time), count_of("--articles", opts.articles))
            processes = count_of("--processes", opts.processes) or len(os.sched_getaffinity(0))
            candidates = candidates_of(self.settings)
            sites = chosen(candidates, opts.sites, opts.groups, opts.languages)
            outlets = outlets_of(self.settings)
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error
        database = self.settings["DATABASE"]
        try:
            db = open_database(database)
            sites = longest_first(sites, seconds_of_last_updates(db))
            db.close()
            identify(self.settings, {host for site in sites for host in site.hosts})
            lock = lock_update(database)
        except (DatabaseError, NoContact, Held) as error:
            self._fail(str(error))
            return
        tally = Tally(len(sites), budget)
        report = (Events if opts.json else Screen if sys.stdout.isatty() else Lines)(tally)
        supervisor = Supervisor(
            sites,
            processes=processes,
            settings=self._settings_of_the_command(as_json=opts.json),
            budget=budget,
            watcher=report,
            lock=lock.file,
        )
        try:
            with report:
                endings = asyncio.run(supervisor.run())
        except CannotRun as error:
            self._fail(str(error))
            return
        finally:
            lock.release()
        results = results_of(database, endings, tally.seconds)
        deliveries: Sequence[Delivery] = ()
        if outlets and not supervisor.stopped_at_once:
            try:
                deliveries = tell(database, outlets, {site.name: site.file for site in candidates}).deliveries
            except (DatabaseError, StorageError) as error:
                self._fail(str(error))
                return
        untold = any(delivery.failure for delivery in deliveries)
        self.exitcode = 2 if supervisor.stopped_at_once else UNTOLD if untold else results.exit_code
        if isinstance(report, Events):
            for delivery in deliveries:
                report.event("told", **asdict(delivery))
            report.event("summary", **results.as_dict() | {"exit_code": self.exitcode})
        else:
            print_results(results)
            print_deliveries(deliveries, failures_only=False)

    def _settings_of_the_command(self, *, as_json: bool) -> dict[str, Any]:
        """Return the settings given on the command line, and those that hold for updates."""
        assert self.settings is not None
        least = SETTINGS_PRIORITIES["spider"]
        given = {name: self.settings[name] for name in self.settings if (self.settings.getpriority(name) or 0) >= least}
        return given | {"READER_PROCESS": False} | ({"LOG_JSON": True} if as_json else {})

    def _fail(self, reason: str) -> None:
        print(f"Error: {reason}", file=sys.stderr)
        self.exitcode = 2


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)
