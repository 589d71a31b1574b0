"""Storing what a rebuild reads: a better reading of a page that is held replaces it, a worse one is only reported.

Captures come in any order and again and again, so each is first put in its place in time: is it what the row was
read from, a later state, or an earlier one?
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from crawler.database.articles import ArticleWriter, Outcome, version_held, version_of
from crawler.items import Article
from crawler.urls import url_key
from crawler.visits import Page

MIN_TEXT = 0.5
"""Share of the words held that a new reading must have: one with fewer lost the text, whatever else it gained."""

_FIELDS = {
    "url": "url",
    "external_id": "number",
    "title": "title",
    "subtitle": "subtitle",
    "section": "section",
    "breadcrumb": "breadcrumb",
    "body": "body",
    "blocks": "blocks",
    "language": "language",
    "script": "script",
    "source": "source",
    "published_at": "published",
    "modified_at": "modified",
    "image_url": "image",
    "image_caption": "caption",
    "image_credit": "credit",
    "has_media": "media",
    "truncated": "truncated",
}
"""Columns compared, and what each is called; where `methods` names the field, it is called the same there."""

_WITH = {
    "published_at": ("published_raw", "published_precision", "published_source"),
    "modified_at": ("modified_raw", "modified_precision", "modified_source"),
}
"""Columns that go with another one."""

_NAMES = "SELECT name FROM article_{0}s JOIN {0}s ON {0}s.id = {0}_id WHERE article_id = ? ORDER BY position"
_LINKS = (
    "SELECT links.kind, links.text, pages.key FROM links JOIN pages ON pages.id = page_id"
    " WHERE links.article_id = ? ORDER BY position"
)
_KEEP_EARLIER = """
INSERT INTO revisions (
    article_id, kind, title, subtitle, body, blocks, authors, content_hash, modified_at, seen_from, seen_to,
    capture_id, extractor
) VALUES (
    :id, 'change', :title, :subtitle, :body, :blocks, :authors, :content_hash, :modified_at, :last_seen_at,
    :last_seen_at, :capture_id, :extractor
)
"""
_STATE = """
SELECT id, title, subtitle, body, coalesce(authors, '[]') FROM revisions
WHERE article_id = :id AND kind = 'change' AND """
_BEFORE = f"{_STATE} seen_to < :now ORDER BY seen_to DESC LIMIT 1"
_AFTER = f"{_STATE} seen_from > :now ORDER BY seen_from LIMIT 1"
_AT = f"{_STATE} :now BETWEEN seen_from AND seen_to LIMIT 1"


@dataclass(frozen=True, slots=True)
class Change:
    """What a new reading of a page changes in its record: fields gained, lost and changed, each with what was held
    and what is read now. `taken` says whether the record was replaced.
    """

    url: str
    taken: bool
    gained: dict[str, tuple[str, str]]
    lost: dict[str, tuple[str, str]]
    changed: dict[str, tuple[str, str]]


class RebuiltArticles(ArticleWriter):
    """Writes articles read from captures. `changes` collects what new readings changed, until somebody takes it."""

    def __init__(self, db: Database, site_id: int, extractor: str | None) -> None:
        super().__init__(db, site_id, extractor)
        self.changes: list[Change] = []

    def forget(self) -> None:
        """Forget what belonged to a transaction that was rolled back."""
        super().forget()
        self.changes.clear()

    def report_lost(self, article_id: int, reason: str) -> None:
        """Note that a page whose article is held shows none to this extractor; the article stays."""
        url, title = self.db.execute("SELECT url, title FROM articles WHERE id = ?", [article_id]).fetchone()
        self.changes.append(Change(url, False, {}, {"article": (title, reason)}, {}))

    def _write_known(self, existing: dict[str, Any], article: Article, page: Page, values: dict[str, Any]) -> Outcome:
        now = values["last_seen_at"]
        if self._says(_AT, existing["id"], article, now):
            return "unchanged"
        if now < existing["changed_at"]:
            return self._write_earlier(existing, article, values)
        same_page = existing["read_on"] == page.id or existing["read_on"] is None
        if now == existing["changed_at"] and same_page:
            return self._write_reading(existing["id"], article, values)
        if existing["extractor"] != self.extractor and now <= existing["last_seen_at"]:
            # What this page showed was found to be the same; that another extractor reads it otherwise is no news.
            if same_page and page.kind == "article":
                return self._write_reading(existing["id"], article, values)
            return "unchanged"
        return super()._write_known(existing, article, page, values)

    def _write_earlier(self, existing: dict[str, Any], article: Article, values: dict[str, Any]) -> Outcome:
        """Put a state from before the one held in its place: the text of a neighbour in time lasted longer, any other
        is a revision.
        """
        article_id, now = existing["id"], values["last_seen_at"]
        seen = {"id": article_id, "now": now}
        if self._exists(_AT, seen):
            return "unchanged"  # that state is held, as it was read then
        self.db.execute("UPDATE articles SET first_seen_at = min(first_seen_at, :now) WHERE id = :id", seen)
        if self._exists(_AFTER, seen):
            after = self._says(_AFTER, article_id, article, now)
            if after is not None:
                self.db.execute("UPDATE revisions SET seen_from = ? WHERE id = ?", [now, after])
                return "unchanged"
        elif not version_held(existing).differs(version_of(article)):
            self.db.execute("UPDATE articles SET changed_at = :now WHERE id = :id", seen)
            return "unchanged"
        before = self._says(_BEFORE, article_id, article, now)
        if before is not None:
            self.db.execute("UPDATE revisions SET seen_to = ? WHERE id = ?", [now, before])
            return "unchanged"
        self.db.execute(_KEEP_EARLIER, values | {"id": article_id, "authors": json.dumps(article.authors)})
        self.db.execute("UPDATE articles SET revision_count = revision_count + 1 WHERE id = ?", [article_id])
        return "earlier"

    def _says(self, state: str, article_id: int, article: Article, now: str) -> int | None:
        """Return the revision that the query `state` names, if it is the version that was read."""
        row = self.db.execute(state, {"id": article_id, "now": now}).fetchone()
        if row is None:
            return None
        revision_id, *stored = row
        held = version_held(dict(zip(("title", "subtitle", "body", "authors"), stored, strict=True)))
        return None if held.differs(version_of(article)) else int(revision_id)

    def _write_reading(self, article_id: int, article: Article, values: dict[str, Any]) -> Outcome:
        """Compare a new reading with the record that an earlier one gave, and take it if it is no worse."""
        cursor = self.db.execute("SELECT * FROM articles WHERE id = ?", [article_id])
        stored = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
        change, merged = self._compared(stored, article, values)
        merged |= {
            "changed_at": stored["changed_at"],
            "last_seen_at": max(stored["last_seen_at"], values["last_seen_at"]),
            "capture_id": values["capture_id"] or stored["capture_id"],
        }
        if change is None:
            self.db.execute(
                "UPDATE articles SET extractor = :extractor, methods = :methods, problems = :problems,"
                " last_seen_at = :last_seen_at, capture_id = :capture_id WHERE id = :id",
                merged | {"id": article_id},
            )
            return "unchanged"
        self.changes.append(change)
        if not change.taken:
            return "kept"
        self._replace("re-extraction", article_id, article, merged)
        return "reextracted"

    def _compared(
        self, stored: dict[str, Any], article: Article, values: dict[str, Any]
    ) -> tuple[Change | None, dict[str, Any]]:
        """Return what changes, None if nothing does, and the values with what the page never gave filled in."""
        methods = json.loads(stored["methods"])
        merged = dict(values)
        gained: dict[str, tuple[str, str]] = {}
        lost: dict[str, tuple[str, str]] = {}
        changed: dict[str, tuple[str, str]] = {}

        def note(name: str, before: object, after: object) -> None:
            kind = changed if before and after else gained if after else lost
            kind[name] = _shown(before), _shown(after)

        for column, name in _FIELDS.items():
            before, after = stored[column], values[column]
            if _empty(after) and not _empty(before) and name not in methods:
                # Another page, a feed or the REST API, told it: this one never did.
                for each in (column, *_WITH.get(column, ())):
                    merged[each] = stored[each]
            elif before != after and column != "blocks":
                note(name, None if _empty(before) else before, None if _empty(after) else after)
            elif before != after and stored["body"] == values["body"]:
                note(name, before, after)
        lists: Iterable[tuple[str, list[Any], list[Any]]] = (
            ("authors", self._named_by("author", stored["id"]), article.authors),
            ("tags", self._named_by("tag", stored["id"]), article.tags),
            (
                "links",
                [tuple(row) for row in self.db.execute(_LINKS, [stored["id"]])],
                [(link.kind, link.text, url_key(link.url)) for link in article.links],
            ),
        )
        for name, held, read in lists:
            if held != read:
                note(name, held, read)
        if not (gained or lost or changed):
            return None, merged
        much = values["word_count"] >= MIN_TEXT * stored["word_count"]
        return Change(stored["url"], much and not lost, gained, lost, changed), merged

    def _named_by(self, table: str, article_id: int) -> list[str]:
        return [name for (name,) in self.db.execute(_NAMES.format(table), [article_id])]

    def _exists(self, sql: str, parameters: list[Any] | dict[str, Any]) -> bool:
        return self.db.execute(sql, parameters).fetchone() is not None


def _empty(value: object) -> bool:
    return value in (None, "", 0, "[]")


def _shown(value: object) -> str:
    """Return a value for a report: lists by their length where they hold more than names."""
    if isinstance(value, list):
        return f"{len(value)} links" if value and isinstance(value[0], tuple) else ", ".join(value)
    return "" if value is None else str(value)
