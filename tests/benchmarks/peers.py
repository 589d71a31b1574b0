"""The whole job against peers that store clean articles: `python -m tests.benchmarks.peers FOLDER [PAGES]`.

One local paper, one run, everybody in turn, no delay. FOLDER, outside the project, keeps the peers' environments
(tests/peer_environments.py), made on first use. The peers get the addresses of all articles and write lines of
JSON; we find the articles ourselves and store them. An article is right when its title and 95 % of its text
(F1 over words) are those the paper printed.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.peer_crawlers import PEERS
from tests.benchmarks.runs import ROOT, Measured, bare_command, crawl_command, machine, measure, scratch
from tests.newsroom import spawn
from tests.peer_environments import interpreter

PAGE_KB, LINKS = 75, 30
CRAWLERS = ROOT / "tests/benchmarks/peer_crawlers.py"

Record = tuple[str, str, str]  # url, title, body


def main(folder: str, pages: int = 600) -> None:
    """Run everybody once and print the table."""
    pythons = {name: interpreter(Path(folder).resolve(), name) for name in PEERS}
    print(f"{machine()}; {pages} pages of {PAGE_KB} KB with {LINKS} article links\n")
    with scratch() as kept, spawn(articles=pages, page_kb=PAGE_KB, links=LINKS, printed=True) as paper:
        truth = {story["url"]: (story["title"], story["body"]) for story in paper.truth()}
        records, listed, database = (Path(kept) / name for name in ("records.jsonl", "urls.json", "news.db"))
        print("| system | pages/s | ms CPU a page | peak MiB | articles right |\n|---|--:|--:|--:|--:|")
        print(row("bare Scrapy spider", pages, measure(bare_command(list(truth), Path(kept))), None))
        whole = measure(crawl_command("news", database, {"url": paper.url, "mode": "backfill", "rest": "no"}))
        print(row("**ours**", pages, whole, right(stored(database), truth)))
        for name, python in pythons.items():
            listed.write_text(json.dumps(list(truth)))
            run = measure(
                [str(python), str(ROOT / "tests/benchmarks/peer_crawlers.py"), name, str(listed), str(records)]
            )
            print(row(name, pages, run, right(written(records), truth)), flush=True)


def row(name: str, pages: int, run: Measured, articles: int | None) -> str:
    """Return a line of the table."""
    share = "—" if articles is None else f"{articles} of {pages}"
    return (
        f"| {name} | {pages / run.seconds:.1f} | {1000 * run.cpu_seconds / pages:.1f} | {run.peak_mib:.0f} | {share} |"
    )


def stored(database: Path) -> Iterator[Record]:
    """Yield the articles of our database."""
    db = sqlite3.connect(database)
    yield from db.execute("SELECT url, title, body FROM articles")
    db.close()


def written(records: Path) -> Iterator[Record]:
    """Yield the articles a peer wrote."""
    for line in records.read_text().splitlines():
        record: dict[str, Any] = json.loads(line)
        yield record["url"], record["title"] or "", record["body"] or ""


def right(found: Iterable[Record], truth: dict[str, tuple[str, str]]) -> int:
    """Return how many articles of the paper were found with their title and text."""
    rightly = {
        url
        for url, title, body in found
        if url in truth and words(title) == words(truth[url][0]) and overlap(words(body), words(truth[url][1])) >= 0.95
    }
    return len(rightly)


def words(text: str) -> list[str]:
    """Return the words of a text as they stand, without tatweel."""
    return re.findall(r"\w+", text.replace("ـ", ""))


def overlap(found: list[str], wanted: list[str]) -> float:
    """Return the F1 of one bag of words against another."""
    common = sum((Counter(found) & Counter(wanted)).values())
    return 2 * common / (len(found) + len(wanted)) if found or wanted else 0.0


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
