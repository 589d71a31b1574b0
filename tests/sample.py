"""A database of the sample newspaper, oddities and all, for tests of those who read one."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tests.crawls import crawl
from tests.newsroom import Newsroom


def sample_database(folder: Path) -> Path:
    """Return a database of it in this folder, crawled twice, one article changed in between; its archive is beside."""
    shutil.copytree(_crawled(), folder, dirs_exist_ok=True)
    return folder / "news.db"


@cache
def _crawled() -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    path = folder / "news.db"
    fast = {"DOWNLOAD_TIMEOUT": "2", "ARCHIVE": folder / "archive"}  # some oddities never answer
    with Newsroom(articles=20, oddities=True) as paper:
        crawl("news", path, settings=fast, url=paper.url, mode="backfill", rest="no")
        paper.edit(paper.stories[0].id)
        crawl("news", path, settings=fast, url=paper.url, mode="backfill", rest="no")
    return folder
