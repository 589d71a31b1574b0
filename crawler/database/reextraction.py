"""Storing what a rebuild reads: a better reading of a page that is held replaces it, a worse one is only reported.

Captures come in any order and again and again, so each is first put in its place in time: is it what the row was
read from, a later state, or an earlier one?
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crawler.database.articles import (
    KEEP_REVISION,
    SEEN_AGAIN,
    ArticleWriter,
    Outcome,
    is_change,
    version_held,
    version_of,
)
from crawler.database.engine import Database, insert
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
_KEEP_END = """
INSERT INTO revisions (
    article_id, kind, title, subtitle, body, blocks, authors, content_hash, modified_at, seen_from, seen_to,
    capture_id, extractor
)
SELECT article_id, kind, title, subtitle, body, blocks, authors, content_hash, modified_at, seen_to, seen_to,
    capture_id, extractor
FROM revisions WHERE id = ?
"""
_STATE = """
SELECT id, article_id, title, subtitle, body, coalesce(authors, '[]') AS authors, seen_from, seen_to, extractor
FROM revisions
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
        if state := self._state(_AT, existing["id"], now):
            return self._write_within(state, article, values)
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
        if now < existing["last_seen_at"] and is_change(existing, article, page):
            return self._write_between(existing, article, values)
        return super()._write_known(existing, article, page, values)

    def _write_within(self, state: dict[str, Any], article: Article, values: dict[str, Any]) -> Outcome:
        """Write what was seen while a revision lasted: nothing, or if it is another version, that revision twice with
        the version between.
        """
        inside = state["seen_from"] < values["last_seen_at"] < state["seen_to"]
        read_alike = state["extractor"] == self.extractor
        if not (inside and read_alike and version_held(state).differs(version_of(article))):
            return "unchanged"
        self.db.execute(_KEEP_END, [state["id"]])
        self.db.execute("UPDATE revisions SET seen_to = seen_from WHERE id = ?", [state["id"]])
        return self._keep_earlier(state["article_id"], article, values, revisions=2)

    def _write_between(self, existing: dict[str, Any], article: Article, values: dict[str, Any]) -> Outcome:
        """Write a version seen while another one was thought to last: that ended, and came back."""
        article_id = existing["id"]
        kept = insert(self.db, KEEP_REVISION, ["change", article_id])
        self.db.execute("UPDATE revisions SET seen_to = seen_from WHERE id = ?", [kept])
        self.db.execute("UPDATE articles SET changed_at = last_seen_at WHERE id = ?", [article_id])
        return self._keep_earlier(article_id, article, values, revisions=2)

    def _write_earlier(self, existing: dict[str, Any], article: Article, values: dict[str, Any]) -> Outcome:
        """Put a version from before the one held in its place: a neighbour in time lasted longer, or it is one more."""
        article_id, now = existing["id"], values["last_seen_at"]
        found = version_of(article)
        self.db.execute(
            "UPDATE articles SET first_seen_at = ? WHERE id = ? AND first_seen_at > ?", [now, article_id, now]
        )
        if after := self._state(_AFTER, article_id, now):
            if not version_held(after).differs(found):
                self.db.execute("UPDATE revisions SET seen_from = ? WHERE id = ?", [now, after["id"]])
                return "unchanged"
        elif not version_held(existing).differs(found):
            self.db.execute(SEEN_AGAIN, values | {"id": article_id})
            self.db.execute("UPDATE articles SET changed_at = ? WHERE id = ?", [now, article_id])
            return "unchanged"
        before = self._state(_BEFORE, article_id, now)
        if before and not version_held(before).differs(found):
            self.db.execute("UPDATE revisions SET seen_to = ? WHERE id = ?", [now, before["id"]])
            return "unchanged"
        return self._keep_earlier(article_id, article, values, revisions=1)

    def _keep_earlier(self, article_id: int, article: Article, values: dict[str, Any], *, revisions: int) -> Outcome:
        """Write a version as a revision of its own; `revisions` are those that this makes more."""
        self.db.execute(_KEEP_EARLIER, values | {"id": article_id, "authors": json.dumps(article.authors)})
        self.db.execute("UPDATE articles SET revision_count = revision_count + ? WHERE id = ?", [revisions, article_id])
        return "earlier"

    def _state(self, query: str, article_id: int, now: str) -> dict[str, Any] | None:
        """Return the revision that lasted at a time, or the one before or after it."""
        cursor = self.db.execute(query, {"id": article_id, "now": now})
        row = cursor.fetchone()
        return dict(zip([column[0] for column in cursor.description], row, strict=True)) if row else None

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


def _empty(value: object) -> bool:
    return value in (None, "", 0, "[]")


def _shown(value: object) -> str:
    """Return a value for a report: lists by their length where they hold more than names."""
    if isinstance(value, list):
        return f"{len(value)} links" if value and isinstance(value[0], tuple) else ", ".join(value)
    return "" if value is None else str(value)
