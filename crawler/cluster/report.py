"""A cluster set for the terminal, and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crawler.clock import to_text
from crawler.cluster.routes import Only
from crawler.database.cluster_status import RECENT_HOURS, ClusterStatus, JobRow
from crawler.durations import as_duration
from crawler.report import json_line
from crawler.terminal import shown

LISTED_DONE = 5
"""Jobs that are done and listed: they are well, and the latest will do."""


def as_json(status: ClusterStatus) -> str:
    """Return a cluster on one line: the fields of `ClusterStatus`, its `pace`, and the ids of jobs nobody `takes`."""
    value = asdict(status) | {"pace": round(status.pace, 2), "untaken": [job.id for job in untaken(status)]}
    return json_line(_as_text(value))


def untaken(status: ClusterStatus) -> list[JobRow]:
    """Return the jobs that wait for a worker of a kind that is not there."""
    kinds = [Only.read(worker.only) for worker in status.workers]
    return [job for job in status.jobs if job.state == "waiting" and not any(kind.takes(job.queue) for kind in kinds)]


def drawn(status: ClusterStatus) -> RenderableType:
    """Return a cluster as tables."""
    return Group(_summary(status), _workers(status), _jobs(status))


def _summary(status: ClusterStatus) -> Text:
    counts = {state: f"{count} {state}" for state, count in status.counts.items()}
    ended = f"{counts['done']} and {counts['failed']} in {RECENT_HOURS} hours"
    line = f"{len(status.workers)} workers; {counts['under way']}, {counts['waiting']}, {ended};"
    line += f" {status.pace:.1f} pages a second"
    if status.lag:
        line += f"; the oldest job that is due waits for {as_duration(status.lag)}"
    text = Text(line)
    if missed := untaken(status):
        where = sorted({job.queue.partition(" ")[2] or "any site" for job in missed})
        text.append(f"\nNo worker takes {len(missed)} of them, for {'; '.join(where)}", "bold red")
    return text


def _workers(status: ClusterStatus) -> Table:
    columns = ("worker", "host", "process", "since, UTC", "heard", "only", "jobs", "pages", "/s")
    table = Table(*columns, box=SIMPLE_HEAD)
    for each in status.workers:
        table.add_row(
            str(each.id),
            Text(shown(each.host)),
            str(each.pid),
            f"{each.since:%m-%d %H:%M}",
            f"{max((status.now - each.heard).total_seconds(), 0):.0f} s ago",
            Text(each.only),
            str(each.jobs),
            str(each.pages),
            f"{each.pace:.1f}",
        )
    return table


def _jobs(status: ClusterStatus) -> Table:
    table = Table("job", "what", "state", "for", "host", "why", box=SIMPLE_HEAD)
    done = [job for job in status.jobs if job.state == "done"][:LISTED_DONE]
    rank = {"under way": 0, "waiting": 1, "failed": 2, "done": 3}
    listed = [job for job in status.jobs if job.state != "done"] + done
    for job in sorted(listed, key=lambda each: rank[each.state]):
        ended = job.state in ("done", "failed")
        since = f"{job.since:%m-%d %H:%M}" if ended else as_duration((status.now - job.since).total_seconds())
        table.add_row(
            str(job.id),
            Text(shown(job.what)),
            Text(job.state, "bold red" if job.state == "failed" else ""),
            since,
            Text(shown(job.host or "")),
            Text(_why(job)),
        )
    return table


def _why(job: JobRow) -> str:
    tries = f", failed {job.tries} times" if job.tries > 1 else ""
    return shown(job.reason) + tries if job.reason else ""


def _as_text(value: Any) -> Any:
    """Return a value with its times as text."""
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, dict):
        return {name: _as_text(each) for name, each in value.items()}
    return [_as_text(each) for each in value] if isinstance(value, list) else value
