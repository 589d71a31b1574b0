"""From the runs of a container to the blocks of a body: what is part of the text, and in what shape.

Usable alone on a fragment, such as the `content.rendered` of the WordPress REST API.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lxml import etree

from crawler.extraction.document import Document
from crawler.extraction.furniture import Role
from crawler.extraction.reading import Reading, Run, read
from crawler.items import Block, Link

# A subtree named like furniture that holds this share of the text is the article, badly named.
_TOO_MUCH_TO_DROP = 0.5

_SENTENCE_END = re.compile(r"[.!?؟…。！？:»\"”)]\W*$")
# "Read also" labels at the start of a line; what follows is a link to another article.
_READ_ALSO = re.compile(
    r"^\W*(?:[إاأ]قر[أا]\w*\s+(?:أيضا|ايضا|أيضًا|المزيد|كذلك)|شاهد(?:وا)?\s+(?:أيضا|ايضا|أيضًا|المزيد)|(?:مواضيع|مقالات)\s+ذات\s+صلة|"
    r"(?:à\s+|a\s+)?(?:lire|voir|relire|écouter|découvrir)\s+(?:aussi|également|plus|encore|notre|nos)|(?:à|a)\s+(?:lire|voir)\b|"
    r"(?:read|see|watch)\s+(?:also|more|next)|also\s+read|related|more\s*:|lea\s+también|lee\s+también)",
    re.IGNORECASE,
)


def excluded_nodes(reading: Reading, total: int | None = None) -> list[bool]:
    """Say for each node of a reading whether it lies in furniture.

    Names can be wrong: what holds more than half of all plain text is kept, whatever it is called.
    """
    count = len(reading.elements)
    weight = [0] * count
    for run in reading.runs:
        if run.node >= 0:
            weight[run.node] += max(0, len(run.text) - 2 * run.linked)
    for node in range(count - 1, 0, -1):
        parent = reading.parents[node]
        if parent >= 0:
            weight[parent] += weight[node]
    whole = total or sum(w for w, parent in zip(weight, reading.parents, strict=True) if parent < 0)
    excluded = [False] * count
    for node, parent in enumerate(reading.parents):
        if parent >= 0 and excluded[parent]:
            excluded[node] = True
        elif reading.roles[node] > Role.CONTENT:
            excluded[node] = weight[node] <= whole * _TOO_MUCH_TO_DROP
    return excluded


def is_read_also(run: Run) -> bool:
    """Say whether a line is a label with a link to another article."""
    return bool(_READ_ALSO.match(run.text)) and (run.linked * 2 >= len(run.text) or len(run.text) < 40)


def select(reading: Reading, excluded: Sequence[bool]) -> list[int]:
    """Return the indices of the runs that are text of the article, in a container known to hold it."""
    kept: list[int] = []
    runs = reading.runs
    list_links = _linked_share_of_lists(runs)
    for index, run in enumerate(runs):
        if run.node >= 0 and excluded[run.node]:
            continue
        if is_read_also(run):
            continue
        if run.kind == "list" and list_links.get(run.group, 0.0) > 0.6:
            continue
        if run.kind in ("paragraph", "heading") and run.linked > 0.8 * len(run.text) and len(run.text) < 200:
            continue
        kept.append(index)
    while kept and runs[kept[-1]].kind == "heading":
        kept.pop()
    return kept


def _linked_share_of_lists(runs: list[Run]) -> dict[int, float]:
    linked: dict[int, int] = {}
    length: dict[int, int] = {}
    for run in runs:
        if run.kind == "list":
            linked[run.group] = linked.get(run.group, 0) + run.linked
            length[run.group] = length.get(run.group, 0) + len(run.text)
    return {group: linked[group] / length[group] for group in linked if length[group]}


def to_blocks(reading: Reading, kept: Sequence[int], document: Document) -> list[Block]:
    """Join the runs that belong together into blocks."""
    blocks: list[Block] = []
    group = 0
    for index in kept:
        run = reading.runs[index]
        if blocks and run.group == group and run.kind == blocks[-1].kind:
            blocks[-1].text += "\n" + run.text
        else:
            blocks.append(Block(run.kind, run.text))
        group = run.group
    return blocks


def read_blocks(
    containers: Sequence[etree._Element], document: Document, removed: Collection[etree._Element] = ()
) -> tuple[list[Block], Reading, list[int]]:
    """Read containers known to hold the article."""
    reading = read(containers, removed)
    kept = select(reading, excluded_nodes(reading))
    return to_blocks(reading, kept, document), reading, kept


def blocks_from_html(html: str, base_url: str) -> tuple[list[Block], list[Link]]:
    """Return the blocks and links of a fragment of HTML that is an article's text and nothing else.

    `base_url` is what relative links start from. Never raises.
    """
    from crawler.extraction.links import edges  # noqa: PLC0415 - links.py reads with this module

    document = Document(html, base_url)
    blocks, reading, kept = read_blocks([document.body], document)
    return blocks, edges(reading, kept, document)
