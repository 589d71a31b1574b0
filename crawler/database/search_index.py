"""The index of the texts, `articles_fts`: written with the articles, and after the fact for those it lacks.

An article whose `search_id` is NULL is to be indexed; a trigger makes it so when what is indexed of it changes, and its
next entry gets a new id.

Ids grow with the time of publication, so that "newest first" is the order of the index, read from its end.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from types import ModuleType
from typing import NamedTuple

from crawler.database import search_fts5, search_tsvector
from crawler.database.engine import Database
from crawler.database.search_ids import ID_BITS
from crawler.text.search_forms import all_stems, words

logger = logging.getLogger(__name__)

BATCH = 500
"""Articles a transaction when an index is filled: a crawl beside it waits for about a second."""

_UNINDEXED = f"""
SELECT {{seconds}}, id, site_id, title, subtitle, body, language FROM articles WHERE search_id IS NULL LIMIT {BATCH}
{{claimed}}
"""
_LAST_OF_SECOND = "SELECT rowid FROM articles_fts WHERE rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT 1"


class Entry(NamedTuple):
    """An entry that is to be: the article's time in seconds since 1970 and its id, and what stands in the index."""

    seconds: int
    article_id: int
    values: Sequence[str]


def index_articles(db: Database) -> int:
    """Index up to a batch of articles that are to be, and say how many; inside a transaction the caller holds."""
    entries = entries_to_add(db)
    add_entries(db, entries)
    return len(entries)


def entries_to_add(db: Database) -> list[Entry]:
    """Return the entries of up to a batch of articles that are to be indexed and that no other writer indexes."""
    index = _index(db)
    entries = []
    # FTS5 writes what it holds in memory to disk each time an id is not above the last.
    for seconds, article_id, site_id, title, subtitle, body, language in sorted(
        db.execute(_UNINDEXED.format(seconds=index.SECONDS, claimed=index.CLAIMED))
    ):
        title_words = words(title)
        body_words = words(f"{subtitle}\n\n{body}" if subtitle else body)
        stems = all_stems(title_words, language), all_stems(body_words, language)
        values = index.entry_of((title_words, body_words, *stems), site_id, language)
        entries.append(Entry(seconds, article_id, values))
    return entries


def add_entries(db: Database, entries: Sequence[Entry]) -> None:
    """Write entries; ids of the same second follow each other, so the caller's transaction has its turn."""
    asked = list(dict.fromkeys(entry.seconds for entry in entries))
    spans = [(seconds << ID_BITS, (seconds + 1) << ID_BITS) for seconds in asked]
    found = db.fetch_each(_LAST_OF_SECOND, spans)
    free = {seconds: rows[0][0] + 1 if rows else seconds << ID_BITS for seconds, rows in zip(asked, found, strict=True)}
    search_ids = []
    for entry in entries:
        search_ids.append(free[entry.seconds])
        free[entry.seconds] += 1
    pairs = [*zip(search_ids, entries, strict=True)]
    db.executemany(_index(db).ADD_ENTRY, [(search_id, *entry.values) for search_id, entry in pairs])
    db.executemany(
        "UPDATE articles SET search_id = ? WHERE id = ?", [(search_id, entry.article_id) for search_id, entry in pairs]
    )


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


def _index(db: Database) -> ModuleType:
    return search_tsvector if db.engine == "postgresql" else search_fts5
