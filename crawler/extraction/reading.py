"""Reads elements in document order into runs of text, each knowing where it stood and what was a link in it.

One walk serves both uses: over a container whose place is known, and over a whole page whose article is
still to be found. Nothing is judged here but what the names of elements say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain

from crawler.extraction.furniture import SKIPPED_TAGS, Role, role_of
from crawler.extraction.roles import hides, is_embedded_post, role_of_element
from crawler.extraction.tables import data_table, link_list
from crawler.extraction.tree import Node, attribute
from crawler.items import BlockKind

# Marks among the parts of a run. Noncharacters: no page can mean anything by them.
_BREAK = "\ufdd0"
_LINK_OPENS = "\ufdd1"
_LINK_CLOSES = "\ufdd2"


class _Way(IntEnum):
    """How an element takes part in the flow of text."""

    INLINE = 0
    BLOCK = 1
    SKIP = 2
    SKIP_INLINE = 3
    BREAK = 4
    LINK = 5
    TABLE = 6
    SPAN = 7
    IMAGE = 8
    LIST = 9


_BLOCK_TAGS = """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section summary tbody td tfoot th thead tr ul
    amp-list amp-accordion frameset noframes
"""
_WAYS: dict[str, _Way] = {
    **dict.fromkeys(_BLOCK_TAGS.split(), _Way.BLOCK),
    **dict.fromkeys(SKIPPED_TAGS, _Way.SKIP),
    **dict.fromkeys(("svg", "input", "label", "source", "wbr", "button", "-comment"), _Way.SKIP_INLINE),
    "br": _Way.BREAK,
    "a": _Way.LINK,
    "table": _Way.TABLE,
    "ul": _Way.LIST,
    "ol": _Way.LIST,
    "img": _Way.IMAGE,
    "amp-img": _Way.IMAGE,
    "picture": _Way.INLINE,
    "span": _Way.SPAN,
    "ins": _Way.SPAN,
}

_BLOCK_WAYS = (_Way.BLOCK, _Way.TABLE, _Way.LIST)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Inside these, a span is part of a sentence, whatever its class.
_SENTENCES = frozenset({"p", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"})
_MEDIA = frozenset({"video", "audio", "iframe", "amp-video", "amp-youtube", "amp-iframe", "embed", "object"})

_CLOSE_NOTHING, _CLOSE_BLOCK, _CLOSE_LINK = range(3)


@dataclass(slots=True)
class Run:
    """Text between two block boundaries.

    `linked` counts the characters inside links. `node` is the index of its block element in the `Reading`;
    `group` is equal for runs of one paragraph, list or quotation. `level` is that of a heading.
    """

    kind: BlockKind
    text: str
    linked: int
    node: int
    group: int
    level: int = 0


@dataclass(slots=True)
class Anchor:
    """A link as read; `run` is the index of the run that holds its text."""

    element: Node
    href: str
    text: str
    run: int


@dataclass(slots=True)
class Reading:
    """The runs of some elements, and the block elements they stood in as parallel lists in document order."""

    runs: list[Run] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    elements: list[Node] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    link_lists: dict[int, Node] = field(default_factory=dict)
    """Lists of nothing but links by their run, whose text is left unread: half of a page is in them."""
    images: list[int] = field(default_factory=list)
    """The nodes that images stand in."""
    alternatives: set[str] = field(default_factory=set)
    """The texts that images give of themselves; printed beside them, they are captions."""
    has_media: bool = False


def read(starts: Iterable[Node], removed: Set[Node] = frozenset()) -> Reading:
    """Read elements, one after another, leaving out those in `removed`."""
    reader = _Reader(removed)
    for start in starts:
        reader.walk(start)
    return reader.reading


class _Reader:
    def __init__(self, removed: Set[Node]) -> None:
        self.reading = Reading()
        self.removed = removed
        self.parts: list[str] = []
        self.links: list[Node] = []  # those opened in the current run
        self.link: Node | None = None  # the one that is open
        self.node = -1
        self.kinds: list[tuple[BlockKind, int]] = []
        self.last_group = 0

    def walk(self, start: Node) -> None:  # noqa: PLR0915 - the inner loop: calls would double its time
        """Read one element; with a stack of its own, as pages nest deeper than Python recurses."""
        around: list[tuple[Node | None, int]] = []  # what is behind the elements that are open, and what ends with them
        parts, removed, ways = self.parts, self.removed, _WAYS
        inline, block, link, span, line_break = _Way.INLINE, _Way.BLOCK, _Way.LINK, _Way.SPAN, _Way.BREAK
        node: Node | None = start
        while True:
            if node is None:
                if not around:
                    break
                node, closing = around.pop()
                if closing:
                    self._close(closing)
                continue
            text = node.text_content
            if text is not None:
                if parts or not text.isspace():
                    parts.append(text)
                node = node.next
                continue
            item, tag = node, node.tag or ""
            node = item.next if around else None
            if removed and item in removed:
                continue
            way = ways.get(tag, inline)
            closing = _CLOSE_NOTHING
            if not around and way not in _BLOCK_WAYS:  # every run stands in a block
                self._open_block(item, tag)
                closing = _CLOSE_BLOCK
            elif way is inline:
                # a custom element is a component of the page, but within a sentence a word of it
                if "-" in tag and not self._in_sentence():
                    self._open_block(item, tag)
                    closing = _CLOSE_BLOCK
            elif way is block:
                self._open_block(item, tag)
                closing = _CLOSE_BLOCK
            elif way is link:
                href = item.attrs.get("href") if self.link is None else None
                if href and not (href[0] == "#" and self._in_heading()):
                    self.link = item
                    self.links.append(item)
                    parts.append(_LINK_OPENS)
                    closing = _CLOSE_LINK
            elif way is span:
                attributes = item.attributes
                names, style = attributes.get("class"), attributes.get("style")
                if style and hides(style):
                    continue
                if names and (role := role_of(names)):
                    if role is Role.HIDDEN:
                        continue
                    # a picture with its caption stands in a paragraph as well
                    pictured = role is Role.CAPTION and item.css_first("img") is not None
                    if role is not Role.CONTENT and (pictured or not self._in_sentence()):
                        self._open_block(item, tag)
                        closing = _CLOSE_BLOCK
            elif way is line_break:
                parts.append(_BREAK)
                continue
            elif way is _Way.LIST:
                within = self.node >= 0 and self.kinds[self.node][0] == "list"
                self._open_block(item, tag)
                closing = _CLOSE_BLOCK
                if not within and (size := link_list(item)) > 0:
                    self.reading.link_lists[len(self.reading.runs)] = item
                    self.reading.runs.append(Run("list", "", size, self.node, self._new_group()))
                    self._close(_CLOSE_BLOCK)
                    continue
            elif way is _Way.TABLE:
                self._open_block(item, tag)
                closing = _CLOSE_BLOCK
                table = data_table(item)
                if table is not None:
                    self.reading.runs.append(Run("table", table, 0, self.node, self._new_group()))
                    self._close(_CLOSE_BLOCK)
                    continue
            elif way is _Way.IMAGE:
                self.reading.images.append(self.node)
                if alternative := item.attrs.get("alt"):
                    self.reading.alternatives.add(" ".join(alternative.split()))
                continue
            else:
                if way is _Way.SKIP:
                    if parts:
                        self.flush()
                    if tag in _MEDIA:
                        self.reading.has_media = True
                continue
            around.append((node, closing))
            node = item.first_child
        if parts:
            self.flush()

    def _in_sentence(self) -> bool:
        return self.node >= 0 and self.reading.tags[self.node] in _SENTENCES

    def _in_heading(self) -> bool:
        """Say whether a heading is being read: a link in it to a place on the page is the heading's own name."""
        return self.node >= 0 and self.reading.tags[self.node] in _HEADINGS

    def _new_group(self) -> int:
        self.last_group += 1
        return self.last_group

    def _open_block(self, element: Node, tag: str) -> None:
        if self.parts:
            self.flush()
        reading = self.reading
        attributes = element.attributes
        reading.elements.append(element)
        reading.tags.append(tag)
        reading.parents.append(self.node)
        reading.roles.append(role_of_element(element, tag, attributes))
        kind, group = self.kinds[self.node] if self.node >= 0 else ("paragraph", 0)
        if tag in _HEADINGS:
            kind, group = "heading", 0
        elif tag == "blockquote":
            kind, group = "embed" if is_embedded_post(attributes.get("class")) else "quote", self._new_group()
        elif tag in ("ul", "ol") and kind != "list":
            kind, group = "list", self._new_group()
        self.kinds.append((kind, group))
        self.node = len(reading.elements) - 1

    def _close(self, what: int) -> None:
        if what == _CLOSE_BLOCK:
            if self.parts:
                self.flush()
            self.node = self.reading.parents[self.node]
        else:
            self.link = None
            self.parts.append(_LINK_CLOSES)

    def flush(self) -> None:
        """End the run at a block boundary."""
        parts = self.parts
        raw = "".join(parts)
        parts.clear()
        if not raw.isspace():
            self._add(raw)
        self.links.clear()
        if self.link is not None:  # a link around blocks goes on in the next run
            self.links.append(self.link)
            parts.append(_LINK_OPENS)

    def _add(self, raw: str) -> None:
        kind, group = self.kinds[self.node] if self.node >= 0 else ("paragraph", 0)
        level = _HEADINGS.get(self.reading.tags[self.node], 0) if kind == "heading" else 0
        own_group = group or self._new_group()
        links = iter(self.links)
        link: Node | None = None
        blank = False
        for line in raw.split(_BREAK) if _BREAK in raw else (raw,):
            if self.links:
                text, linked, link = self._linked_line(line, link, links)
            else:
                text, linked = " ".join(line.split()), 0
            if not text:
                blank = True
                continue
            if blank and not group:
                own_group = self._new_group()
            blank = False
            self.reading.runs.append(Run(kind, text, linked, self.node, own_group, level))

    def _linked_line(self, line: str, link: Node | None, links: Iterator[Node]) -> tuple[str, int, Node | None]:
        """Return a line's text without the marks, its linked characters, and the link open at its end."""
        first, *pieces = line.split(_LINK_OPENS)
        linked = 0
        if link is not None:  # opened on a line before
            pieces.insert(0, first)
            first = ""
            links = chain((link,), links)
        plain = [first]
        for piece in pieces:
            link = next(links, link)
            inside, closed, after = piece.partition(_LINK_CLOSES)
            text = " ".join(inside.split())
            if text and link is not None:
                linked += len(text)
                self.reading.anchors.append(Anchor(link, attribute(link, "href"), text, len(self.reading.runs)))
            plain += (inside, after)
            if closed:
                link = None
        return " ".join("".join(plain).split()), linked, link
