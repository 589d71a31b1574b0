"""`scrapy sites`: the sites there is a spider for, with what is known of each, and those there is none for, and why.

`docs/sites.md` is its output with `--markdown`, the table in the README what it puts there with `--into README.md`
(`make docs`).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from crawler.coverage import summary, with_summary
from crawler.site import Feed, Section, Site, Sitemap, Source, Unfit

COLUMNS = ("spider", "site", "languages", "sources", "online since", "facts seen", "layouts seen", "verified")
UNFIT_COLUMNS = ("host", "site", "why it has no spider", "seen")

_INTRODUCTION = """\
# Sites

{spiders} spiders. This page is made by `make docs` from what `spiders/` declares; change it there.

No live site was asked for this table. **Verified** says how far the facts were checked, best first: *feed fetched by
others* (public reports of its feed answering), *pages seen* (read off its pages), *public code* (public code works by
them), *listed only* (public lists name its address). **Layouts seen** are the years of the site's own selectors, the
current ones first; where there are none, structured data, themes and generic extraction read its pages, as they do
wherever a layout misses. **Online since** with ≤ is the first year of which something was seen. A site without declared
sources is read from its front page, the feeds that names and the sitemaps of robots.txt.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A site in the table."""

    spider: str
    site: Site

    @property
    def title(self) -> str:
        """The site's name, and its name in Arabic."""
        return f"{self.site.title} {self.site.title_ar}" if self.site.title_ar else self.site.title

    def cells(self) -> tuple[str, ...]:
        """Return what the table says of the site, in the order of `COLUMNS`."""
        site = self.site
        return (
            self.spider,
            self.title,
            " ".join(site.languages),
            describe_sources(site.sources),
            online_since(site),
            site.seen or "unknown",
            ", ".join(layout.seen for layout in site.layouts) or "none",
            site.verified or "not at all",
        )


def declared_sites(settings: BaseSettings) -> list[Row]:
    """Return the spiders that declare a site, by name; those that are given an address are left out."""
    loader = get_spider_loader(settings)
    declared = [(name, getattr(loader.load(name), "site", None)) for name in sorted(loader.list())]
    return [Row(name, site) for name, site in declared if isinstance(site, Site)]


def unfit_sites(settings: BaseSettings) -> list[Unfit]:
    """Return the hosts that the packages of spiders list as unfit, in a module `unfit`."""
    modules = [f"{package}.unfit" for package in settings.getlist("SPIDER_MODULES")]
    return [unfit for name in modules if find_spec(name) for unfit in import_module(name).UNFIT]


def describe_sources(sources: Iterable[Source]) -> str:
    """Say in words what sources a site declares."""
    counts = Counter(map(_kind, sources))
    words = [kind if count == 1 else f"{count} {kind}s" for kind, count in counts.items()]
    return ", ".join(words) or "front page"


def _kind(source: Source) -> str:
    match source:
        case Feed():
            return "feed"
        case Sitemap(news=True):
            return "news sitemap"
        case Sitemap():
            return "sitemap"
        case Section():
            return "section"
        case _:
            return "REST API"


def online_since(site: Site) -> str:
    """Return the year the site went online, or with ≤ the first of which something was seen."""
    if site.began:
        return str(site.began.year)
    return f"≤ {site.seen[:4]}" if site.seen else "unknown"


def as_markdown(rows: Sequence[Row], unfit: Sequence[Unfit]) -> str:
    """Return the text of `docs/sites.md`."""
    lines = [_INTRODUCTION.format(spiders=len(rows)), *_heading(COLUMNS)]
    for row in rows:
        spider, title, *others = map(_cell, row.cells())
        lines.append(_line((f"`{spider}`", f"[{title}]({row.site.home})", *others)))
    lines += ["", "## Without a spider", "", *_heading(UNFIT_COLUMNS)]
    lines += [_line(map(_cell, astuple(site))) for site in unfit]
    return "\n".join(lines) + "\n"


def _heading(columns: Sequence[str]) -> list[str]:
    return [_line(columns), _line("---" for _ in columns)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


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
        parser.add_argument("--into", type=Path, metavar="FILE", help="put the summary into FILE, between its markers")
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
        console = Console(highlight=False)
        console.print(_table(f"{len(rows)} spiders", COLUMNS, (row.cells() for row in rows)))
        console.print(_table("Without a spider", UNFIT_COLUMNS, map(astuple, unfit)))

    def _put_into(self, path: Path, rows: Sequence[Row]) -> None:
        try:
            text = path.read_text(encoding="utf-8")
            path.write_text(with_summary(text, summary({row.spider: row.site for row in rows})), encoding="utf-8")
        except (OSError, ValueError) as error:
            print(f"Error: {path}: {error}", file=sys.stderr)
            self.exitcode = 1
