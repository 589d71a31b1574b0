"""Storing an article: which row it is, whether it changed, what it said before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from crawler.clock import to_text
from crawler.database.clusters import Newcomer, newcomer
from crawler.database.engine import Database, insert
from crawler.database.pages import ids_of
from crawler.items import Article, Moment
from crawler.text.arabic import fold
from crawler.urls import url_key
from crawler.versions import Version
from crawler.visits import Page

Outcome = Literal["new", "changed", "unchanged", "reextracted", "kept", "earlier"]
"""The last three come of a rebuild: a better reading of the same page, a worse one, and an older state."""

RevisionKind = Literal["change", "re-extraction"]
"""Why a text was replaced: the site changed it, or it is now read better."""

_COLUMNS = [
    "url",
    "external_id",
    "section",
    "breadcrumb",
    "title",
    "subtitle",
    "body",
    "blocks",
    "language",
    "script",
    "word_count",
    "source",
    "published_at",
    "published_raw",
    "published_precision",
    "published_source",
    "modified_at",
    "modified_raw",
    "modified_precision",
    "modified_source",
    "image_url",
    "image_caption",
    "image_credit",
    "has_media",
    "truncated",
    "content_hash",
    "last_seen_at",
    "changed_at",
    "methods",
    "problems",
    "capture_id",
    "read_on",
    "extractor",
]

_AUTHORS = """(
    SELECT json_group_array(name) FROM (
        SELECT name FROM article_authors JOIN authors ON authors.id = author_id
        WHERE article_id = articles.id ORDER BY position
    ) AS named
)"""
_IDENTITY = (
    *("id", "url", "title", "subtitle", "body", "content_hash", "modified_at"),
    *("changed_at", "last_seen_at", "read_on", "extractor", "methods", "authors"),
)
_IDENTITY_COLUMNS = f"{', '.join(_IDENTITY[:-1])}, {_AUTHORS}"
_CANDIDATES = """
SELECT (SELECT article_id FROM pages WHERE key = :claimed), (SELECT article_id FROM pages WHERE key = :own),
    -- coalesce keeps an engine from going through all articles of the site without a date, by the index of dates
    (SELECT id FROM articles WHERE content_hash = :content_hash AND site_id = :site_id
        AND coalesce(published_at, '') = :published_at LIMIT 1),
    (SELECT article_id FROM pages WHERE target_id = (SELECT id FROM pages WHERE key = :own)
        AND article_id IS NOT NULL LIMIT 1),
    (SELECT id FROM articles WHERE external_id = :external_id AND site_id = :site_id),
    EXISTS (SELECT 1 FROM pages WHERE target_id IN (SELECT id FROM pages WHERE key IN (:claimed, :own)))
"""
_FILLED = (
    *("external_id", "section", "subtitle", "image_url", "image_caption", "image_credit"),
    *("published_at", "published_raw", "published_precision", "published_source"),
    *("modified_at", "modified_raw", "modified_precision", "modified_source"),
    "capture_id",
)

_INSERT = (
    f"INSERT INTO articles (site_id, first_seen_at, {', '.join(_COLUMNS)})"
    f" VALUES (:site_id, :last_seen_at, {', '.join(':' + c for c in _COLUMNS)})"
)
_UPDATE = (
    f"UPDATE articles SET {', '.join(f'{c} = :{c}' for c in _COLUMNS)},"
    " revision_count = revision_count + 1, gone_at = NULL WHERE id = :id"
)
SEEN_AGAIN = (
    "UPDATE articles SET last_seen_at = CASE WHEN last_seen_at > :last_seen_at THEN last_seen_at"
    " ELSE :last_seen_at END,"
    " gone_at = CASE WHEN gone_at > :last_seen_at THEN gone_at END,"
    f" {', '.join(f'{c} = coalesce({c}, :{c})' for c in _FILLED)}"
    " WHERE id = :id"
)
KEEP_REVISION = f"""
INSERT INTO revisions (
    article_id, kind, title, subtitle, body, blocks, authors, content_hash, modified_at, seen_from, seen_to,
    capture_id, extractor
)
SELECT id, ?, title, subtitle, body, blocks, {_AUTHORS}, content_hash, modified_at, changed_at, last_seen_at,
    capture_id, extractor
