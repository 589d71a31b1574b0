"""Which articles are one story: an article is put among its likes as it is stored, at a cost that does not grow.

Each article has a sketch, a dozen numbers (`crawler.text.shingles`), each of them a row that is found by its number. An
article that shares a number with the new one is a candidate, and the texts of the likeliest few are compared in full.
Everything is bounded: numbers an article, articles read a number, texts compared.
"""

from __future__ import annotations

from array import array
from collections import Counter

from sqlite_utils import Database

from crawler.database.connection import insert
from crawler.text.shingles import Shingles, same_story, similarity

NEWEST = 32
"""Articles read a number, the newest first: a story is printed on some dozen sites, a paper's formula in every article."""

MOST_COMPARED = 8
"""Texts compared in full, those first that share most. A third of a millisecond each."""

FORMULA_VOTES = 3
"""Numbers to share where each of them stands in `NEWEST` articles or more: one or two are a formula, not a story."""


def place(db: Database, article_id: int, text: str) -> None:
    """Put an article, new or changed, into the cluster of those it is one story with; the caller holds a transaction.

    An article that is like none is in no cluster. One that is like members of several makes them one, the oldest
    of these. A changed article leaves its cluster first, and what is left of that dissolves when it is one article.
    """
    left = _cluster_of(db, article_id)
    _forget(db, article_id)
    shingles = Shingles(text)
    sketch = shingles.sketch() if shingles.enough else []
    mates = _mates(db, shingles, sketch)
    _keep_sketch(db, article_id, sketch)
    if mates:
        _join(db, article_id, mates)
    if left is not None:
        _dissolve_if_single(db, left)


def _mates(db: Database, shingles: Shingles, sketch: list[int]) -> dict[int, float]:
    """Return the articles that are one story with the text, and how similar each is."""
    votes: Counter[int] = Counter()
    telling: set[int] = set()
    for number in sketch:
        found = db.execute(
            "SELECT article_id FROM sketch_index WHERE shingle = ? ORDER BY article_id DESC LIMIT ?", [number, NEWEST]
        ).fetchall()
        ids = [article_id for (article_id,) in found]
        votes.update(ids)
        if len(ids) < NEWEST:
            telling.update(ids)
    likely = [each for each in votes if each in telling or votes[each] >= FORMULA_VOTES]
    likely.sort(key=lambda each: (-votes[each], each))
    mates = {}
    for candidate in likely[:MOST_COMPARED]:
        (body,) = db.execute("SELECT body FROM articles WHERE id = ?", [candidate]).fetchone()
        other = Shingles(body)
        if same_story(shingles, other):
            mates[candidate] = round(similarity(shingles, other), 3)
    return mates


def _join(db: Database, article_id: int, mates: dict[int, float]) -> None:
    clusters = {mate: _cluster_of(db, mate) for mate in mates}
    known = sorted({cluster for cluster in clusters.values() if cluster is not None})
    cluster = known[0] if known else insert(db, "INSERT INTO clusters DEFAULT VALUES", [])
    for other in known[1:]:
        db.execute("UPDATE article_clusters SET cluster_id = ? WHERE cluster_id = ?", [cluster, other])
        db.execute("DELETE FROM clusters WHERE id = ?", [other])
    nearest = max(mates, key=lambda mate: (mates[mate], -mate))
    add = "INSERT INTO article_clusters (article_id, cluster_id, similar_to, similarity) VALUES (?, ?, ?, ?)"
    db.execute(add, [article_id, cluster, nearest, mates[nearest]])
    for mate, alone in clusters.items():
        if alone is None:
            db.execute(add, [mate, cluster, article_id, mates[mate]])


def _forget(db: Database, article_id: int) -> None:
    """Take an article out of its cluster, and its sketch out of the index."""
    db.execute("DELETE FROM article_clusters WHERE article_id = ?", [article_id])
    row = db.execute("SELECT shingles FROM article_sketches WHERE article_id = ?", [article_id]).fetchone()
    if row is not None:
        db.conn.executemany(
            "DELETE FROM sketch_index WHERE shingle = ? AND article_id = ?",
            [(number, article_id) for number in array("q", row[0])],
        )


def _keep_sketch(db: Database, article_id: int, sketch: list[int]) -> None:
    db.execute(
        "INSERT INTO article_sketches (article_id, shingles) VALUES (?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET shingles = excluded.shingles",
        [article_id, array("q", sketch).tobytes()],
    )
    db.conn.executemany(
        "INSERT OR IGNORE INTO sketch_index (shingle, article_id) VALUES (?, ?)",
        [(number, article_id) for number in sketch],
    )


def _cluster_of(db: Database, article_id: int) -> int | None:
    row = db.execute("SELECT cluster_id FROM article_clusters WHERE article_id = ?", [article_id]).fetchone()
    return int(row[0]) if row else None


def _dissolve_if_single(db: Database, cluster: int) -> None:
    (members,) = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM article_clusters WHERE cluster_id = ? LIMIT 2)", [cluster]
    ).fetchone()
    if members < 2:
        db.execute("DELETE FROM article_clusters WHERE cluster_id = ?", [cluster])
        db.execute("DELETE FROM clusters WHERE id = ?", [cluster])
