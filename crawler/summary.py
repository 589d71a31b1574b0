"""The summary a crawl ends with, set for the terminal."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from crawler.clock import utc_now
from crawler.database import open_database
from crawler.database.health import health_of
from crawler.database.summary import RunSummary, summarise
from crawler.health.table import one_line
from crawler.terminal import new_console, shown

REASONS_SHOWN = 12
"""Reasons listed one by one; a hostile site can have one a page."""


def print_summary(database: str, run_id: int, file: str) -> None:
    """Print what a run brought: pages, articles by section, pages without an article and why, speed; and one line
    where it shows the site to be ill. `file` declares the spider.
    """
    db = open_database(database)
    summary = summarise(db, run_id)
    health = health_of(db, summary.site, utc_now())
    db.close()
    console = new_console(markup=True)
    console.print(_headline(summary))
    if summary.sections:
        table = Table("section", "articles", title="Articles stored", title_justify="left")
        table.columns[1].justify = "right"
        for section, count in summary.sections:
            table.add_row(escape(shown(section)), str(count))
        console.print(table)
    if summary.refusals:
        table = Table("state", "reason", "pages", title="Pages without an article", title_justify="left")
        table.columns[2].justify = "right"
        for state, reason, count in summary.refusals[:REASONS_SHOWN]:
            table.add_row(state, escape(shown(reason)), str(count))
        if rest := summary.refusals[REASONS_SHOWN:]:
            table.add_row("", f"{len(rest)} other reasons", str(sum(count for *_, count in rest)))
        console.print(table)
    if health.verdict == "ill":
        console.print(Text(one_line(health, file), "bold red"), soft_wrap=True)


def _headline(summary: RunSummary) -> str:
    counts, seconds = summary.counts, max(summary.seconds, 1.0)
    earlier = f" {counts['articles_earlier']} earlier states," if "articles_earlier" in counts else ""
    pages = counts.get("pages", 0)
    return (
        f"\n[bold]{escape(shown(summary.site))}[/bold]: {summary.mode} {summary.reason}\n"
        f"  pages     {pages} in {seconds:.0f} s ({pages / seconds:.1f} a second),"
        f" {counts.get('pages_unchanged', 0)} unchanged, {summary.pending} left for the next run\n"
        f"  articles  {counts.get('articles_new', 0)} new, {counts.get('articles_changed', 0)} changed,{earlier}"
        f" {counts.get('articles_rejected', 0)} rejected, {summary.articles} held\n"
    )
