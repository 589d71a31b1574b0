"""Counting what a run found, for the health of its site. Written with the visits it counts, or not at all."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta

from crawler.clock import to_text
from crawler.database.engine import Database
from crawler.health.figures import FIELDS
from crawler.items import Article
from crawler.visits import State, Visit

LONGEST_REASON = 60
"""Characters of a reason that are kept."""

READINGS_KEPT = timedelta(days=60)
"""Age at which readings of sources are forgotten: hourly updates of a hundred sites write ten thousand a day."""

RUNS_FORGOTTEN = 20
"""Runs whose readings a run forgets at most: more than one, so that what is too old comes to an end."""

_OF_ONE_PAGE = re.compile(r"https?://.*|: .*|\d+(?= words)", re.DOTALL)
"""What a reason says of one page alone, left out so that reasons can be counted."""

_ADD_FIELD = """
INSERT INTO run_fields (run_id, field, method, articles, layout_missed) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (run_id, field, method) DO UPDATE SET articles = run_fields.articles + excluded.articles,
    layout_missed = run_fields.layout_missed + excluded.layout_missed
"""
_ADD_PAGES = """
INSERT INTO run_pages (run_id, kind, state, reason, pages) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (run_id, kind, state, reason) DO UPDATE SET pages = run_pages.pages + excluded.pages
"""
_SET_SOURCE = """
INSERT INTO run_sources (run_id, page_id, state, reason, announced) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (run_id, page_id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
    announced = excluded.announced
"""


class Tallies:
    """Counts visits and new articles of one transaction, and adds them to those of the run."""

    def __init__(self) -> None:
        self._articles: Counter[tuple[str, str]] = Counter()
        self._missed: Counter[tuple[str, str]] = Counter()
        self._pages: Counter[tuple[str, str, str]] = Counter()
        self._sources: dict[int, tuple[State, str | None, int | None]] = {}

    def note_article(self, article: Article) -> None:
        """Count a new article's fields by the methods that gave them."""
        for name in FIELDS:
            key = (name, article.methods.get(name, "unknown") if getattr(article, name) else "")
            self._articles[key] += 1
            self._missed[key] += f"layout missed: {name}" in article.problems

    def note_visit(self, visit: Visit) -> None:
        """Count what came of a page; a listing that a run begins with is noted as a source."""
        page = visit.page
        reason = counted(visit.reason or "")
        self._pages[page.kind, visit.state, reason] += 1
        # A section's second page and what a sitemap names are read as far as there is news: nothing is usual there.
        if visit.state != "pending" and (page.kind in ("front", "feed") or (page.kind != "article" and not page.depth)):
            announced = {new.key for new in visit.found if new.kind == "article"}
            read = visit.state == "done" and not visit.unchanged
            self._sources[page.id] = (visit.state, reason or None, len(announced) if read else None)

    def write(self, db: Database, run_id: int) -> None:
        """Add the counts to the run's, in the transaction that is open."""
        for sql, rows in (
            (_ADD_FIELD, [(run_id, *key, count, self._missed[key]) for key, count in self._articles.items()]),
            (_ADD_PAGES, [(run_id, *key, count) for key, count in self._pages.items()]),
            (_SET_SOURCE, [(run_id, page_id, *reading) for page_id, reading in self._sources.items()]),
        ):
            db.executemany(sql, rows)


def counted(reason: str) -> str:
    """Return a reason without what it says of one page alone: "redirects to", "only words", "HTTP 404"."""
    return " ".join(_OF_ONE_PAGE.sub("", reason).split())[:LONGEST_REASON]


def forget_old_readings(db: Database, now: datetime) -> None:
    """Delete readings of sources that are older than any question asked of them: those of the oldest runs, a few at a
    time, so that a run pays for a few and none for how many runs there ever were.
    """
    db.execute(
        "DELETE FROM run_sources WHERE run_id IN (SELECT id FROM runs WHERE started_at < ? AND id IN"
        " (SELECT DISTINCT run_id FROM run_sources ORDER BY run_id LIMIT ?))",
        [to_text(now - READINGS_KEPT), RUNS_FORGOTTEN],
    )
