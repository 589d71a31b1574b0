"""From the runs of a container to the blocks of a body: what is part of the text, and in what shape.

Usable alone on a fragment, such as the `content.rendered` of the WordPress REST API.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml import etree

from crawler.extraction.document import Document
from crawler.extraction.links import Links
from crawler.extraction.reading import Reading, read
from crawler.extraction.sieve import Selection, select, survey
from crawler.items import Block, Link


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
    containers: Sequence[etree._Element],
    document: Document,
    removed: Collection[etree._Element] = (),
    headline: str = "",
) -> tuple[list[Block], Reading, Selection]:
    """Read containers known to hold the article."""
    reading = read(containers, removed)
    found = survey(reading, headline)
    candidates = [index for index, run in enumerate(reading.runs) if not found.excluded[run.node]]
    selection = select(reading, found, candidates, headline)
    return to_blocks(reading, selection.kept, document), reading, selection


def blocks_from_html(html: str, base_url: str) -> tuple[list[Block], list[Link]]:
    """Return the blocks and links of a fragment of HTML that is an article's text and nothing else.

    `base_url` is what relative links start from. Never raises.
    """
    document = Document(html, base_url)
    blocks, reading, selection = read_blocks([document.body], document)
    links = Links(document)
    links.add_body(reading, selection)
    return blocks, links.in_order()
