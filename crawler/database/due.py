"""When an article is due to be looked at again, and since when it is gone: written with every visit to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from crawler.clock import from_text, to_text
from crawler.database.engine import Database
from crawler.revisits import born, next_visit
from crawler.urls import url_key
from crawler.visits import Page

_ITS_PAGE = "(SELECT coalesce(target_id, id) FROM pages WHERE key = :key)"


def end_visit(
    db: Database, article_id: int, page: Page, at: datetime, ages: Sequence[timedelta], *, gone: bool
) -> None:
    """Note when an article visited or brought by a listing `at` that time is due again, and whether `page` is `gone`.

    It is looked at under its own URL, or where that redirects to: its other addresses (short links, AMP) would tell
    the same again, and that one of them is gone says nothing of the article.
    """
    url, published_at, precision, first_seen_at = db.execute(
        "SELECT url, published_at, published_precision, first_seen_at FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    birth = born(from_text(published_at) if published_at else None, precision, from_text(first_seen_at))
    due = next_visit(birth, at, ages)
    db.execute(
        "UPDATE pages SET next_visit_at = :due, published_at = coalesce(published_at, :published_at)"
        f" WHERE id = {_ITS_PAGE} AND next_visit_at IS DISTINCT FROM :due"
        " AND state IN ('done', 'gone', 'rejected', 'failed')",
        {"due": to_text(due) if due else None, "key": url_key(url), "published_at": published_at},
    )
    if gone:
        db.execute(
            f"UPDATE articles SET gone_at = coalesce(gone_at, :at) WHERE id = :id AND :page_id = {_ITS_PAGE}",
            {"at": to_text(at), "id": article_id, "page_id": page.id, "key": url_key(url)},
        )


def due_without_article(db: Database, page: Page, at: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """Return when a page that held no article `at` that time is looked at again, None for never.

    One that a listing announced may have been put up before its text. Its age counts from the earliest time known of
    it, so that what an archive of years lists is not asked for anew.
    """
    if page.depth > 1:
        return None
    sql = "SELECT published_at, modified_at, found_at FROM pages WHERE id = ?"
    times = db.execute(sql, [page.id]).fetchone()
    return next_visit(min(from_text(text) for text in times if text), at, ages)