FROM articles WHERE id = ?
"""
_SHOW_AT = """
INSERT INTO pages (site_id, key, url, kind, state, depth, found_on, found_at, visited_at, campaign_id, article_id)
SELECT site_id, :key, :url, 'article', 'done', depth, id, :now, :now, campaign_id, :article_id
FROM pages WHERE id = :page_id
ON CONFLICT (key) DO UPDATE SET article_id = excluded.article_id, kind = 'article', site_id = excluded.site_id,
    visited_at = CASE WHEN pages.id = :page_id OR pages.visited_at > excluded.visited_at THEN pages.visited_at
        ELSE excluded.visited_at END,
    state = CASE WHEN pages.state IN ('pending', 'retry', 'noted') THEN 'done' ELSE pages.state END
"""
_SHOW_WHERE_REDIRECTED = """
WITH RECURSIVE alias(id) AS (
    SELECT id FROM pages WHERE target_id = (SELECT id FROM pages WHERE key = :key)
    UNION SELECT pages.id FROM pages JOIN alias ON pages.target_id = alias.id
)
UPDATE pages SET article_id = :article_id
WHERE id IN (SELECT id FROM alias) AND article_id IS DISTINCT FROM :article_id
"""


class _Candidates(NamedTuple):
    """Articles that may be the one read, as `_CANDIDATES` selects them.

    The one at the address claimed, and at the page's own; the site's of the same title, text and time, which is the
    same at one more address; the one whose page redirects here, as its address changed; the one of the same number.
    `redirected` says whether any page redirects to either address.
    """

    at_claimed: int | None
    at_own: int | None
    alike: int | None
    moved: int | None
    numbered: int | None
    redirected: bool


class ArticleWriter:
    """Writes articles of one site inside a transaction the caller holds. `extractor` is the version that read them.

    `newcomers` are the articles stored that are to be put into clusters before the transaction ends.
    """

    def __init__(self, db: Database, site_id: int, extractor: str | None) -> None:
        self.db = db
        self.site_id = site_id
        self.extractor = extractor
        self._author_id = lru_cache(4096)(lambda name: self._named("authors", name))
        self._tag_id = lru_cache(16384)(lambda name: self._named("tags", name))
        self.newcomers: list[Newcomer] = []

    def forget(self) -> None:
        """Forget what belonged to a transaction that was rolled back."""
        self.newcomers.clear()
        self._author_id.cache_clear()
        self._tag_id.cache_clear()

    def store(self, article: Article, page: Page, now: str, capture_id: int | None = None) -> tuple[int, Outcome]:
        """Insert the article, or update the row that is the same article; return its id and what happened.

        `page` is the page it was found on: its own, or a listing that carries whole articles. `now` is the
        time of the visit as the database writes it, `capture_id` the archive's record of it.
        """
        candidates = self._candidates(article, page)
        existing = self._existing(article, page, candidates)
        values = self._values(article, page, now) | {"capture_id": capture_id}
        outcome: Outcome
        if existing is None:
            outcome = "new"
            article_id = insert(self.db, _INSERT, values | {"site_id": self.site_id})
            self._write_details(article_id, article, values, values["published_at"] or now, known=False)
        else:
            article_id = existing["id"]
            outcome = self._write_known(existing, article, page, values)
        key = url_key(article.url)
        self.db.execute(
            _SHOW_AT,
            {"key": key, "url": article.url, "now": now, "article_id": article_id, "page_id": page.id},
        )
        if candidates.redirected:
            self.db.execute(_SHOW_WHERE_REDIRECTED, {"key": key, "article_id": article_id})
        return article_id, outcome

    def _write_known(self, existing: dict[str, Any], article: Article, page: Page, values: dict[str, Any]) -> Outcome:
        """Write what a page says of an article that is held already, and say what happened."""
        if is_change(existing, article, page):
            self._replace("change", existing["id"], article, values)
            return "changed"
        # A listing knows less of an article than its page: what was missing is filled in.
        self.db.execute(SEEN_AGAIN, values | {"id": existing["id"]})
        return "unchanged"

    def _replace(self, kind: RevisionKind, article_id: int, article: Article, values: dict[str, Any]) -> None:
        """Keep what the row says as a revision, and write the article over it."""
        self.db.execute(KEEP_REVISION, [kind, article_id])
        self.db.execute(_UPDATE, values | {"id": article_id})
        for table in ("article_authors", "article_tags", "links"):
            self.db.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])
        (at,) = self.db.execute(
            "SELECT coalesce(published_at, first_seen_at) FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        self._write_details(article_id, article, values, at, known=True)

    def seen_again(self, article_id: int, now: str) -> None:
        """Note that an article's page still shows what is stored."""
        self.db.execute(
            "UPDATE articles SET last_seen_at = CASE WHEN last_seen_at > :now THEN last_seen_at ELSE :now END,"
            " gone_at = CASE WHEN gone_at > :now THEN gone_at END WHERE id = :id",
            {"now": now, "id": article_id},
        )

    def _candidates(self, article: Article, page: Page) -> _Candidates:
        asked = {
            "claimed": url_key(article.url),
            "own": url_key(page.url),
            "content_hash": article.content_hash,
            "published_at": to_text(article.published.at) if article.published else "",
            "external_id": article.external_id,
            "site_id": self.site_id,
        }
        return _Candidates(*self.db.execute(_CANDIDATES, asked).fetchone())

    def _existing(self, article: Article, page: Page, candidates: _Candidates) -> dict[str, Any] | None:
        """Return the row of the same article, or None; drops identities that belong to another article.

        Its own page says for sure which article it is. A canonical link or a number only claims it: sites
        exist whose every page names the same one. So a claimed row must share the title or a paragraph.
        """
        claimed = self._article(candidates.at_claimed)
        elsewhere = article.url != page.url and url_key(article.url) != url_key(page.url)
        if elsewhere and claimed is not None and not _same_story(claimed, article):
            article.problems.append(f"canonical link names another article: {article.url}")
            if page.kind == "article":
                article.url = page.url
                claimed = self._article(candidates.at_own)
        if claimed is None:
            claimed = self._article(candidates.alike)
        if claimed is None and (there := self._article(candidates.moved)) is not None and _same_story(there, article):
            claimed = there
        if article.external_id is None:
            return claimed
        numbered = self._article(candidates.numbered)
        if numbered is None:
            return claimed
        if claimed is not None and numbered["id"] == claimed["id"]:
            return claimed
        if claimed is None and _same_story(numbered, article):
            return numbered
        article.problems.append(f"number {article.external_id} belongs to another article: {numbered['url']}")
        article.external_id = None
        return claimed

    def _article(self, article_id: int | None) -> dict[str, Any] | None:
        if article_id is None:
            return None
        row = self.db.execute(f"SELECT {_IDENTITY_COLUMNS} FROM articles WHERE id = ?", [article_id]).fetchone()
        return dict(zip(_IDENTITY, row, strict=True))

    def _values(self, article: Article, page: Page, now: str) -> dict[str, Any]:
        image = article.image
        return {
            "url": article.url,
            "external_id": article.external_id,
            "section": article.section,
            "breadcrumb": _json(article.breadcrumb),
            "title": article.title,
            "subtitle": article.subtitle,
            "body": article.body,
            "blocks": _json([[block.kind, block.url] if block.url else [block.kind] for block in article.blocks]),
            "language": article.language,
            "script": article.script,
            "word_count": article.word_count,
            "source": article.source,
            **_moment("published", article.published),
            **_moment("modified", article.modified),
            "image_url": image.url if image else None,
            "image_caption": image.caption if image else None,
            "image_credit": image.credit if image else None,
            "has_media": int(article.has_media),
            "truncated": int(article.truncated),
            "content_hash": article.content_hash,
            "last_seen_at": now,
            "changed_at": now,
            "methods": _json(article.methods),
            "problems": _json(article.problems),
            "read_on": page.id,
            "extractor": self.extractor,
        }

    def _write_details(
        self, article_id: int, article: Article, values: dict[str, Any], at: str, *, known: bool
    ) -> None:
        """Write all that stands in other tables than the article's own row, which is of the time `at`."""
        self._write_names(article_id, article)
        self._write_links(article_id, article)
        self.newcomers.append(newcomer(article_id, at, values["body"], known=known))

    def _write_names(self, article_id: int, article: Article) -> None:
        for table, column, names, identify in (
            ("article_authors", "author_id", article.authors, self._author_id),
            ("article_tags", "tag_id", article.tags, self._tag_id),
        ):
            self.db.executemany(
                f"INSERT INTO {table} (article_id, position, {column}) VALUES (?, ?, ?)",
                [(article_id, position, identify(name)) for position, name in enumerate(names)],
            )

    def _named(self, table: str, name: str) -> int:
        self.db.execute(
            f"INSERT INTO {table} (name, folded) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            [name, fold(name)],
        )
        return int(self.db.execute(f"SELECT id FROM {table} WHERE name = ?", [name]).fetchone()[0])

    def _write_links(self, article_id: int, article: Article) -> None:
        keys = [url_key(link.url) for link in article.links]
        page_ids = ids_of(self.db, keys)
        self.db.executemany(
            "INSERT INTO links (article_id, position, kind, text, page_id) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [
                (article_id, link.position, link.kind, link.text, page_ids[key])
                for key, link in zip(keys, article.links, strict=True)
                if key in page_ids
            ],
        )


