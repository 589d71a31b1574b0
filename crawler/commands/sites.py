"""`scrapy sites`: the sites there is a spider for, with what is known of each, and those there is none for, and why.

`docs/sites.md` is its output with `--markdown`, the table in the README what it puts there with `--into README.md`
(`make docs`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from crawler.site import Site, Unfit
from crawler.site_table import COLUMNS, UNFIT_COLUMNS, Row, as_markdown, with_table
from crawler.terminal import new_console


def declared_sites(settings: BaseSettings) -> list[Row]:
    """Return the spiders that declare a site, by name; those that are given an address are left out."""
    loader = get_spider_loader(settings)
    declared = [(name, getattr(loader.load(name), "site", None)) for name in sorted(loader.list())]
    return [Row(name, site) for name, site in declared if isinstance(site, Site)]


def unfit_sites(settings: BaseSettings) -> list[Unfit]:
    """Return the hosts that the packages of spiders list as unfit, in a module `unfit`."""
    modules = [f"{package}.unfit" for package in settings.getlist("SPIDER_MODULES")]
    return [unfit for name in modules if find_spec(name) for unfit in import_module(name).UNFIT]


def _table(title: str, columns: Sequence[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(*columns, title=title, title_justify="left", box=SIMPLE_HEAD)
    table.columns[0].no_wrap = True  # what is typed after `scrapy crawl`
    for row in rows:
        table.add_row(*map(escape, row))
    return table


class Command(ScrapyCommand):
    """Print what sites there are spiders for."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what may follow the command."""
        return "[--markdown | --into FILE]"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "List the sites: languages, sources, when their facts were seen and how they were verified"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Take `--markdown` and `--into` beside Scrapy's own options."""
        super().add_options(parser)
        parser.add_argument("--into", type=Path, metavar="FILE", help="put the table into FILE, between its markers")
        parser.add_argument("--markdown", action="store_true", help="print docs/sites.md")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the tables."""
        assert self.settings is not None
        rows, unfit = declared_sites(self.settings), unfit_sites(self.settings)
        if opts.into:
            self._put_into(opts.into, rows)
            return
        if opts.markdown:
            print(as_markdown(rows, unfit), end="")
            return
        console = new_console(markup=True)
        console.print(_table(f"{len(rows)} spiders", COLUMNS, (row.cells() for row in rows)))
        console.print(_table("Without a spider", UNFIT_COLUMNS, map(astuple, unfit)))

    def _put_into(self, path: Path, rows: Sequence[Row]) -> None:
        try:
            text = path.read_text(encoding="utf-8")
            path.write_text(with_table(text, rows), encoding="utf-8")
        except (OSError, ValueError) as error:
            print(f"Error: {path}: {error}", file=sys.stderr)
            self.exitcode = 1
