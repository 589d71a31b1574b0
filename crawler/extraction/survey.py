"""What each element of a reading holds, and which of them lie in what stands around an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from crawler.extraction.furniture import Role
from crawler.extraction.lines import is_linked, words_of
from crawler.extraction.reading import Reading, Run
from crawler.extraction.threads import comments

# A subtree named like furniture, or headed like it, that holds this share of the text is the article.
TOO_MUCH_TO_DROP = 0.5
# What a card of another article (linked headline, teaser) holds at most besides its links, in characters.
_LONGEST_TEASER = 500
_LONGEST_CAPTION = 200
_SHORTEST_HEADLINE = 15
_SHORTEST_NAME = 8

_POST_ID = re.compile(r"post-(\d{1,12})$")
_CARD_TAGS = frozenset({"div", "article", "section", "li", "a"})
_CAPTION_TAGS = frozenset({"div", "td", "table", "center", "span", "section"})


@dataclass(slots=True)
class Survey:
    """What each node of a reading holds, itself and below: parallel to the reading's nodes.

    `plain` counts characters outside links, `size` runs; `first` is the first run, `last` the last node below.
    """

    plain: list[int]
    size: list[int]
    first: list[int]
    last: list[int]
    excluded: list[bool] = field(default_factory=list)


def survey(reading: Reading, headline: str = "") -> Survey:
    """Measure the nodes of a reading, and say which lie in furniture.

    Names can be wrong: what holds more than half of all plain text is kept, whatever it is called, unless
    its name leaves no doubt and it does not hold the headline.
    """
    runs, parents, count = reading.runs, reading.parents, len(reading.elements)
    title = words_of(headline)
    found = Survey([0] * count, [0] * count, [len(runs)] * count, list(range(count)))
    plain, size, first, last = found.plain, found.size, found.first, found.last
    has_title, images = [False] * count, [0] * count
    for index in range(len(runs) - 1, -1, -1):
        run = runs[index]
        node = run.node
        plain[node] += max(0, len(run.text) - run.linked)
        size[node] += 1
        first[node] = index
        if run.kind == "heading" and words_of(run.text) == title:
            has_title[node] = True
    for node in reading.images:
        images[node] += 1
    for node in range(count - 1, 0, -1):
        parent = parents[node]
        if parent >= 0:
            plain[parent] += plain[node]
            size[parent] += size[node]
            images[parent] += images[node]
            first[parent] = min(first[parent], first[node])
            last[parent] = max(last[parent], last[node])
            has_title[parent] = has_title[parent] or has_title[node]
    whole = sum(weight for weight, parent in zip(plain, parents, strict=True) if parent < 0)
    limit = whole * TOO_MUCH_TO_DROP
    excluded = found.excluded
    said_below = comments(reading, first, last)
    for node, parent in enumerate(parents):
        role, tag = reading.roles[node], reading.tags[node]
        if (parent >= 0 and excluded[parent]) or node in said_below:
            verdict = True
        elif role > Role.CONTENT or (tag == "article" and _is_another_post(reading, node)):
            verdict = plain[node] <= limit or (role is Role.NEVER and not has_title[node])
        elif parent < 0 or not size[node] or has_title[node]:
            verdict = False
        elif size[node] > 1 and plain[node] <= min(_LONGEST_TEASER, limit) and (tag in _CARD_TAGS or "-" in tag):
            verdict = _opens_card(runs[first[node] : first[node] + 2], images[node] > 0)
        else:
            verdict = (
                images[node] > 0
                and size[node] == 1
                and tag in _CAPTION_TAGS
                and _is_caption(runs[first[node]])
                and plain[node] < limit
            )
        excluded.append(verdict)
    return found


def _is_another_post(reading: Reading, node: int) -> bool:
    """Say whether an <article> has another post's number than the one around it, as a list of related posts has."""
    number = _POST_ID.match(reading.elements[node].id or "")
    around = reading.parents[node] if number else -1
    while around >= 0:
        if reading.tags[around] == "article" and (other := _POST_ID.match(reading.elements[around].id or "")):
            return number is not None and number[1] != other[1]
        around = reading.parents[around]
    return False


def _opens_card(runs: Sequence[Run], pictured: bool) -> bool:
    """Say whether the first of two runs is the linked headline of another article, or its section's link above it.

    Under a picture a headline may be of two words.
    """
    shortest = _SHORTEST_NAME if pictured else _SHORTEST_HEADLINE
    return any(len(run.text) > shortest for run in takewhile(is_linked, runs))


def _is_caption(run: Run) -> bool:
    """Say whether the only text beside an image belongs to it."""
    return len(run.text) < _LONGEST_CAPTION and run.kind == "paragraph"
