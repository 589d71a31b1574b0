"""A database of the sample newspaper, oddities and all, for tests of those who read one."""

from __future__ import annotations

from pathlib import Path

from tests.crawls import crawl
from tests.newsroom import Newsroom


def sample_database(folder: Path) -> Path:
    """Crawl the sample newspaper twice, one article changed in between, and return the database."""
    path = folder / "news.db"
    fast = {"DOWNLOAD_TIMEOUT": "2", "ARCHIVE": folder / "archive"}  # some oddities never answer
    with Newsroom(articles=20, oddities=True) as paper:
        crawl("news", path, settings=fast, url=paper.url, mode="backfill", rest="no")
        paper.edit(paper.stories[0].id)
        crawl("news", path, settings=fast, url=paper.url, mode="backfill", rest="no")
    return path
