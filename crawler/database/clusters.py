"""Which articles are one story: an article is put among its likes as it is stored, at a cost that does not grow.

An article is known by its sketch (`crawler.text.shingles`). The first numbers of it are rows that are found by the
number: an article of about the same time that shares one with the new one is a candidate. Candidates are sifted by
their whole sketches, and the texts of the likeliest few are compared in full. Everything is bounded: numbers an
article, articles read a number, sketches read, texts compared.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from heapq import nsmallest
from typing import NamedTuple

from crawler.clock import from_text
from crawler.database.engine import Database, insert
from crawler.database.placeholders import listed
from crawler.text.shingles import (
    Shingles,
    least_shared,
    places_of,
    same_story,
    shared_numbers,
    shingles_of,
    similarity,
)

INDEXED = 12
"""Numbers of a sketch that are rows. Two texts that share a third of all their shingles have none of the twelve in
common once in 130 times (0.67 to the power of 12), those that share half once in 4,000 times."""

PERIOD_DAYS = 30
"""Days whose numbers lie together in the index. An article is looked for in its own period and in the nearer one beside
it, so copies meet that are printed up to half of that apart; copy is printed within days."""

NEWEST = 32
"""Articles read a number and period, the newest first: dozens print a story, every article of a paper its formula."""

MOST_SIFTED = 32
"""Candidates whose sketches are read. A number that fewer articles have tells more of them."""

MOST_COMPARED = 8
"""Texts compared in full, those first that share most. Half a millisecond each."""

_FEWEST_SHARED = least_shared(1, 10)
"""Numbers of two sketches together that are in both, for the texts to be read: what ones of any lengths must share."""

_NEWEST_WITH_NUMBER = (
    "SELECT number, article_id FROM (SELECT number, article_id FROM sketch_index WHERE period = ? AND number = ?"
    " ORDER BY article_id DESC LIMIT ?) AS newest"
)


class Mate(NamedTuple):
    """An article that is one story with another: its cluster, if it is in one yet, and how similar they are."""

    article_id: int
    cluster_id: int | None
    similarity: float


class Newcomer(NamedTuple):
    """An article to be put among its likes: its period and the nearer one, what its text is known by, and whether
    it may be among others already.
    """

    article_id: int
    periods: tuple[int, int]
    shingles: Shingles
    sketch: list[int]
    known: bool


def newcomer(article_id: int, at: str, text: str, *, known: bool) -> Newcomer:
    """Return an article as it is to be put among its likes; it was published `at` that time, or first seen."""
    shingles = shingles_of(text)
    return Newcomer(article_id, _periods(at), shingles, shingles.sketch() if shingles.enough else [], known)


def place(db: Database, article: Newcomer) -> None:
    """Put an article into the cluster of those it is one story with; the caller holds a transaction, and its turn.

    An article that is like none is in no cluster. One that is like members of several makes them one: the largest
    takes the others in, of two as large the older. A changed article leaves its cluster first, and what is left of
    that dissolves when it is one article.
    """
    article_id, periods, shingles, sketch, known = article
    left = _leave(db, article_id) if known else None
    mates = _mates(db, shingles, _candidates(db, sketch, periods))
    _keep_sketch(db, article_id, periods[0], sketch)
    if mates:
        _join(db, article_id, mates)
    if left is not None:
        _dissolve_if_single(db, left)


def _periods(at: str) -> tuple[int, int]:
    """Return the period a time is in, and the nearer one beside."""
    period, day = divmod(from_text(at).toordinal(), PERIOD_DAYS)
    return period, period - 1 if day < PERIOD_DAYS // 2 else period + 1


def _candidates(db: Database, sketch: list[int], periods: tuple[int, int]) -> list[tuple[int, int]]:
    """Return articles with what each shares of a sketch: those first that share most, the newest first of as many."""
    weights: defaultdict[int, float] = defaultdict(float)
    numbers = sketch[:INDEXED]
    if not numbers:
        return []
    found: defaultdict[int, list[int]] = defaultdict(list)
    each_number = " UNION ALL ".join([_NEWEST_WITH_NUMBER] * len(numbers) * len(periods))
    asked = [value for number in numbers for period in periods for value in (period, number, NEWEST)]
    for number, holder in db.execute(each_number, asked):
        found[number].append(holder)
    for holders in found.values():
        for holder in holders:
            weights[holder] += 1 / len(holders)
    sifted = nsmallest(MOST_SIFTED, weights, key=lambda each: (-weights[each], -each))
    if not sifted:
        return []
    among, ids = listed(sifted)
    sketches = db.execute(f"SELECT article_id, numbers FROM article_sketches WHERE article_id IN {among}", ids)
    places = places_of(sketch)
    shared = [(each, shared_numbers(places, _unpacked(numbers))) for each, numbers in sketches]
    return sorted((each for each in shared if each[1] >= _FEWEST_SHARED), key=lambda each: (-each[1], -each[0]))


def _mates(db: Database, shingles: Shingles, candidates: list[tuple[int, int]]) -> list[Mate]:
    """Return which candidates are one story with the text; one of a cluster is enough to know the cluster by."""
    mates: list[Mate] = []
    known: set[int] = set()
    compared = 0
    for candidate, shared in candidates:
        body, cluster = db.execute(
            "SELECT body, cluster_id FROM articles LEFT JOIN article_clusters ON article_id = id WHERE id = ?",
            [candidate],
        ).fetchone()
        if cluster in known or shared < least_shared(shingles.length, len(body)):
            continue
        if compared == MOST_COMPARED:
            break
        compared += 1
        other = shingles_of(body)
        if same_story(shingles, other):
            mates.append(Mate(candidate, cluster, round(similarity(shingles, other), 3)))
            if cluster is not None:
                known.add(cluster)
    return mates


def _join(db: Database, article_id: int, mates: list[Mate]) -> None:
    clusters = [mate.cluster_id for mate in mates if mate.cluster_id is not None]
    cluster = _merged(db, clusters) if clusters else insert(db, "INSERT INTO clusters (articles) VALUES (0)", [])
    nearest = max(mates, key=lambda mate: (mate.similarity, -mate.article_id))
    rows = [(article_id, cluster, nearest.article_id, nearest.similarity)]
    rows += [(mate.article_id, cluster, article_id, mate.similarity) for mate in mates if mate.cluster_id is None]
    db.executemany(
        "INSERT INTO article_clusters (article_id, cluster_id, similar_to, similarity) VALUES (?, ?, ?, ?)", rows
    )
    db.execute("UPDATE clusters SET articles = articles + ? WHERE id = ?", [len(rows), cluster])


def _merged(db: Database, clusters: list[int]) -> int:
    """Make several clusters one and return it. Articles are moved into the larger only, so each is seldom moved."""
    sizes = {each: db.execute("SELECT articles FROM clusters WHERE id = ?", [each]).fetchone()[0] for each in clusters}
    keeps, *others = sorted(sizes, key=lambda each: (-sizes[each], each))
    for other in others:
        db.execute("UPDATE article_clusters SET cluster_id = ? WHERE cluster_id = ?", [keeps, other])
        db.execute("UPDATE clusters SET articles = articles + ? WHERE id = ?", [sizes[other], keeps])
        db.execute("DELETE FROM clusters WHERE id = ?", [other])
    return keeps


def _leave(db: Database, article_id: int) -> int | None:
    """Take an article out of its cluster, which is returned, and its sketch out of the index."""
    sketch = db.execute("SELECT period, numbers FROM article_sketches WHERE article_id = ?", [article_id]).fetchone()
    if sketch is None:
        return None
    db.executemany(
        "DELETE FROM sketch_index WHERE period = ? AND number = ? AND article_id = ?",
        [(sketch[0], number, article_id) for number in _unpacked(sketch[1])[:INDEXED]],
    )
    row = db.execute("SELECT cluster_id FROM article_clusters WHERE article_id = ?", [article_id]).fetchone()
    if row is None:
        return None
    db.execute("DELETE FROM article_clusters WHERE article_id = ?", [article_id])
    db.execute("UPDATE clusters SET articles = articles - 1 WHERE id = ?", [row[0]])
    return int(row[0])


def _dissolve_if_single(db: Database, cluster: int) -> None:
    if db.execute("SELECT 1 FROM clusters WHERE id = ? AND articles < 2", [cluster]).fetchone():
        db.execute("DELETE FROM article_clusters WHERE cluster_id = ?", [cluster])
        db.execute("DELETE FROM clusters WHERE id = ?", [cluster])


def _keep_sketch(db: Database, article_id: int, period: int, sketch: list[int]) -> None:
    db.execute(
        "INSERT INTO article_sketches (article_id, period, numbers) VALUES (?, ?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET period = excluded.period, numbers = excluded.numbers",
        [article_id, period, packed(sketch)],
    )
    db.executemany(
        "INSERT INTO sketch_index (period, number, article_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(period, number, article_id) for number in sketch[:INDEXED]],
    )


def packed(sketch: list[int]) -> bytes:
    """Return a sketch as the database keeps it: four bytes a number, the least first."""
    return struct.pack(f"<{len(sketch)}I", *sketch)


def _unpacked(numbers: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(numbers) // 4}I", numbers)