def version_held(stored: dict[str, Any]) -> Version:
    """Return the version a row holds, as `ArticleWriter` reads rows: `authors` is their list as JSON."""
    return Version(stored["title"], stored["subtitle"], stored["body"], tuple(json.loads(stored["authors"])))


def version_of(article: Article) -> Version:
    """Return the version that was read."""
    return Version(article.title, article.subtitle, article.body, tuple(article.authors))


def is_change(stored: dict[str, Any], article: Article, page: Page) -> bool:
    """Say whether a page shows another version of an article than the one stored."""
    return version_held(stored).differs(version_of(article)) and not _already_read(stored, article, page)


def _already_read(stored: dict[str, Any], article: Article, page: Page) -> bool:
    """Say whether another way of reading brings an article that was not modified since it was read.

    A listing that carries whole articles, or a page whose text another method found than last time, tells it in
    other words without anything having changed on the site.
    """
    modified = to_text(article.modified.at) if article.modified else None
    otherwise = page.kind != "article" or json.loads(stored["methods"]).get("body") != article.methods.get("body")
    return otherwise and modified is not None and stored["modified_at"] == modified


def _same_story(stored: dict[str, Any], article: Article) -> bool:
    """Say whether two texts are versions of one article: same title, or a paragraph in common."""
    if fold(stored["title"]) == fold(article.title):
        return True
    paragraphs = set(stored["body"].split("\n\n"))
    return any(block.text in paragraphs for block in article.blocks)


def _moment(name: str, moment: Moment | None) -> dict[str, str | None]:
    return {
        f"{name}_at": to_text(moment.at) if moment else None,
        f"{name}_raw": moment.raw if moment else None,
        f"{name}_precision": moment.precision if moment else None,
        f"{name}_source": moment.source if moment else None,
    }


def _json(value: dict[str, str] | Iterable[Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
