"""The index of the texts, `articles_fts`: written with the articles, and after the fact for those it lacks.

An article whose `search_id` is NULL is to be indexed; a trigger makes it so when what is indexed of it changes. Its
next entry gets a new id and the old one stays behind, which no article names and no search sees. Taking it out would
need the very words it was made of, and another version of a stemmer or of Unicode makes others: FTS5 would then be
damaged without a word. Entries left behind are as many as revisions.

Ids grow with the time of publication, so that "newest first" is the order of the index, read from its end.
"""

from __future__ import annotations

import logging
from typing import Literal

from crawler.database.engine import Database
from crawler.text.search_forms import all_stems, words

logger = logging.getLogger(__name__)

BATCH = 500
"""Articles a transaction when an index is filled: a crawl beside it waits for about a second."""

ID_BITS = 24
"""Bits of a search id below its seconds: sixteen million entries may have the same second (midnight of a day)."""

SECONDS = "CAST(coalesce(strftime('%s', published_at), strftime('%s', first_seen_at), 0) AS INTEGER)"
"""When an article was published, in seconds since 1970, in SQL; one without a date counts from when it was seen."""

_UNINDEXED = f"""
SELECT {SECONDS}, id, site_id, title, subtitle, body, language FROM articles WHERE search_id IS NULL LIMIT {BATCH}
"""
_LAST_OF_SECOND = "SELECT rowid FROM articles_fts WHERE rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT 1"
_ADD_ENTRY = "INSERT INTO articles_fts (rowid, title, body, title_stems, body_stems, labels) VALUES (?, ?, ?, ?, ?, ?)"


def label(kind: Literal["site", "language"], value: str | int) -> str:
    """Return the word of the column `labels` that says an entry's site, by its id, or its language.

    It begins with a sign no word of a text keeps: nobody finds one by typing it.
    """
    return f"§{kind}{''.join(words(str(value)))}"


def index_articles(db: Database) -> int:
    """Index up to a batch of articles that are to be, and say how many; inside a transaction the caller holds."""
    # FTS5 writes what it holds in memory to disk each time an id is not above the last.
    rows = sorted(db.execute(_UNINDEXED))
    for seconds, article_id, site_id, title, subtitle, body, language in rows:
        title_words = words(title)
        body_words = words(f"{subtitle}\n\n{body}" if subtitle else body)
        search_id = _next_id(db, seconds)
        stems = all_stems(title_words, language), all_stems(body_words, language)
        labels = [label("site", site_id), label("language", language or "")]
        db.execute(_ADD_ENTRY, [search_id, *(" ".join(column) for column in (title_words, body_words, *stems, labels))])
        db.execute("UPDATE articles SET search_id = ? WHERE id = ?", [search_id, article_id])
    return len(rows)


def index_the_rest(db: Database) -> None:
    """Index what is to be, a transaction a batch: killed, it goes on where it was."""
    (left,) = db.execute("SELECT count(*) FROM articles WHERE search_id IS NULL").fetchone()
    if not left:
        return
    logger.info("Indexing %d articles for search", left)
    while True:
        with db.transaction():
            if not index_articles(db):
                break
    logger.info("Indexed")


def _next_id(db: Database, seconds: int) -> int:
    first = seconds << ID_BITS
    last = db.execute(_LAST_OF_SECOND, [first, (seconds + 1) << ID_BITS]).fetchone()
    return last[0] + 1 if last else first
