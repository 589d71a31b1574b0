"""Tells the text of an article from what stands around and between it, by structure and by phrase."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from crawler.extraction.calls import calls, clicks
from crawler.extraction.lines import (
    CLOCK,
    CLOCK_OR_YEAR,
    LONGEST_DATELINE,
    LONGEST_LABEL,
    is_label,
    is_linked,
    words_of,
)
from crawler.extraction.reading import Reading, Run
from crawler.extraction.survey import TOO_MUCH_TO_DROP, Survey
from crawler.text.phrases import boilerplate_kind, ends_article

_LINKED_LIST = 0.6  # the share of links from which on a list is one of links
_POINTING = 0.4  # the same of a list that ends the text
_LONGEST_LINK_LINE = 200
_LONGEST_PULL_QUOTE = 300
_MOST_PULL_QUOTES = 20  # a text with more quotations is an interview

_LONGEST_TIME = 40  # characters of the printed time of a live blog's entry

_LETTER = re.compile(r"[^\W_]")
# What a switched-off plugin leaves of itself: [caption id="x"], [/caption], [ad_1].
_SHORTCODE = re.compile(r"\[/\w+\]?|\[\w+_\d+\]|\[\w+\s+[\w-]+=[^\]]*\]?")


class Place(Enum):
    """How well the container of an article's text is known, which decides what its first and last lines may be."""

    EXACT = "holds the text and little else: short lines at its ends belong to it"
    FOUND = "was found by search: short lines at its ends are datelines and labels"
    LIVE = "holds the entries of a live blog: lines with a time belong to them"


@dataclass(slots=True)
class Selection:
    """The runs that are text of the article, and those that point to other articles, by index."""

    kept: list[int]
    related: set[int]
    paywalled: bool = False
    """Whether the text is followed by a call to subscribe for the rest."""


def is_candidate(run: Run, excluded: Sequence[bool], place: Place) -> bool:
    """Say whether a run may be text of the article: outside furniture, or the time of a live blog's entry."""
    if not excluded[run.node]:
        return True
    return place is Place.LIVE and len(run.text) <= _LONGEST_TIME and bool(CLOCK.search(run.text))


def select(
    reading: Reading, found: Survey, candidates: Iterable[int], headline: str = "", place: Place = Place.EXACT
) -> Selection:
    """Return those of the candidate runs that are text of the article.

    The candidates are the runs of the article's container; `headline` is the article's title; `place` says how
    well the container is known.
    """
    runs = reading.runs
    candidates = list(candidates)
    linked_lists = _linked_lists(runs, _LINKED_LIST)
    limit = sum(max(0, len(runs[at].text) - runs[at].linked) for at in candidates) * TOO_MUCH_TO_DROP
    following = calls(reading)
    kept: list[int] = []
    related: set[int] = set()
    box, box_end = 0, -1  # the nodes of the box of other articles being left out
    paywalled = False
    links_since = 0  # lines of links left out since the last line kept
    for index in candidates:
        run = runs[index]
        if box <= run.node <= box_end:
            related.add(index)
            continue
        if "[" in run.text:
            run.text = _SHORTCODE.sub("", run.text).strip()
        if index not in reading.link_lists and (not _LETTER.search(run.text) or run.text in reading.alternatives):
            continue
        if index in following:
            continue
        # The pipelines look for phrases in every block; here only where structure depends on the answer.
        kind = boilerplate_kind(run.text) if len(run.text) < LONGEST_DATELINE or run.linked else None
        if kind is not None:
            paywalled = paywalled or kind == "paywall"
            if kind in _POINTERS:
                related.add(index)
            if ends_article(run.text):
                box = _headed_box(reading, found, index, limit)
                box_end = found.last[box] if box >= 0 else -1
            continue
        if index in reading.link_lists or (run.kind == "list" and run.group in linked_lists) or _is_link_line(run):
            related.add(index)
            links_since += 1
            continue
        if links_since and kept and _heads_links(runs[kept[-1]], run):
            kept.pop()
        links_since = 0
        kept.append(index)
    kept = _without_repeats(reading, _without_pull_quotes(runs, kept))
    return Selection(_without_ends(reading, kept, headline, place), related, paywalled)


_POINTERS = frozenset({"read-also", "related"})


def _linked_lists(runs: Sequence[Run], least: float) -> set[int]:
    """Return the groups of the lists of which links have more than a share."""
    linked: dict[int, int] = {}
    length: dict[int, int] = {}
    for run in runs:
        if run.kind == "list":
            linked[run.group] = linked.get(run.group, 0) + run.linked
            length[run.group] = length.get(run.group, 0) + len(run.text)
    return {group for group, share in linked.items() if share > least * length[group]}


