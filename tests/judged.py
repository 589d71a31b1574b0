"""A database whose runs make sites well, ill or silent, written as crawls write it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.clock import utc_now
from crawler.database import open_database
from crawler.database.runs import finish_run, save_site, start_run
from crawler.site import Site

GONE = ("gone", "HTTP 404")
READ = ("done", None)


class Judged:
    """Sites that are updated every four minutes, since not quite an hour: a pause of less than that is no silence."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.at = utc_now() - timedelta(minutes=59)

    def ordinary(self, *sites: str, title: str = "A paper") -> None:
        """Update sites so often that they are known."""
        for _ in range(8):
            self.update(*sites, title=title)

    def update(
        self,
        *sites: str,
        feed: tuple[str, str | None] = READ,
        front: tuple[str, str | None] = READ,
        title: str = "A paper",
        reason: str = "finished",
    ) -> None:
        """Update sites: their front page and their feed are read, or what else came of them."""
        self.at += timedelta(minutes=4)
        db = open_database(self.path)
        for site in sites:
            _update(db, site, self.at, {"front": front, "feed": feed}, title, reason)
        db.close()


def _update(
    db: Database, site: str, at: datetime, readings: dict[str, tuple[str, str | None]], title: str, ended: str
) -> None:
    site_id = save_site(db, site, Site(title=title, home="https://paper.test/", languages=("ar",)))
    run = start_run(db, site_id, "update", {}, at)
    for kind, (state, reason) in readings.items():
        url = f"https://paper.test/{site_id}/{kind}"
        page = {"site_id": site_id, "url": url, "key": url.encode(), "kind": kind, "state": "done", "found_at": "-"}
        db["pages"].insert(page, ignore=True)  # type: ignore[union-attr]
        (page_id,) = db.execute("SELECT id FROM pages WHERE url = ?", [url]).fetchone()
        db.execute("INSERT INTO run_sources VALUES (?, ?, ?, ?, ?)", [run.id, page_id, state, reason, None])
        db.execute("INSERT INTO run_pages VALUES (?, ?, ?, ?, 1)", [run.id, kind, state, reason or ""])
    finish_run(db, run.id, ended, at + timedelta(minutes=1))
