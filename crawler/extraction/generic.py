"""Finds the article on a page that nothing is known of.

The page is read once into runs. Each run speaks for or against the elements around it: sentences for, links
and labels against. The element with the greatest sum holds the article; what of it is furniture is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.extraction.blocks import excluded_nodes, select, to_blocks
from crawler.extraction.document import Document
from crawler.extraction.furniture import Role
from crawler.extraction.reading import Reading, Run, read
from crawler.items import Block

_SENTENCE_LENGTH = 60  # characters; shorter lines are as often labels as sentences
_LABEL_COST = 15.0  # what a label speaks against an element, in characters of prose


def find(document: Document) -> tuple[list[Block], Reading, list[int]]:
    """Return the blocks of the article, the reading of the page, and the indices of the runs taken."""
    reading = read([document.body])
    excluded = excluded_nodes(reading)
    start, end = container(reading, excluded)
    if start == end:
        return [], reading, []
    kept = [index for index in select(reading, excluded) if start <= reading.runs[index].node < end]
    while kept and reading.runs[kept[-1]].kind == "heading":
        kept.pop()
    return to_blocks(reading, kept, document), reading, kept


def value(run: Run) -> float:
    """Return how much a run speaks for its element holding an article, in characters."""
    length = len(run.text)
    plain = length - run.linked
    if run.kind == "heading":
        return -float(run.linked)
    if run.linked > plain:
        return -min(float(run.linked), 100.0)
    if length < _SENTENCE_LENGTH:
        return -_LABEL_COST if run.kind != "list" else 0.0
    return float(plain - run.linked)


def container(reading: Reading, excluded: Sequence[bool]) -> tuple[int, int]:
    """Return the range of nodes that lie in the article's element, empty where there is no prose."""
    count = len(reading.elements)
    score = [0.0] * count
    for run in reading.runs:
        if run.node >= 0 and not excluded[run.node]:
            score[run.node] += value(run)
    last = list(range(count))
    for node in range(count - 1, 0, -1):
        parent = reading.parents[node]
        if parent >= 0:
            score[parent] += max(score[node], -200.0)
            last[parent] = max(last[parent], last[node])
    best, best_score = -1, 0.0
    for node in range(count):
        bonus = 1.1 if reading.roles[node] is Role.CONTENT else 1.0
        # >=: of elements that hold the same text the innermost
        if score[node] * bonus >= best_score and score[node] > 0:
            best, best_score = node, score[node] * bonus
    return (best, last[best] + 1) if best >= 0 else (0, 0)
