"""A database to browse: some weeks of the sample newspaper, an article of it changed twice, with its archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from crawler.clock import utc_now
from tests.clocked import Clocked
from tests.crawls import one
from tests.newsroom import Newsroom
from tests.starting import Started

FIRST_CHANGE = "فقرة أولى مصححة بعد النشر."
SECOND_TITLE = "عنوان جديد للخبر"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The database, its archive, and the id of the Arabic article that was changed."""

    database: Path
    archive: Path
    changed: int


def make_shelf(folder: Path) -> Shelf:
    """Crawl the paper at three times, an Arabic article changed in between: first its text, then its title."""
    database, archive = folder / "news.db", folder / "archive"
    now = utc_now()
    kept = {"ARCHIVE": str(archive)}
    with Newsroom(articles=60) as paper, Clocked(database, url=paper.url) as news:
        for days in range(25, 1, -1):
            for hours in range(days % 4, -1, -1):
                paper.publish(at=now - timedelta(days=days, hours=hours))
        story = next(story for story in reversed(paper.stories) if story.lang == "ar")
        # The ages at which an update looks at an article again: six hours, a day.
        news.crawl(story.published + timedelta(hours=2), kept, mode="backfill")
        paper.edit(story.id, paragraph=0, text=FIRST_CHANGE)
        news.crawl(story.published + timedelta(hours=7), kept)
        paper.edit(story.id, title=SECOND_TITLE)
        for hours in (5, 4, 3):
            paper.publish(at=now - timedelta(hours=hours))
        news.crawl(now - timedelta(hours=1), kept)
        changed = one(
            database,
            "SELECT article_id FROM revisions JOIN articles ON articles.id = article_id WHERE articles.url = ? LIMIT 1",
            paper.url + story.path,
        )
    return Shelf(database, archive, changed)


@contextmanager
def served(shelf: Shelf, *options: str) -> Iterator[str]:
    """Run `scrapy browse` on a free port; gives the address of the site."""
    settings = ["-s", f"DATABASE={shelf.database}", "-s", f"ARCHIVE={shelf.archive}"]
    with Started("browse", "--port", "0", *options, *settings) as process:
        told = process.stdout.readline()
        assert " is open at http://" in told, told + process.communicate()[1]
        yield told.split(" is open at ")[1].split("/ until")[0]
        process.terminate()
        process.wait(20)
