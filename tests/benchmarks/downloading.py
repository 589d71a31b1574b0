"""What another event loop and another download handler give: to a spider that only downloads, and to a whole crawl.

    pip install uvloop
    python -m tests.benchmarks.downloading [PAGES] [ROUNDS]

All take turns on the same server and pages as in `tests.benchmarks.throughput`. Prints the fastest run of each, and how
many times as fast as the usual loop and handler it is. The whole crawl keeps its own handler, which records what comes
from the wire and refuses addresses of private networks.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.runs import Measured, bare_command, crawl_command, machine, measure, scratch
from tests.benchmarks.throughput import LINKS, PAGE_KB, line
from tests.newsroom import spawn

UVLOOP = {"ASYNCIO_EVENT_LOOP": "uvloop.Loop"}
AIOHTTP = {"DOWNLOAD_HANDLERS": {"http": "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"}}
VARIANTS: dict[str, dict[str, Any]] = {"usual": {}, "uvloop": UVLOOP, "aiohttp": AIOHTTP, "both": UVLOOP | AIOHTTP}


def main(pages: int = 2000, rounds: int = 3) -> None:
    """Run all variants in turn and print the fastest run of each."""
    print(f"{machine()}; {pages} pages of {PAGE_KB} KB with {LINKS} article links, concurrency 32")
    runs: dict[str, list[Measured]] = {}
    with scratch() as folder, spawn(articles=pages, page_kb=PAGE_KB, links=LINKS, printed=True) as paper:
        urls = [story["url"] for story in paper.truth()]
        crawl = {"url": paper.url, "mode": "backfill", "rest": "no"}
        for number in range(rounds):
            for name, settings in VARIANTS.items():
                command = bare_command(urls, Path(folder), **settings)
                runs.setdefault(f"bare, {name}", []).append(measure(command))
            for name in ("usual", "uvloop"):
                command = crawl_command("news", Path(folder) / f"{name}-{number}.db", crawl, **VARIANTS[name])
                runs.setdefault(f"whole, {name}", []).append(measure(command))
    for name, measured in runs.items():
        fastest = min(measured, key=lambda run: run.seconds)
        usual = min(run.seconds for run in runs[f"{name.split(',')[0]}, usual"])
        print(f"{line(name, pages, fastest)}, {usual / fastest.seconds:.2f} times as fast")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
