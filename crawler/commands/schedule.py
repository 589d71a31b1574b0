"""`scrapy schedule`: what a cluster is to do, once or again and again.

Exit codes: 0 done; 1 the database cannot be used; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.conf import arglist_to_dict

from crawler.arguments import duration_of
from crawler.clock import to_text
from crawler.database import DatabaseError
from crawler.database.errors import Unavailable
from crawler.report import json_line
from crawler.update.plan import Candidate, candidates_of, chosen

if TYPE_CHECKING:
    from crawler.database.queue import NewJob, Queue
    from crawler.database.schedules import Schedule

ACTIONS = ("list", "add", "remove", "once", "rebuild")


class Command(ScrapyCommand):
    """Say what a cluster is to do."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what may follow the command."""
        return "[list | add SITE... --every 15m | remove SITE... | once SITE... | rebuild PATH...]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Say what a cluster does: schedule add hespress --every 15m, schedule once goud -a mode=backfill"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "List the schedules of a cluster; `add` lets sites be crawled again and again, `remove` ends that, `once` "
            "crawls them now, `rebuild` reads archive files, which must lie at the same path on every worker. Without "
            "-a a crawl is an update. Sites are named, or chosen with --groups and --languages; `add` and `once` "
            "without any are for all. docs/cluster.md has more."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--every", metavar="15m", help="how often (90s, 30m, 2h)")
        parser.add_argument("--groups", type=_names, default=(), metavar="A,B", help="the sites of these files: le360")
        parser.add_argument("--languages", type=_names, default=(), metavar="ar,fr", help="only sites in these")
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE", help="for spiders")
        parser.add_argument("--site", metavar="SPIDER", help="rebuild the pages of this spider's site only")
        parser.add_argument("--json", action="store_true", help="list each schedule on one line of JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the words, then speak to the database."""
        action, *names = args or ["list"]
        if action not in ACTIONS:
            raise UsageError(f"schedule knows no {action!r}: {', '.join(ACTIONS)}", print_help=False)
        try:
            arguments = arglist_to_dict(opts.spargs)
        except ValueError:
            raise UsageError("write -a NAME=VALUE", print_help=False) from None
        try:
            if (action == "add") != (duration_of("--every", opts.every) is not None):
                raise ValueError("add says how often: --every 15m; the others do not")
            if action == "remove" and not (names or opts.groups or opts.languages):
                raise ValueError("name the sites, or choose with --groups or --languages")
            sites = self._chosen(names, opts, arguments) if action in ("add", "remove", "once") else []
            paths = self._paths(names, opts.site) if action == "rebuild" else []
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error
        try:
            asyncio.run(self._speak(action, sites, arguments, paths, opts))
        except (DatabaseError, Unavailable) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
        except ModuleNotFoundError as error:
            print(f"Error: {error.name} is missing: pip install 'moroccan-news[cluster]'", file=sys.stderr)
            self.exitcode = 1

    def _chosen(self, names: list[str], opts: argparse.Namespace, arguments: dict[str, str]) -> list[Candidate]:
        assert self.settings is not None
        sites = chosen(candidates_of(self.settings), names, opts.groups, opts.languages)
        loader = get_spider_loader(self.settings)
        for site in sites:
            loader.load(site.name)(**arguments)  # raises what is wrong with them
        return sites

    def _paths(self, names: list[str], site: str | None) -> list[Path]:
        assert self.settings is not None
        paths = [Path(name) for name in names]
        if not paths or (missing := [path for path in paths if not path.is_file()]):
            raise ValueError(f"{missing[0]} is no file" if paths else "name the files to read")
        if site:
            chosen(candidates_of(self.settings), [site])
        return paths

    async def _speak(
        self,
        action: str,
        sites: Sequence[Candidate],
        arguments: dict[str, str],
        paths: Sequence[Path],
        opts: argparse.Namespace,
    ) -> None:
        from crawler.cluster.jobs import crawl_job, rebuild_job  # noqa: PLC0415
        from crawler.database.queue import open_queue  # noqa: PLC0415
        from crawler.database.schedules import add_schedule, all_schedules, remove_schedules  # noqa: PLC0415

        assert self.settings is not None
        everyone = candidates_of(self.settings)
        async with open_queue(str(self.settings["DATABASE"])) as queue:
            if action == "list":
                _print(await all_schedules(queue), json=opts.json)
            elif action == "remove":
                count = await remove_schedules(queue, [site.name for site in sites])
                print(f"{count} removed")
            elif action == "add":
                every = duration_of("--every", opts.every) or 0
                for site in sites:
                    await add_schedule(queue, crawl_job(site, arguments, everyone), every)
                print(f"{len(sites)} sites every {opts.every}")
            else:
                jobs = [crawl_job(site, arguments, everyone) for site in sites]
                await _add(queue, jobs + [rebuild_job(path, opts.site) for path in paths])


async def _add(queue: Queue, jobs: Sequence[NewJob]) -> None:
    added = [await queue.add(job) for job in jobs]
    there = added.count(False)
    print(f"{added.count(True)} jobs added" + (f", {there} wait or are under way already" if there else ""))


def _print(schedules: Sequence[Schedule], *, json: bool) -> None:
    if json:
        for each in schedules:
            when = {"every": each.every.total_seconds(), "next": to_text(each.next_at)}
            print(json_line({"site": each.site, "arguments": each.arguments, "queue": each.queue, **when}))
        return
    if not schedules:
        print("Nothing is scheduled: scrapy schedule add --every 15m")
        return
    table = Table("site", "arguments", "every", "next (UTC)", "for", box=SIMPLE_HEAD)
    for each in schedules:
        arguments = " ".join(f"{name}={value}" for name, value in each.arguments.items())
        where = each.queue.partition(" ")[2]
        table.add_row(each.site, arguments, str(each.every), f"{each.next_at:%Y-%m-%d %H:%M:%S}", where)
    Console(highlight=False, emoji=False, markup=False).print(table)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)