def _is_link_line(run: Run) -> bool:
    return run.kind in ("paragraph", "heading") and is_linked(run) and len(run.text) < _LONGEST_LINK_LINE


def _heads_links(above: Run, below: Run) -> bool:
    """Say whether a line was the heading of the links left out below it, not of the text after them."""
    if above.kind == "heading":
        return below.kind == "heading"
    return above.kind == "paragraph" and is_label(above)


def _headed_box(reading: Reading, found: Survey, index: int, limit: float) -> int:
    """Return the outermost element that the run is the heading of, or -1 where it heads nothing."""
    box, node = -1, reading.runs[index].node
    while reading.parents[node] >= 0 and found.first[node] == index and found.plain[node] <= limit:
        if found.size[node] > 1:
            box = node
        node = reading.parents[node]
    return box


def _without_pull_quotes(runs: Sequence[Run], kept: Sequence[int]) -> list[int]:
    """Drop quotations that only repeat a sentence of the text, large, to catch the eye."""
    quotes = [index for index in kept if runs[index].kind == "quote" and len(runs[index].text) < _LONGEST_PULL_QUOTE]
    if not 0 < len(quotes) <= _MOST_PULL_QUOTES:
        return list(kept)
    prose = [runs[index].text.casefold() for index in kept if runs[index].kind == "paragraph"]
    repeated = {index for index in quotes if _is_said_in(prose, words_of(runs[index].text))}
    return [index for index in kept if index not in repeated]


def _is_said_in(prose: Sequence[str], words: str) -> bool:
    """Say whether one of some paragraphs, in lower case, has these words in a row."""
    telling = max(words.split(), key=len, default="")  # few paragraphs have it
    return any(words in words_of(paragraph) for paragraph in prose if telling in paragraph)


def _without_repeats(reading: Reading, kept: Sequence[int]) -> list[int]:
    """Drop labels that stand apart from the prose again and again, and text that another element repeats.

    A page may hold a second copy for another screen; what repeats within one element is meant to.
    """
    runs, parents = reading.runs, reading.parents
    counts = Counter(runs[index].text for index in kept)
    if len(counts) == len(kept):
        return list(kept)
    among_prose = {parents[runs[index].node] for index in kept if not is_label(runs[index])}
    seen: dict[str, int] = {}
    result = []
    for index in kept:
        run = runs[index]
        parent = parents[run.node]
        if counts[run.text] > 1:
            if is_label(run) and parent not in among_prose:
                continue
            if seen.setdefault(run.text, parent) != parent and len(run.text) > LONGEST_LABEL:
                continue
        result.append(index)
    return result


def _without_ends(reading: Reading, kept: list[int], headline: str, place: Place) -> list[int]:
    """Drop the headline, dateline and labels before the first sentence, and the labels after the last."""
    runs = reading.runs
    title = words_of(headline)
    kept = kept[_headline_at(runs, kept, title) + 1 :]
    first = next((at for at, index in enumerate(kept) if not _is_preamble(runs[index], title, place)), 0)
    while first > 0 and _heads(reading, kept[first - 1], kept[first]):
        first -= 1
    kept = kept[first:]
    pointing = _linked_lists(runs, _POINTING)
    asking = clicks(reading)
    while kept and (_is_trailer(runs[kept[-1]], place) or runs[kept[-1]].group in pointing or kept[-1] in asking):
        kept.pop()
    return kept


def _headline_at(runs: Sequence[Run], kept: Sequence[int], title: str) -> int:
    """Return the place of the headline among the runs kept, or -1: what stands above it is no text of the article.

    A headline with most of the text above it is one that the page repeats.
    """
    before, whole = 0, sum(len(runs[index].text) for index in kept)
    for at, index in enumerate(kept):
        run = runs[index]
        if 2 * before > whole:
            break
        if run.kind == "heading" and run.level == 1 and title and words_of(run.text) == title:
            return at
        before += len(run.text)
    return -1


def _is_preamble(run: Run, title: str, place: Place) -> bool:
    if title and words_of(run.text) == title:
        return True
    if place is Place.LIVE and CLOCK.search(run.text):
        return False
    label = is_label(run)
    return label and bool(CLOCK_OR_YEAR.search(run.text)) if place is Place.EXACT else label or run.kind == "heading"


def _is_trailer(run: Run, place: Place) -> bool:
    if run.kind != "paragraph":
        return run.kind == "heading"
    return run.linked * 2 > len(run.text) or (place is not Place.EXACT and is_label(run))


def _heads(reading: Reading, heading: int, first: int) -> bool:
    """Say whether a run is a sub-heading right above the first sentence, in the same element."""
    run = reading.runs[heading]
    above = reading.parents[run.node] == reading.parents[reading.runs[first].node]
    return run.kind == "heading" and run.level > 1 and above
