"""Writing what a web archive sent: each capture ends its own row, and is a visit to the page captured, at its time."""

from __future__ import annotations

from collections import Counter

from crawler.clock import to_text
from crawler.database.rebuilding import RebuildWriter
from crawler.database.tallies import Tallies
from crawler.database.writer import Writer
from crawler.visits import NewPage, Visit

_NOT_DUE = """
UPDATE pages SET next_visit_at = NULL
WHERE article_id = (SELECT article_id FROM pages WHERE id = :id) AND visited_at <= :at AND next_visit_at < :asked_at
"""
"""What an archive saw in an article's first days, years ago, is no news for an update to look at again."""


class HoldingsWriter(RebuildWriter):
    """Writes captures as a rebuild does: what is known from later stays. A page whose capture shows no article stays
    as it is, too: what the archive got may have been an error.
    """

    def write(self, visit: Visit, counts: Counter[str], tallies: Tallies) -> None:
        """Write a visit to a page of the archive."""
        asked = visit.asked
        if asked is None:
            Writer.write(self, visit, counts, tallies)
        elif visit.state == "done":
            super().write(visit, counts, tallies)
            self.take_changes()
            self.db.execute(_NOT_DUE, {"id": visit.page.id, "at": to_text(visit.at), "asked_at": to_text(asked.at)})
            self._end(Visit(asked.page, asked.at, status=visit.status), None, ())
        else:
            state = visit.state if visit.state in ("retry", "failed") else "rejected"
            row = Visit(asked.page, asked.at, state, visit.reason, visit.status, next_visit=visit.next_visit)
            row.rejections = visit.rejections
            Writer.write(self, row, counts, tallies)

    def _add_pages(self, pages: list[NewPage], found_on: int | None, now: str) -> None:
        """Make pages of the archive pending, and note those of the site."""
        of_archive = [page for page in pages if page.kind in ("index", "capture")]
        Writer._add_pages(self, of_archive, found_on, now)
        super()._add_pages([page for page in pages if page.kind not in ("index", "capture")], found_on, now)
