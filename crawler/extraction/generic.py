"""Finds the article on a page that nothing is known of.

The page is read once into runs. Each run speaks for or against the elements around it: sentences for, links
and labels against. The element with the greatest sum holds the article; what of it is furniture is dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml import etree

from crawler.extraction.document import Document
from crawler.extraction.furniture import Role
from crawler.extraction.reading import Reading, Run, read
from crawler.extraction.sieve import Selection, is_candidate, is_label, select, survey

_LABEL_COST = 15.0  # what a label speaks against an element, in characters of prose


def find(
    document: Document, headline: str = "", removed: Collection[etree._Element] = (), *, live: bool = False
) -> tuple[Reading, Selection]:
    """Return the reading of the page, and which of its runs are the article.

    `removed` is known to be no part of it; of a `live` blog the entries' times are kept.
    """
    reading = read([document.body], removed)
    found = survey(reading, headline)
    inside = container(reading, found.excluded)
    candidates = [
        at for at, run in enumerate(reading.runs) if inside[run.node] and is_candidate(run, found.excluded, live)
    ]
    return reading, select(reading, found, candidates, headline)


def value(run: Run) -> float:
    """Return how much a run speaks for its element holding an article, in characters."""
    length = len(run.text)
    plain = length - run.linked
    if run.kind == "heading":
        return -float(run.linked)
    if run.linked > plain:
        return -min(float(run.linked), 100.0)
    if is_label(run):
        return -_LABEL_COST if run.kind != "list" else 0.0
    return float(plain - run.linked)


def container(reading: Reading, excluded: Sequence[bool]) -> list[bool]:
    """Say for each node whether it is part of the article."""
    count = len(reading.elements)
    score = [0.0] * count
    for run in reading.runs:
        weight = value(run)
        if not excluded[run.node] or weight < 0:
            score[run.node] += weight
    children: list[list[int]] = [[] for _ in range(count)]
    for node in range(count - 1, 0, -1):
        parent = reading.parents[node]
        if parent >= 0:
            score[parent] += max(score[node], -200.0)
            children[parent].append(node)
    best, best_score = -1, 0.0
    for node in range(count):
        bonus = 1.1 if reading.roles[node] is Role.CONTENT else 1.0
        # >=: of elements that hold the same text the innermost
        if score[node] * bonus >= best_score and score[node] > 0:
            best, best_score = node, score[node] * bonus
    inside = [False] * count
    if best < 0:
        return inside
    roots = _core(reading, best, score, children)
    for node in roots:
        inside[node] = True
    for node, parent in enumerate(reading.parents):
        if parent >= 0 and inside[parent]:
            inside[node] = True
    return inside


DOM = 0.6
REL = 0.6


def _core(reading: Reading, best: int, score: list[float], children: list[list[int]]) -> list[int]:
    """Return the nodes that together hold the article: the innermost that holds most, and what goes on with it."""
    node = best
    roots: list[int] = []
    while True:
        inner = [child for child in children[node] if score[child] > 0]
        top = max(inner, key=score.__getitem__, default=-1)
        if top < 0 or score[top] < DOM * score[node] or not children[top] or reading.tags[top] in _LEAVES:
            break
        for child in inner:
            if child != top and (
                _signature(reading, child) == _signature(reading, top)
                or score[child] >= REL * score[top]
                or child < top
            ):
                roots.append(child)
        node = top
    return [*roots, node]


_LEAVES = frozenset({"p", "blockquote", "li", "ul", "ol", "table"})


def _signature(reading: Reading, node: int) -> tuple[str, str]:
    return reading.tags[node], reading.elements[node].get("class") or ""
