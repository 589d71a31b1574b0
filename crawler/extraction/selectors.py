"""CSS selectors over a document, compiled once and answered from its index where they are simple.

Nearly every selector of a layout is made of tags, classes, ids, attributes, descendants and children. Those
are looked up by class or id, which costs microseconds; lexbor's own selectors walk the whole tree for each, and are
kept for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from cssselect import SelectorSyntaxError, parse
from cssselect.parser import Attrib, Class, CombinedSelector, Element, Hash, Tree
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler.extraction.document import Document
from crawler.extraction.tree import Node, ancestors, below

# Far beyond any page that is read by hand, and an end to the work on pages made to hold up a reader.
_MOST_CANDIDATES = 5_000
_MOST_BELOW = 20_000
_MOST_ANCESTORS = 100

_TAG = re.compile(r"[A-Za-z][A-Za-z0-9-]*")

_ATTRIBUTE_TESTS: dict[str, Callable[[str, str], bool]] = {
    "exists": lambda actual, wanted: True,
    "=": lambda actual, wanted: actual == wanted,
    "*=": lambda actual, wanted: bool(wanted) and wanted in actual,
    "^=": lambda actual, wanted: bool(wanted) and actual.startswith(wanted),
    "$=": lambda actual, wanted: bool(wanted) and actual.endswith(wanted),
    "~=": lambda actual, wanted: wanted in actual.split(),
}


@dataclass(slots=True)
class _Compound:
    """What one element must be: "div.a.b#c[d=e]"."""

    tag: str | None = None
    identifier: str | None = None
    classes: set[str] = field(default_factory=set)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_name(self) -> bool:
        """Whether it is one class or one id, so that what is found by it fits."""
        return self.tag is None and not self.attributes and len(self.classes) + (self.identifier is not None) == 1

    def fits(self, element: Node) -> bool:
        if self.tag is not None and element.tag != self.tag:
            return False
        actual = element.attributes
        if self.identifier is not None and actual.get("id") != self.identifier:
            return False
        if self.classes and not self.classes.issubset((actual.get("class") or "").split()):
            return False
        return all(
            name in actual and _ATTRIBUTE_TESTS[operator](actual[name] or "", wanted)
            for name, operator, wanted in self.attributes
        )


class _Path:
    """A selector of compounds joined by descendant and child combinators, rightmost first."""

    def __init__(self, tree: Tree) -> None:
        self.compounds: list[_Compound] = []
        self.combinators: list[str] = []
        while isinstance(tree, CombinedSelector):
            if tree.combinator not in (" ", ">"):
                raise ValueError(tree.combinator)
            self.compounds.append(_compound(tree.subselector))
            self.combinators.append(tree.combinator)
            tree = tree.selector
        self.compounds.append(_compound(tree))
        self.classes = frozenset[str]().union(*(compound.classes for compound in self.compounds))

    def find(self, document: Document) -> list[Node]:
        if not self.classes <= document.classes:  # spares looking at every element of a tag
            return []
        fitting: _Fitting = []
        for compound in self.compounds:
            named = _named(compound, document)
            if named is not None and not compound.is_name:
                named = list(filter(compound.fits, named))
            if named == []:
                return []
            fitting.append(named)
        tests: _Tests = [
            compound.fits if named is None else set(named).__contains__
            for compound, named in zip(self.compounds, fitting, strict=True)
        ]
        candidates = self._candidates(document, fitting, tests)[:_MOST_CANDIDATES]
        return [element for element in candidates if self._stands_right(element, 0, tests)]

    def _candidates(self, document: Document, fitting: _Fitting, tests: _Tests) -> list[Node]:
        """Return the elements the last compound selects: by the index, or below the nearest that has a name."""
        tag = self.compounds[0].tag
        for position, elements in enumerate(fitting):
            if elements is None:
                continue
            if position == 0:
                return elements
            right = (ancestor for ancestor in elements if self._stands_right(ancestor, position, tests))
            within = (element for ancestor in right for element in below(ancestor, tag or "*"))
            return list(filter(tests[0], dict.fromkeys(islice(within, _MOST_BELOW))))
        everywhere = document.tagged(tag) if tag else document.elements
        return list(filter(tests[0], everywhere[:_MOST_BELOW]))

    def _stands_right(self, element: Node, position: int, tests: _Tests) -> bool:
        """Say whether the ancestors of an element that fits a compound fit those to the left of it."""
        if position == len(self.combinators):
            return True
        reach = 1 if self.combinators[position] == ">" else _MOST_ANCESTORS
        around = filter(tests[position + 1], islice(ancestors(element), reach))
        return any(self._stands_right(ancestor, position + 1, tests) for ancestor in around)


_Fitting = list[list[Node] | None]
"""The elements that fit each compound, None where it has no name to look up."""
_Tests = list[Callable[[Node], bool]]


def _named(compound: _Compound, document: Document) -> list[Node] | None:
    """Return the elements with the compound's id or one of its classes, None where it names neither."""
    if compound.identifier is not None:
        only = document.with_id(compound.identifier)
        return [] if only is None else [only]
    return document.with_class(min(compound.classes)) if compound.classes else None


def _compound(tree: Tree) -> _Compound:
    """Return the parsed compound; raises ValueError for what only lexbor can answer."""
    compound = _Compound()
    while not isinstance(tree, Element):
        if isinstance(tree, Class):
            compound.classes.add(tree.class_name)
        elif isinstance(tree, Hash) and compound.identifier is None:
            compound.identifier = tree.id
        elif isinstance(tree, Attrib) and tree.namespace is None and tree.operator in _ATTRIBUTE_TESTS:
            value = tree.value.value if tree.value is not None else ""
            compound.attributes.append((tree.attrib, tree.operator, value or ""))
        else:
            raise ValueError(tree)
        tree = tree.selector
    if tree.namespace or (tree.element and not _TAG.fullmatch(tree.element)):
        raise ValueError(tree)
    compound.tag = tree.element and tree.element.lower()
    return compound


class Selector:
    """A compiled CSS selector. A selector that is no CSS raises `cssselect.SelectorError` here."""

    def __init__(self, css: str) -> None:
        self._paths: list[_Path] = []
        self._css: str | None = None
        try:
            for selector in parse(css):
                if selector.pseudo_element is not None:
                    raise ValueError(selector.pseudo_element)
                self._paths.append(_Path(selector.parsed_tree))
        except ValueError:
            self._css = _known(css)

    def find(self, document: Document) -> list[Node]:
        """Return the elements it selects; in document order for each alternative."""
        if self._css is not None:
            return document.root.css(self._css)
        if len(self._paths) == 1:
            return self._paths[0].find(document)
        found: dict[Node, None] = {}
        for path in self._paths:
            found.update(dict.fromkeys(path.find(document)))
        return list(found)


def _known(css: str) -> str:
    """Return a selector that lexbor knows; raises `cssselect.SelectorError` for any other."""
    try:
        LexborHTMLParser("").css(css)
    except SelectolaxError as error:
        raise SelectorSyntaxError(f"no selector of HTML elements: {css!r}") from error
    return css


@lru_cache(4096)
def compiled(css: str) -> Selector:
    """Return the selector compiled; as many are kept as all sites and themes together declare."""
    return Selector(css)
