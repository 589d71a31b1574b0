"""Finds the article on a page that nothing is known of.

The page is read once into runs. Each run speaks for or against the elements around it: sentences for, links
and labels against. The element with the greatest sum holds the article; within it the search goes on to the
innermost element that still holds most of the sum, so that what stands around the text is left outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from crawler.extraction.document import Document
from crawler.extraction.furniture import Role
from crawler.extraction.lines import is_label
from crawler.extraction.reading import Reading, Run, read
from crawler.extraction.sieve import Place, Selection, is_candidate, select
from crawler.extraction.survey import Survey, survey
from crawler.extraction.tree import Node

# All values are in characters of prose. Varied by half and by double, none of the three moves the figures of
# `tests.quality.score` by more than a thousandth.
_LABEL_COST = 15.0  # what a label speaks against an element
_MOST_LINK_COST = 100.0  # what a line of links speaks against it at most
_MOST_COST_BELOW = 200.0  # what one element within speaks against it at most: a menu is no reason to look elsewhere

_CONTENT_BONUS = 1.1  # for an element named as the text; decides between it and the one around it
# An element within that holds this share of the sum is the article; less may be its first half.
_DOMINANT = 0.6
# An element beside it is more of the article if it has this share of its sum; less is a teaser or a biography.
_EQUAL = 0.6
_LEAST_OF_ARTICLE = 1 / 3  # what is found of an <article> has this share of its prose
_LEAVES = frozenset({"p", "blockquote", "li", "ul", "ol", "table"})
_SHORTEST_TEXT = 80  # characters; a page of which less is left has its text where furniture was supposed


def find(
    document: Document,
    headline: str = "",
    removed: Set[Node] = frozenset(),
    place: Place = Place.FOUND,
) -> tuple[Reading, Selection]:
    """Return the reading of the page, and which of its runs are the article.

    `headline` is the article's title; `removed` is known to be no part of it.
    """
    reading = read([document.body], removed)
    found = survey(reading, headline)
    selection = _select(reading, found, headline, place)
    if sum(len(reading.runs[at].text) for at in selection.kept) < _SHORTEST_TEXT:
        found.excluded = _surely_excluded(reading)
        selection = _select(reading, found, headline, place)
    return reading, selection


def _select(reading: Reading, found: Survey, headline: str, place: Place) -> Selection:
    inside = _article_nodes(reading, found)
    candidates = [
        at for at, run in enumerate(reading.runs) if inside[run.node] and is_candidate(run, found.excluded, place)
    ]
    return select(reading, found, candidates, headline, place)


def _surely_excluded(reading: Reading) -> list[bool]:
    """Say for each node whether it lies in what is no text of any article."""
    excluded: list[bool] = []
    for role, parent in zip(reading.roles, reading.parents, strict=True):
        excluded.append(role >= Role.HIDDEN or (parent >= 0 and excluded[parent]))
    return excluded


def _value(run: Run) -> float:
    """Return how much a run speaks for its element holding an article."""
    length = len(run.text)
    plain = length - run.linked
    if run.kind == "heading":
        return -float(run.linked)
    if run.linked > plain:
        return -min(float(run.linked), _MOST_LINK_COST if run.text else _MOST_COST_BELOW)  # a line, or a list
    if is_label(run):
        return -_LABEL_COST if run.kind != "list" else 0.0
    return float(plain - run.linked)


def _article_nodes(reading: Reading, found: Survey) -> list[bool]:
    """Say for each node whether it is part of the article; none is where there is no prose.

    Boxes and buttons between short paragraphs may speak more against their article than these for it, and one
    paragraph is found. In an <article> with far more prose it is the prose alone that counts.
    """
    values = [_value(run) for run in reading.runs]
    roots = _roots(reading, found, values)
    core = roots[-1] if roots else 0
    article = next((node for node in _around(reading, core) if reading.tags[node] == "article"), core)
    if found.plain[core] < _LEAST_OF_ARTICLE * found.plain[article]:
        prose = [
            max(0.0, value) if _holds(found, article, run.node) and not found.excluded[run.node] else 0.0
            for run, value in zip(reading.runs, values, strict=True)
        ]
        held = sum(value for run, value in zip(reading.runs, prose, strict=True) if _holds(found, core, run.node))
        if held < _LEAST_OF_ARTICLE * sum(prose):
            roots = _roots(reading, found, prose)
    inside = [False] * len(reading.elements)
    for node in roots:
        inside[node] = True
    for node, parent in enumerate(reading.parents):
        if parent >= 0 and inside[parent]:
            inside[node] = True
    return inside


def _holds(found: Survey, outer: int, node: int) -> bool:
    return outer <= node <= found.last[outer]


def _around(reading: Reading, node: int) -> Iterator[int]:
    """Yield the nodes around a node, the nearest first."""
    while (node := reading.parents[node]) >= 0:
        yield node


def _roots(reading: Reading, found: Survey, values: Sequence[float]) -> list[int]:
    """Return the nodes that hold the article, the innermost last, by what each run speaks for those around it."""
    count = len(reading.elements)
    score = [0.0] * count
    for run, value in zip(reading.runs, values, strict=True):
        # links speak against an element also where they are known as such
        if value < 0 or not found.excluded[run.node]:
            score[run.node] += value
    children: list[list[int]] = [[] for _ in range(count)]
    for node in range(count - 1, 0, -1):
        parent = reading.parents[node]
        if parent >= 0:
            score[parent] += max(score[node], -_MOST_COST_BELOW)
            children[parent].append(node)
    best, best_score = -1, 0.0
    for node in range(count):
        named = score[node] * (_CONTENT_BONUS if reading.roles[node] is Role.CONTENT else 1.0)
        if named > 0 and named >= best_score:  # of elements that hold the same text the innermost
            best, best_score = node, named
    return _core(reading, best, score, children) if best >= 0 else []


def _core(reading: Reading, best: int, score: Sequence[float], children: Sequence[Sequence[int]]) -> list[int]:
    """Return the nodes that together hold the article: the innermost that holds most of it, and its equals.

    What stands before it is kept as well: a first paragraph set apart. What stands behind it is kept only if
    it is named alike or as long.
    """
    node = best
    roots: list[int] = []
    while True:
        inner = [child for child in children[node] if score[child] > 0]
        top = max(inner, key=score.__getitem__, default=-1)
        if top < 0 or score[top] < _DOMINANT * score[node] or not children[top] or reading.tags[top] in _LEAVES:
            return [*roots, node]
        kin = _signature(reading, top)
        roots += [
            child
            for child in inner
            if child < top
            or (child > top and (score[child] >= _EQUAL * score[top] or _signature(reading, child) == kin))
        ]
        node = top


def _signature(reading: Reading, node: int) -> tuple[str, str]:
    return reading.tags[node], reading.elements[node].attrs.get("class") or ""
