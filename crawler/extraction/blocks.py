"""From the runs of a container to the blocks of a body: what is part of the text, and in what shape.

Usable alone on a fragment, such as the `content.rendered` of the WordPress REST API.
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.extraction.document import Document
from crawler.extraction.lines import ends_sentence
from crawler.extraction.links import Links
from crawler.extraction.reading import Reading, Run, read
from crawler.extraction.sieve import select
from crawler.extraction.survey import survey
from crawler.items import Block, BlockKind, Link

_PARAGRAPH_LENGTH = 100  # characters; two such sentences with one <br> between them are two paragraphs
_LONGEST_ITEM = 300  # characters; a longer list item is a paragraph of a page that is laid out in lists


def to_blocks(reading: Reading, kept: Sequence[int]) -> list[Block]:
    """Join the runs that belong together into blocks."""
    blocks: list[Block] = []
    group = -1
    targets = {anchor.run: anchor.href for anchor in reading.anchors}  # the last of each run
    for index in kept:
        run = reading.runs[index]
        kind: BlockKind = "paragraph" if run.kind == "list" and len(run.text) > _LONGEST_ITEM else run.kind
        if blocks and run.group == group and kind == blocks[-1].kind and not _begins_paragraph(blocks[-1], run):
            blocks[-1].text += "\n" + run.text
        else:
            blocks.append(Block(kind, run.text))
        if kind == "embed":
            blocks[-1].url = targets.get(index) or blocks[-1].url  # an embedded post ends with the link to it
        group = run.group
    return blocks


def _begins_paragraph(above: Block, run: Run) -> bool:
    """Say whether a line behind a single <br> begins a paragraph of its own."""
    return (
        run.kind == "paragraph"
        and len(run.text) >= _PARAGRAPH_LENGTH
        and len(above.text) >= _PARAGRAPH_LENGTH
        and ends_sentence(above.text)
    )


def blocks_from_html(html: str, base_url: str) -> tuple[list[Block], list[Link]]:
    """Return the blocks and links of a fragment of HTML that is an article's text and nothing else.

    `base_url` is what relative links start from. Never raises.
    """
    document = Document(html, base_url)
    reading = read([document.body])
    found = survey(reading)
    selection = select(reading, found, [at for at, run in enumerate(reading.runs) if not found.excluded[run.node]])
    links = Links(document)
    links.add_body(reading, selection)
    return to_blocks(reading, selection.kept), links.in_order()
