"""The health of sites, set for the terminal or as JSON, with where to look for what is ill."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.clock import to_text
from crawler.health.figures import Health, Reason
from crawler.refusals import ADVICE
from crawler.terminal import shown

COLUMNS = {
    "section": "section",
    "subtitle": "lead",
    "authors": "author",
    "published": "date",
    "tags": "tags",
    "image": "image",
}
"""The fields whose fill rates are shown; an article without title and body is none."""

STYLES = {"well": "green", "ill": "bold red", "silent": "yellow", "new": "dim"}

_ADVICE: dict[str, str] = ADVICE | {
    "refused": "open the site in a browser, and its robots.txt",
    "source": "see sources in {file}",
    "pages": "see article_url in {file}; scrapy extract URL shows what one page gives",
    "layout": "see layouts in {file}",
    "theme": "see crawler/extraction/themes.py, or declare a layout in {file}",
    "field": "scrapy extract URL shows what each layer finds; see layouts in {file}",
    "articles": "see sources and article_url in {file}",
}


def explained(reason: Reason, file: str | None) -> str:
    """Return a reason with where to look; `file` declares the site, None where it has no spider of its own."""
    return f"{reason.text}: {_ADVICE[reason.cause].format(file=file or 'a spider of its own (docs/add-a-site.md)')}"


def as_json(health: Health, file: str | None) -> str:
    """Return a site's health on one line: the fields of `Health`, times in UTC, and the spider's `file`."""
    return json.dumps(asdict(health) | {"file": file}, default=to_text)


def print_health(console: Console, sites: Iterable[Health], files: Mapping[str, str]) -> None:
    """Print the table, which fits a terminal of 80 columns, and below it what is ill or remarked. `files` holds the
    spiders' files by site.
    """
    sites = list(sites)
    table = Table("site", "last run", "24 h", *COLUMNS.values(), "verdict", box=None, padding=(0, 1, 0, 0))
    for column in (table.columns[0], *table.columns[2:]):
        column.no_wrap = True
    for column in table.columns[2:-1]:
        column.justify = "right"
    for health in sites:
        verdict = Text(health.verdict, STYLES[health.verdict])
        rates = (f"{health.filled[name]:.0%}" if name in health.filled else "" for name in COLUMNS)
        table.add_row(Text(shown(health.site)), _last_run(health), _articles(health), *rates, verdict)
    console.print(table)
    for health in sites:
        for reason in health.reasons:
            console.print(_line(health, reason, files, STYLES["ill"]), soft_wrap=True)
        for remark in health.remarks:
            console.print(_line(health, remark, files, "dim"), soft_wrap=True)


def one_line(health: Health, file: str | None) -> str:
    """Return on one line that a site is ill, and why."""
    first, *others = health.reasons
    more = f" (and {len(others)} more: scrapy health {health.site})" if others else ""
    return shown(f"{health.site} is ill: {explained(first, file)}{more}")


def _line(health: Health, reason: Reason, files: Mapping[str, str], style: str) -> Text:
    return Text(shown(health.site), style).append(f" {shown(explained(reason, files.get(health.site)))}", "not bold")


def _last_run(health: Health) -> str:
    if health.last_run is None:
        return "never"
    ended = "" if health.run_ended == "finished" else f" ({health.run_ended or 'not ended'})"
    return f"{health.last_run:%m-%d %H:%M}{ended}"


def _articles(health: Health) -> str:
    if health.today is None:
        return ""
    return f"{health.today}/{health.usual:.0f}" if health.usual is not None else f"{health.today}/?"
