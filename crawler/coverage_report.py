"""The coverage of a site set for the terminal, as JSON, and the commands that fill its gaps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from crawler.coverage import Day, Gap, by_month
from crawler.database.coverage import SiteCoverage
from crawler.terminal import shown

MOST_DAYS = 62
"""Days a table lists one by one; more are told by month."""

REASONS_SHOWN = 3


def backfill_command(site: SiteCoverage, gap: Gap, *, spider: bool) -> str:
    """Return the command that looks for what a gap lacks; `spider` says that there is one of the site's name."""
    named = site.site if spider else f"news -a url={site.home}"
    return f"scrapy crawl {named} -a mode=backfill -a since={gap.first} -a until={gap.last}"


def as_json(site: SiteCoverage) -> str:
    """Return all of it as one JSON object."""
    coverage = site.coverage
    return json.dumps(
        {
            "site": site.site,
            "days": [{"day": str(day), **asdict(coverage.days[day])} for day in sorted(coverage.days)],
            "gaps": [asdict(gap) | {"first": str(gap.first), "last": str(gap.last)} for gap in coverage.gaps],
            "undated_held": site.undated_held,
            "undated_missing": coverage.undated,
            "sources": [asdict(source) for source in site.sources],
            "rest": [asdict(total) for total in site.rest],
        },
        ensure_ascii=False,
    )


def print_coverage(console: Console, site: SiteCoverage, by: str | None, *, spider: bool) -> None:
    """Print the table (`by` "day" or "month", None: whichever is shorter), what each source announced, the gaps."""
    days = site.coverage.days
    by = by or ("day" if len(days) <= MOST_DAYS else "month")
    periods = by_month(days) if by == "month" else {str(day): days[day] for day in sorted(days)}
    console.print(_periods(by, periods.items()))
    undated = site.coverage.undated.total()
    if site.undated_held or undated:
        console.print(f"Without a date: {site.undated_held} articles held, {undated} pages missing\n")
    console.print(_sources(site))
    for total in site.rest:
        bounds = f" after {total.since}" * bool(total.since) + f" before {total.until}" * bool(total.until)
        console.print(f"REST{bounds}: {total.announced} announced, {total.held} held")
    if not site.coverage.gaps:
        console.print("\n[bold]No gaps[/bold]: everything announced is held, or known to be no article.")
        return
    console.print(f"\n[bold]Gaps[/bold]: {len(site.coverage.gaps)}")
    for gap in site.coverage.gaps:
        console.print(f"  {_span(gap)}  {escape(shown(_what(gap)))}", soft_wrap=True)
        console.print(f"    {escape(backfill_command(site, gap, spider=spider))}", soft_wrap=True, style="dim")


def _periods(by: str, periods: Iterable[tuple[str, Day]]) -> Table:
    table = Table(by, "held", "announced", "missing", "no article", "held of announced", box=SIMPLE_HEAD)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, day in periods:
        announced = day.held + day.missing
        share = f"{100 * day.held / announced:.0f} %" if announced else ""
        style = "red" if day.missing else ""
        table.add_row(name, *map(str, (day.held, announced, day.missing, day.refused)), share, style=style)
    return table


def _sources(site: SiteCoverage) -> Table:
    table = Table("first named by", "pages", "held", "missing", box=SIMPLE_HEAD)
    for column in table.columns[1:]:
        column.justify = "right"
    for source in site.sources:
        table.add_row(source.kind, str(source.announced), str(source.held), str(source.missing))
    return table


def _span(gap: Gap) -> str:
    return str(gap.first) if gap.first == gap.last else f"{gap.first} to {gap.last}"


def _what(gap: Gap) -> str:
    if gap.missing:
        reasons = [f"{count} {shown(reason)}" for reason, count in gap.reasons.items()]
        rest = f", and {len(reasons) - REASONS_SHOWN} other reasons" if len(reasons) > REASONS_SHOWN else ""
        return f"{gap.missing} announced and not held ({', '.join(reasons[:REASONS_SHOWN])}{rest})"
    numbers = f"; numbers in URLs go from {gap.numbers[0]} to {gap.numbers[1]}" if gap.numbers else ""
    return f"nothing known, about {gap.expected:.0f} to be expected{numbers}"


def silent_days(gaps: Iterable[Gap]) -> set[date]:
    """Return the days of gaps in which nothing is known."""
    return {
        date.fromordinal(day)
        for gap in gaps
        if not gap.missing
        for day in range(gap.first.toordinal(), gap.last.toordinal() + 1)
    }
