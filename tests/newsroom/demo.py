"""`make demo`: the sample newspaper crawled from scratch by the ordinary spiders into output/demo.db."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.newsroom.server import spawn

ROOT = Path(__file__).parents[2]
DATABASE = "output/demo.db"
ARTICLES = 120
CRAWL_DELAY = 0.02  # seconds; the paper asks for it in its robots.txt, and gets it

SETTINGS = f"-s DATABASE={DATABASE} -s DOWNLOAD_DELAY=0 -s DOWNLOAD_TIMEOUT=1 -s RETRY_DELAYS=1,1 -s LOG_LEVEL=ERROR"
NEXT = f"""
Three commands to try next (after `. .venv/bin/activate`):
  sqlite-utils -t {DATABASE} "SELECT published_at, language, section, title FROM articles ORDER BY 1 DESC LIMIT 10"
  python -m tests.newsroom --port 8765      # read the sample newspaper in a browser: http://127.0.0.1:8765
  scrapy crawl news -a url=https://any.site -a limit=20
"""


def main() -> int:
    """Crawl the paper and say what to do next; return the crawl's exit code."""
    for leftover in ROOT.glob(f"{DATABASE}*"):
        leftover.unlink()
    with spawn(articles=ARTICLES, oddities=True, crawl_delay=CRAWL_DELAY) as paper:
        print(f"The sample newspaper is open at {paper.url}: {ARTICLES} articles and some oddities.", flush=True)
        crawl = subprocess.run(
            f"{sys.executable} -m scrapy crawl news -a url={paper.url} -a mode=backfill {SETTINGS}".split(),
            cwd=ROOT,
            check=False,
        )
    print(NEXT)
    return crawl.returncode


if __name__ == "__main__":
    sys.exit(main())
