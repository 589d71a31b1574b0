"""What all sites share, clusters and the index of the texts: written last in the transaction that stores articles,
by one writer at a time.
"""

from __future__ import annotations

from collections.abc import Iterable

from crawler.database.clusters import Newcomer, place
from crawler.database.engine import Database
from crawler.database.search_index import add_entries, entries_to_add


def share(db: Database, newcomers: Iterable[Newcomer]) -> None:
    """Put articles stored in this transaction among their likes, and index them; nothing of a site follows."""
    entries = entries_to_add(db)
    db.turn()
    for article in newcomers:
        place(db, article)
    add_entries(db, entries)
