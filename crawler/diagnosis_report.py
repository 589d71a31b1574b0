"""What `scrapy doctor` found, set for the terminal or as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.checkup import PageSeen, SourceSeen
from crawler.clock import to_text
from crawler.diagnosis import Diagnosis, FieldSeen, Finding, describe
from crawler.report import json_line, plain, print_offers
from crawler.terminal import shown, shown_url

VERDICT = {True: ("ill", "bold red"), False: ("healthy", "bold green")}


def as_json(diagnosis: Diagnosis) -> str:
    """Return a diagnosis on one line of JSON. Times are ISO 8601 in UTC; `ill` findings make the site ill."""
    return json_line(
        {
            "spider": diagnosis.spider,
            "home": diagnosis.site.home,
            "ill": diagnosis.ill,
            "robots": diagnosis.seen.robots,
            "findings": [_finding(finding) for finding in diagnosis.findings],
            "sources": [_source(seen) for seen in diagnosis.seen.sources],
            "fields": {field.name: _field(field, diagnosis) for field in diagnosis.fields},
            "articles": [_page(page) for page in diagnosis.seen.pages],
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "what": finding.what,
        "ill": finding.ill,
        "file": place.file if place else None,
        "line": place.line if place else None,
    }


def _source(seen: SourceSeen) -> dict[str, Any]:
    newest = to_text(seen.newest) if seen.newest else None
    return {
        "source": describe(seen),
        "url": seen.url,
        "articles": len(seen.links),
        "newest": newest,
        "problem": seen.problem,
    }


def _field(field: FieldSeen, diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "found": field.found,
        "of": _read(diagnosis),
        "methods": dict(field.methods),
        "layers": dict(field.layers),
        "layout_missed": field.missed,
        "disagreements": field.disagreements,
    }


def _page(page: PageSeen) -> dict[str, Any]:
    record = page.article
    facts = {"title": record.title, "published": plain(record.published), "methods": record.methods} if record else {}
    problems = record.problems if record else []
    return {"url": page.url, "problem": page.problem, **facts, "problems": problems, "offers": page.offers}


def _read(diagnosis: Diagnosis) -> int:
    return sum(page.article is not None for page in diagnosis.seen.pages)


def print_diagnosis(console: Console, diagnosis: Diagnosis, *, whole: bool) -> None:
    """Print a diagnosis: the verdict and the findings; if `whole`, all that led to them before."""
    word, style = VERDICT[diagnosis.ill]
    heading = Text(f"{diagnosis.spider} ", style="bold").append(shown_url(diagnosis.site.home), style="not bold dim")
    console.print(heading.append(f" {word}", style=style), soft_wrap=True)
    if whole:
        console.print(Text(f"  robots.txt {shown(diagnosis.seen.robots)}"), soft_wrap=True)
        console.print(_sources(diagnosis.seen.sources))
        if diagnosis.fields:
            console.print(_fields(diagnosis))
        for page in diagnosis.seen.pages:
            console.print(Text(f"\n{shown_url(page.url)}", style="bold"), soft_wrap=True)
            if page.problem:
                console.print(Text(f"  {shown(page.problem)}", style="yellow"), soft_wrap=True)
            for problem in page.article.problems if page.article else ():
                console.print(Text(f"  {shown(problem)}", style="yellow"), soft_wrap=True)
            print_offers(console, page.offers)
        console.print()
    for finding in diagnosis.findings if whole or diagnosis.ill else ():
        mark, colour = ("ill ", "red") if finding.ill else ("note", "yellow")
        text = Text(f"  {mark} ", style=colour)
        if finding.place:
            text.append(f"{finding.place} ", style="cyan")
        console.print(text.append(shown(finding.what), style="default"), soft_wrap=True)


def _sources(sources: list[SourceSeen]) -> Table:
    table = Table("source", "articles", "newest", "", title="Sources", title_justify="left", box=SIMPLE_HEAD)
    table.columns[1].justify = "right"
    for seen in sources:
        newest = to_text(seen.newest) if seen.newest else ""
        problem = Text(shown(seen.problem), style="red") if seen.problem else Text()
        table.add_row(Text(shown(describe(seen))), str(len(seen.links)), newest, problem)
    return table


def _fields(diagnosis: Diagnosis) -> Table:
    total = _read(diagnosis)
    columns = ("field", "records", "by", "layers that offer it", "layout missed", "disagree")
    table = Table(*columns, title=f"Fields of {total} articles", title_justify="left", box=SIMPLE_HEAD)
    for field in diagnosis.fields:
        table.add_row(
            field.name,
            f"{field.found}/{total}",
            _counts(field.methods),
            _counts(field.layers),
            str(field.missed or ""),
            str(len(field.disagreements) or ""),
        )
    return table


def _counts(counts: Counter[str]) -> Text:
    return Text(shown(", ".join(f"{name} {count}" for name, count in counts.most_common())))
