"""The tree of a page as HTML prescribes it and browsers build it: lexbor's nodes, and ways to walk them.

A node is made anew each time it is asked for. In sets and as keys of dictionaries nodes are told apart by what they
stand for; `is` tells nothing of them, and `==` compares the text of all that two nodes hold, so that no node is looked
for in a list: `same` says whether two are one. An attribute without a value is None among a node's `attributes`, which
are read whole when they are asked for; of its `attrs` each by itself, which takes half the time for one that is there.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Collection, Iterable, Iterator

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from crawler.extraction.bounds import bounded

Node = LexborNode
_WITHOUT_EVENTS = int(LexborDocumentOptions.WO_EVENTS)  # a twentieth faster; no page's text is made by them


def parsed(source: bytes) -> Node:
    """Return the `html` element of a page in UTF-8; an empty page has one as well. Never raises."""
    source = source.removeprefix(BOM_UTF8)  # to a parser it would be the first letter of the text
    if b"\0" in source:  # each would become a sign of three bytes
        source = source.replace(b"\0", b"")
    root = LexborHTMLParser(bounded(source), options=_WITHOUT_EVENTS).root
    assert root is not None, "HTML prescribes the element for every page"
    return root


def same(one: Node | None, other: Node | None) -> bool:
    """Say whether two nodes are one place of the tree."""
    return one is not None and other is not None and one.mem_id == other.mem_id


def attribute(node: Node, name: str) -> str:
    """Return an attribute of an element, "" where it has none or one without a value."""
    return node.attrs.get(name) or ""


def ancestors(node: Node) -> Iterator[Node]:
    """Yield the elements around a node, the nearest first."""
    around = node.parent
    while around is not None:
        beyond = around.parent
        if beyond is None:  # the document, which is no element
            return
        yield around
        around = beyond


def nearest(node: Node, *tags: str) -> Node | None:
    """Return the nearest element around a node that has one of the tags."""
    return next((around for around in ancestors(node) if around.tag in tags), None)


def outermost(nodes: Iterable[Node]) -> list[Node]:
    """Return those of some nodes that stand in none of the others."""
    members = dict.fromkeys(nodes)
    return [node for node in members if not any(around in members for around in ancestors(node))]


def children(node: Node) -> list[Node]:
    """Return the elements right within a node."""
    return [child for child in node.iter() if child.is_element_node]


def below(node: Node, css: str) -> list[Node]:
    """Return the elements within a node, itself left out, that a simple selector names, in document order."""
    found = node.css(css)
    return found[1:] if found and same(found[0], node) else found


def texts(node: Node, silent: Collection[str], end: Node | None = None) -> Iterator[str]:
    """Yield the texts in a node in their order, but for those right within elements of silent tags, as far as `end`."""
    for part in node.traverse(include_text=True, skip_empty=True):
        if same(part, end):
            return
        text = part.text_content
        if text and part.parent is not None and part.parent.tag not in silent:
            yield text


def opening_text(node: Node) -> str:
    """Return the text that a node begins with, before any element in it."""
    first = node.first_child
    return (first.text_content or "") if first is not None else ""
