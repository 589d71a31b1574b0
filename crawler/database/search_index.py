"""The index of the texts, `articles_fts`: written with the articles, and after the fact for those it lacks.

An article whose `search_id` is NULL is to be indexed; a trigger makes it so when what is indexed of it changes, and its
next entry gets a new id.

Ids grow with the time of publication, so that "newest first" is the order of the index, read from its end.
"""

from __future__ import annotations

import logging

from crawler.database import search_fts5, search_tsvector
from crawler.database.engine import Database
from crawler.database.search_ids import ID_BITS
from crawler.text.search_forms import all_stems, words

logger = logging.getLogger(__name__)

BATCH = 500
"""Articles a transaction when an index is filled: a crawl beside it waits for about a second."""

_UNINDEXED = f"""
SELECT {{seconds}}, id, site_id, title, subtitle, body, language FROM articles WHERE search_id IS NULL LIMIT {BATCH}
"""
_LAST_OF_SECOND = "SELECT rowid FROM articles_fts WHERE rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT 1"


def index_articles(db: Database) -> int:
    """Index up to a batch of articles that are to be, and say how many; inside a transaction the caller holds."""
    entries = search_tsvector if db.engine == "postgresql" else search_fts5
    # FTS5 writes what it holds in memory to disk each time an id is not above the last.
    rows = sorted(db.execute(_UNINDEXED.format(seconds=entries.SECONDS)))
    for seconds, article_id, site_id, title, subtitle, body, language in rows:
        title_words = words(title)
        body_words = words(f"{subtitle}\n\n{body}" if subtitle else body)
        search_id = _next_id(db, seconds)
        stems = all_stems(title_words, language), all_stems(body_words, language)
        entries.add_entry(db, search_id, (title_words, body_words, *stems), site_id, language)
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
    return int(last[0]) + 1 if last else first
