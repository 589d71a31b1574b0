"""The schema and its migrations. Each migration is applied once, in order, in its own transaction.

Never edit a migration that has been released: add the next one. `docs/schema.md` says what each column means.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("moroccan-news")

APPLICATION_ID = 0x4D4E4557
"""PRAGMA application_id of our databases ("MNEW"): how a foreign file is told from ours."""


@migrations()
def m001_first_schema(db: Database) -> None:
    """Sites, the frontier, articles with their revisions and links, people, tags, runs."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _FIRST_SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m_rebuild(db: Database) -> None:
    """Which extractor read an article, from which page; revisions that are a better reading; how far a rebuild is."""
    for statement in _REBUILD.split(";\n"):
        if statement.strip():
            db.execute(statement)


_REBUILD = """
ALTER TABLE articles ADD COLUMN read_on INTEGER REFERENCES pages(id);
ALTER TABLE articles ADD COLUMN extractor TEXT;
ALTER TABLE revisions ADD COLUMN kind TEXT NOT NULL DEFAULT 'change';
ALTER TABLE revisions ADD COLUMN extractor TEXT;
CREATE TABLE rebuilds (
    arguments TEXT NOT NULL,
    path TEXT NOT NULL,
    done INTEGER NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0,
    damage TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (arguments, path)
) STRICT, WITHOUT ROWID;
"""

_FIRST_SCHEMA = """
CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_ar TEXT,
    home TEXT NOT NULL,
    languages TEXT NOT NULL
) STRICT;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    campaign_id INTEGER REFERENCES runs(id),
    mode TEXT NOT NULL,
    arguments TEXT NOT NULL,
    versions TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    reason TEXT,
    counts TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX runs_by_site ON runs(site_id, id);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    url TEXT NOT NULL,
    external_id TEXT,
    section TEXT,
    breadcrumb TEXT NOT NULL DEFAULT '[]',
    title TEXT NOT NULL,
    subtitle TEXT,
    body TEXT NOT NULL,
    blocks TEXT NOT NULL,
    language TEXT,
    script TEXT,
    word_count INTEGER NOT NULL,
    source TEXT,
    published_at TEXT,
    published_raw TEXT,
    published_precision TEXT,
    published_source TEXT,
    modified_at TEXT,
    modified_raw TEXT,
    modified_precision TEXT,
    modified_source TEXT,
    image_url TEXT,
    image_caption TEXT,
    image_credit TEXT,
    has_media INTEGER NOT NULL DEFAULT 0,
    truncated INTEGER NOT NULL DEFAULT 0,
    content_hash TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    revision_count INTEGER NOT NULL DEFAULT 0,
    methods TEXT NOT NULL,
    problems TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE UNIQUE INDEX articles_by_external_id ON articles(site_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX articles_by_content ON articles(content_hash, site_id);
CREATE INDEX articles_by_date ON articles(site_id, published_at);
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    site_id INTEGER REFERENCES sites(id),
    key BLOB NOT NULL UNIQUE,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    priority INTEGER NOT NULL DEFAULT 0,
    depth INTEGER NOT NULL DEFAULT 0,
    published_at TEXT,
    modified_at TEXT,
    found_on INTEGER REFERENCES pages(id),
    found_at TEXT NOT NULL,
    campaign_id INTEGER REFERENCES runs(id),
    attempts INTEGER NOT NULL DEFAULT 0,
    hops INTEGER NOT NULL DEFAULT 0,
    next_visit_at TEXT,
    visited_at TEXT,
    status INTEGER,
    etag TEXT,
    last_modified TEXT,
    fingerprint BLOB,
    target_id INTEGER REFERENCES pages(id),
    article_id INTEGER REFERENCES articles(id)
) STRICT;
CREATE INDEX pages_pending ON pages(site_id, priority DESC, published_at DESC, id) WHERE state = 'pending';
CREATE INDEX pages_retry ON pages(site_id, next_visit_at) WHERE state = 'retry';
CREATE INDEX pages_noted ON pages(site_id) WHERE state = 'noted' AND kind = 'article';
CREATE INDEX pages_by_article ON pages(article_id) WHERE article_id IS NOT NULL;
CREATE INDEX pages_by_target ON pages(target_id) WHERE target_id IS NOT NULL;
CREATE INDEX pages_named_by ON pages(found_on, kind) WHERE kind <> 'article';
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    title TEXT NOT NULL,
    subtitle TEXT,
    body TEXT NOT NULL,
    blocks TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    modified_at TEXT,
    seen_from TEXT NOT NULL,
    seen_to TEXT NOT NULL
) STRICT;
CREATE INDEX revisions_by_article ON revisions(article_id, id);
CREATE TABLE links (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    page_id INTEGER NOT NULL REFERENCES pages(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_to_page ON links(page_id);
CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL
) STRICT;
CREATE TABLE article_authors (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    author_id INTEGER NOT NULL REFERENCES authors(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_authors_by_author ON article_authors(author_id);
CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL
) STRICT;
CREATE TABLE article_tags (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    position INTEGER NOT NULL,
    tag_id INTEGER NOT NULL REFERENCES tags(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_tags_by_tag ON article_tags(tag_id);
CREATE VIEW article_links AS
SELECT links.article_id, links.position, links.kind, links.text, pages.url, pages.article_id AS target_article_id
FROM links JOIN pages ON pages.id = links.page_id;
"""
