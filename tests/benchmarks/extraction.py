"""What `crawler.extract` costs, in parses of the same bytes by `lxml.html`: one run, one core, processor time.

    python -m tests.benchmarks.extraction [ROUNDS]

What is counted is the whole way from bytes to the finished record, all pipelines but the store. Pages are those of
../shared/pages and the sample newspaper's of 75 KB. Of each the best of some rounds counts, parse and extraction
taking turns: other work on the machine only ever adds.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import lxml.html

from crawler.extraction import Document, extract_page
from crawler.extraction.themes import Unthemed
from crawler.found import NotAnArticle, as_found
from crawler.readers import look_for_garbage_seldom
from crawler.record import finished
from crawler.site import Site
from tests.benchmarks.runs import machine
from tests.benchmarks.throughput import LINKS, PAGE_KB
from tests.newsroom.site import Options
from tests.newsroom.site import Site as Paper
from tests.quality.layouts import site_of

PAGES = Path(__file__).resolve().parents[3] / "shared" / "pages"
NEWSPAPER_PAGES = 36
HOME = "http://127.0.0.1:8000"

SERVED, GENERIC = "layout or structured data", "generic"
GOALS = {SERVED: 2.5, GENERIC: 6.0}
"""Parses that a page of each path may cost."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page to read: where it is from, and the site whose layouts are declared, where they are."""

    origin: str
    html: bytes
    url: str
    site: Site | None = None


def saved_pages() -> Iterator[Page]:
    """Yield the pages of ../shared/pages, those of the publishers whose layouts are declared as theirs."""
    for line in (PAGES / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        html = gzip.decompress((PAGES / truth["file"]).read_bytes())
        yield Page(truth["dataset"], html, truth["url"], site_of(truth["url"]))


def newspaper_pages() -> Iterator[Page]:
    """Yield articles of the sample newspaper, as the benchmark of throughput has them."""
    paper = Paper(HOME, Options(articles=NEWSPAPER_PAGES, page_kb=PAGE_KB, links=LINKS))
    site = Site("The sample newspaper", f"{HOME}/", languages=("ar", "fr"))
    for story in paper.archive.stories():
        theme = paper.themes[story.edition, story.lang]
        yield Page("sample newspaper", theme.article(story), HOME + story.path, site)


def path_of(page: Page, now: datetime) -> str:
    """Return by which path the text of the page is found."""
    found = extract_page(Document(page.html, page.url), page.site, fetched_at=now)
    return GENERIC if found.methods.get("body", "generic") == "generic" else SERVED


def read(page: Page, path: str, now: datetime) -> None:
    """Read a page as `crawler.extract` does; by the generic path as one whose site and theme nobody knows."""
    served = path == SERVED
    document = Document(page.html, page.url) if served else Unthemed(page.html, page.url)
    with suppress(NotAnArticle):
        finished(as_found(document, page.site if served else None, now))


def cost(page: Page, path: str, rounds: int, now: datetime) -> tuple[float, float]:
    """Return the seconds that a parse of the page and its extraction take, the least of some rounds each."""
    parsing = extracting = float("inf")
    for _ in range(rounds):
        started = process_time()
        lxml.html.fromstring(page.html)
        between = process_time()
        read(page, path, now)
        ended = process_time()
        parsing, extracting = min(parsing, between - started), min(extracting, ended - between)
    return parsing, extracting


def main(rounds: int = 5) -> dict[str, float]:
    """Print the costs by path and origin of the pages, and return those of each path in parses."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    look_for_garbage_seldom()  # as a crawl does
    now = datetime.now(UTC)
    costs: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for page in (*saved_pages(), *newspaper_pages()):
        # A page that a layout serves is read a second time as if nobody knew it.
        for path in {path_of(page, now), GENERIC}:
            costs[path, page.origin].append(cost(page, path, rounds, now))
    print(machine())
    ratios = {}
    for path, goal in GOALS.items():
        for origin, those in (*((origin, those) for (which, origin), those in costs.items() if which == path),):
            print(line(path, origin, those))
        everything = [each for (which, _), those in costs.items() if which == path for each in those]
        ratios[path] = sum(extracting for _, extracting in everything) / sum(parsing for parsing, _ in everything)
        print(line(path, f"ALL (goal {goal})", everything))
    return ratios


def line(path: str, origin: str, costs: list[tuple[float, float]]) -> str:
    """Return one row: pages, milliseconds of a parse and of extraction, their ratio, that of the dearest pages."""
    parsing, extracting = (sum(column) for column in zip(*costs, strict=True))
    worst = sorted(extracting / parsing for parsing, extracting in costs)[-max(1, len(costs) // 20)]
    return (
        f"{path:26} {origin:18} {len(costs):4} pages {1000 * parsing / len(costs):7.2f} ms a parse"
        f" {1000 * extracting / len(costs):7.2f} ms an extraction, ratio {extracting / parsing:.2f} (95th {worst:.2f})"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
