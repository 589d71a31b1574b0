"""The status page: every site with its last days, as one HTML file that loads nothing and runs nothing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape
from importlib.resources import files as resources

from crawler.clock import to_text
from crawler.database.health_days import DAYS, HealthDay, Past
from crawler.health import Health
from crawler.health.figures import Verdict
from crawler.health.table import explained
from crawler.notify.message import line_of, minute, silence

ORDER: tuple[Verdict, ...] = ("ill", "silent", "new", "well")
"""What is to be looked at stands on top."""

MEANINGS = {
    "well": "well",
    "ill": "ill",
    "new": "not judged",
    "none": "no update",
}
"""The kinds of squares, and what they are called."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Nothing is loaded; the empty icon keeps a browser from asking for one."""

COLUMNS = ("Site", f"Last {DAYS} days", "Last update", "Newest article", "Articles in 24 hours")


def status_page(sites: Sequence[Health], past: Mapping[str, Past], files: Mapping[str, str], now: datetime) -> str:
    """Return the page as of `now`. `files` holds the spiders' files by site."""
    ordered = sorted(sites, key=lambda health: (ORDER.index(health.verdict), health.site))
    counts = Counter(health.verdict for health in sites)
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ORDER if counts[verdict]) or "no site yet"
    head = "".join(f'<th role="columnheader" scope="col">{column}</th>' for column in COLUMNS)
    rows = "".join(_row(health, past.get(health.site, Past("")), files.get(health.site)) for health in ordered)
    legend = "".join(f'<li><i class="{kind}"></i> {meaning}</li>' for kind, meaning in MEANINGS.items())
    style = (resources("crawler.notify") / "status_page.css").read_text("utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
        f"<title>Moroccan press: {summary}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Moroccan press: {summary}</h1>\n"
        f"<p>As of {_time(now)}. A square is a day in UTC, the newest on the right.</p>\n"
        f'<ul class="legend">{legend}</ul>\n'
        f'<table role="table">\n<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{rows}</tbody>\n</table>\n</main>\n</body>\n</html>\n'
    )


def _row(health: Health, past: Past, file: str | None) -> str:
    days = "".join(_square(day, held) for day, held in past.days.items())
    title = f'<span dir="auto">{_text(past.title)}</span>' if past.title else ""
    cells = (
        f'<ol class="days">{days}</ol>{_why(health, file)}',
        _time(health.last_run) if health.last_run else "none in weeks",
        _time(past.newest) if past.newest else "none",
        _numbers(health),
    )
    written = "".join(
        f'<td role="cell"><b class="label">{column}</b>{cell}</td>'
        for column, cell in zip(COLUMNS[1:], cells, strict=True)
    )
    return (
        f'<tr role="row"><th role="rowheader" scope="row">{_text(health.site)} '
        f'<em class="{health.verdict}">{health.verdict}</em>{title}</th>{written}</tr>\n'
    )


def _square(day: date, held: HealthDay) -> str:
    kind = held.verdict or "none"
    causes = f" ({', '.join(held.causes)})" if held.causes else ""
    said = _text(
        f"{day:%-d %B}: {MEANINGS[kind]}{causes}, {held.articles} {'article' if held.articles == 1 else 'articles'}"
    )
    return f'<li class="{kind}" title="{said}"><span>{said}</span></li>'


def _why(health: Health, file: str | None) -> str:
    said = [explained(reason, file) for reason in health.reasons]
    if health.verdict == "silent" and health.last_run:
        said.append(silence(health.site, health.last_run))
    items = "".join(f"<li>{_text(each)}</li>" for each in said)
    return f'<ul class="why">{items}</ul>' if items else ""


def _numbers(health: Health) -> str:
    if health.today is None:
        return "unknown"
    return f"{health.today}, usually {health.usual:.0f}" if health.usual is not None else f"{health.today}"


def _time(moment: datetime) -> str:
    return f'<time datetime="{to_text(moment)}">{minute(moment)}</time>'


def _text(text: str) -> str:
    return escape(line_of(text))
