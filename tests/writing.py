"""A writer with its database, and shorthand for the pages and articles it writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crawler.clock import utc_now
from crawler.database import open_database
from crawler.database.pages import PageQueue
from crawler.database.runs import save_site, start_run
from crawler.database.writer import Writer
from crawler.items import Article, Block
from crawler.site import Site
from crawler.urls import url_key
from crawler.visits import NewPage, Page, Visit

SITE = Site(title="Sample", home="https://sample.test/", languages=("ar", "fr"))
NO_ARGUMENTS: dict[str, str] = {}


class Crawl:
    """A writer with its database, and shorthand for making pages and articles."""

    def __init__(self, database: str | Path) -> None:
        self.db: Any = open_database(database)
        self.site_id = save_site(self.db, "sample", SITE)
        self.new_run()

    def new_run(self, mode: str = "update") -> None:
        self.run = start_run(self.db, self.site_id, mode, NO_ARGUMENTS, utc_now())
        self.writer = Writer(self.db, self.site_id, self.run.id, self.run.campaign_id)
        self.queue = PageQueue(self.db, self.site_id)

    def seed(self, *urls: str, kind: str = "article", **fields: Any) -> list[Page]:
        pages = [NewPage(url, url_key(url), kind, "pending", **fields) for url in urls]
        self.writer.add_sources(pages, utc_now())
        return self.queue.take(100, without=())

    def visit(self, page: Page, *articles: Article, found: tuple[NewPage, ...] = (), **fields: Any) -> None:
        at = fields.pop("at", utc_now())
        visit = Visit(page=page, at=at, status=200, articles=list(articles), found=list(found), **fields)
        self.writer.add(visit)
        self.writer.flush()

    def page(self, url: str) -> dict[str, Any]:
        return next(self.db.query("SELECT * FROM pages WHERE key = ?", [url_key(url)]))

    def one(self, sql: str, *parameters: Any) -> Any:
        row = self.db.execute(sql, list(parameters)).fetchone()
        return row[0] if len(row) == 1 else row


def article(url: str, text: str = "فقرة أولى.", title: str = "عنوان", **fields: Any) -> Article:
    return Article(
        url=url,
        fetched_at=utc_now(),
        title=title,
        blocks=[Block("paragraph", part) for part in text.split("\n\n")],
        body=text,
        language="ar",
        script="Arab",
        word_count=len(text.split()),
        content_hash=f"{title}|{text}",
        **fields,
    )


def pending(url: str, kind: str = "article", **fields: Any) -> NewPage:
    return NewPage(url, url_key(url), kind, "pending", **fields)


URL = "https://sample.test/news/story-1234.html"
