"""What a job is: one site's update or back-fill, or one archive file's rebuild."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from crawler.cluster.routes import queue_of
from crawler.database.queue import NewJob
from crawler.update.plan import Candidate


def crawl_job(site: Candidate, arguments: Mapping[str, str], all_sites: Collection[Candidate]) -> NewJob:
    """Return the job of crawling a site with a spider's arguments; without any it is an update."""
    written = " ".join(f"{name}={value}" for name, value in sorted(arguments.items()))
    return NewJob(
        "crawl",
        queue_of("crawl", site.override.region, site.override.tags),
        f"{site.name} {written}".strip(),
        {"site": site.name, "arguments": dict(arguments)},
        lock_of(site, all_sites),
    )


def rebuild_job(path: Path, site: str | None) -> NewJob:
    """Return the job of rebuilding a file, all its sites or one of them."""
    args = {"path": str(path.resolve()), "site": site}
    return NewJob("rebuild", queue_of("rebuild"), json.dumps(args), args)


def lock_of(site: Candidate, all_sites: Iterable[Candidate]) -> str:
    """Return the lock of a site, which it shares with all that share a host with it, by however many steps."""
    names, hosts = {site.name}, set(site.hosts)
    others = {each.name: each for each in all_sites}
    while near := [each for each in others.values() if each.name not in names and each.hosts & hosts]:
        names.update(each.name for each in near)
        hosts.update(host for each in near for host in each.hosts)
    return f"site {min(names)}"
