"""Finds the text of an article by the methods in their order, and checks them against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from itertools import zip_longest

from crawler.extraction import generic
from crawler.extraction import layout as layouts
from crawler.extraction.blocks import to_blocks
from crawler.extraction.document import Document
from crawler.extraction.furniture import SKIPPED_TAGS, Role
from crawler.extraction.headline import around_headline
from crawler.extraction.lines import words_of
from crawler.extraction.names import names_only
from crawler.extraction.reading import Reading, read
from crawler.extraction.roles import role_of_element
from crawler.extraction.sieve import Place, Selection, is_candidate, select
from crawler.extraction.structured import Structured, text_of
from crawler.extraction.survey import survey
from crawler.extraction.tree import Node, ancestors, nearest, texts
from crawler.extraction.view import Declared, View, folded
from crawler.items import Block

# Where one method holds less than this share of another's text, one of them is wrong.
_AGREEMENT = 1 / 3
_SHORTEST_BODY = 80  # characters; a container with less missed the text
_SHORT_BODY = 600  # characters; a theme's element with less may be a teaser's
_MOST_JUDGED = 50  # elements of a name; of a page with more all may be the article's
_FEWEST_BLOCKS = 3  # of a text of which lines are taken
_MOST_UPDATES = 500  # entries of a live blog
_PROBE = 12  # words of the stated text that are looked for in the text found
_SHORTEST_TELLING = 4  # letters of a word that tells what a text is about
# The share of such words of a summary that its text has: of 147 descriptions in `../shared/pages` 144 reach it, of 862
# beginnings of other texts in the same language none.
_SAME_STORY = 0.6
_SHORTEST_STATEMENT = 200  # characters of an articleBody that says anything about the text found

_LINES_AROUND = 6  # lines before the first sentence that may be a byline

_MARKUP = re.compile(r"<[^<>]{0,2000}>")
_LINE_MARKUP = re.compile(r"<(?:/p|br|/div|/h[1-6]|/li)\b[^<>]{0,200}>", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    """The text found, by which method, with what was read for it."""

    blocks: list[Block]
    method: str
    reading: Reading
    selection: Selection
    containers: Sequence[Node] = ()
    problems: list[str] = field(default_factory=list)

    def cut_standfirst(self, description: str) -> str | None:
        """Take the first paragraph out of a text found by search, where it is the standfirst, and return it.

        It is where it stands in an element apart from the text and is the page's description word for word; a
        description made of the first paragraph is cut to a length.
        """
        kept, runs, parents = self.selection.kept, self.reading.runs, self.reading.parents
        if self.method != "generic" or len(kept) < 2 or runs[kept[0]].kind not in ("paragraph", "heading"):
            return None
        first, second = runs[kept[0]], runs[kept[1]]
        apart = parents[first.node] != parents[second.node] and first.node not in (second.node, parents[second.node])
        if not apart or words_of(first.text) != words_of(description):
            return None
        del kept[0], self.blocks[0]
        return first.text

    def cut_bylines(self, people: Sequence[str]) -> None:
        """Take the lines at both ends of the text that only name its authors out of it, and one about them below."""
        kept, blocks = self.selection.kept, self.blocks
        if min(len(blocks), len(kept)) > _FEWEST_BLOCKS and self._is_about(people):
            del kept[-1], blocks[-1]
        for at in (-1, 1, 0):  # below a standfirst as well
            if min(len(blocks), len(kept)) < _FEWEST_BLOCKS:
                return
            text = blocks[at].text
            if text == self.reading.runs[kept[at]].text and names_only(text, people):
                del kept[at], blocks[at]

    def _is_about(self, people: Sequence[str]) -> bool:
        """Say whether the last paragraph is about an author.

        It stands under a line that only names them, or begins with the name in an element apart from the one before it.
        """
        runs, parents, kept = self.reading.runs, self.reading.parents, self.selection.kept
        before, last = runs[kept[-2]], runs[kept[-1]]
        if last.text != self.blocks[-1].text:
            return False
        if names_only(runs[kept[-1] - 1].text, people):
            return True
        text = folded(last.text)
        named = any(text.startswith(f"{folded(name)} ") for name in people if name)
        return named and parents[last.node] != parents[before.node]

    def bounds(self) -> tuple[Node | None, Node | None]:
        """Return the elements of the first and the last block of the text."""
        kept = self.selection.kept
        if not kept:
            return None, None
        first, last = (self.reading.elements[self.reading.runs[at].node] for at in (kept[0], kept[-1]))
        return first, last

    def ends(self) -> tuple[list[str], list[str]]:
        """Return the first line of the text with those before it, nearest first; the last with those after it."""
        kept, runs = self.selection.kept, self.reading.runs
        if not kept:
            return [], []
        before = [run.text for run in runs[max(0, kept[0] - _LINES_AROUND) : kept[0] + 1] if run.text]
        after = [run.text for run in runs[kept[-1] : kept[-1] + 2]]
        return before[::-1], after


def find(view: View, headline: str = "", removed: Set[Node] = frozenset()) -> Body:
    """Return the text of an article: by the site's layouts, the theme's, or the search of the whole page.

    `headline` is the article's title; `removed` is known to be no part of the text. Of the text found and the
    text stated (JSON-LD), where one holds less than a third of the other, the longer is taken; but the stated
    one also where the text found has neither its beginning nor its words, being another text then, not the one that
    a summary was stated of. Such a case is named in `problems`, unless the stated text ends in dots, being the
    beginning only.
    """
    document, declared, structured = view.document, view.declared, view.structured
    live = structured.is_live
    body = _by_layout(document, declared, headline, removed, live) or _by_search(document, headline, removed, live)
    if body.blocks and body.method != "layout" and any(name == "layout" and layout.body for name, layout in declared):
        body.problems.append("layout missed: body")
    stated = _stated_blocks(structured)
    length, stated_length = _length(body.blocks), _length(stated)
    if stated_length < _SHORTEST_STATEMENT or min(length, stated_length) >= _AGREEMENT * max(length, stated_length):
        return body
    if body.method != "generic" and stated_length > length:
        searched = _by_search(document, headline, removed, live)
        if _length(searched.blocks) >= _AGREEMENT * stated_length:
            searched.problems = [*body.problems, "methods disagree: body"]
            return searched
    if stated_length > length or not _tells_the_same(body.blocks, stated):
        body.blocks = stated
        body.method = "json-ld"
    elif _was_cut(stated):
        return body
    body.problems.append("methods disagree: body")
    return body


def _by_layout(
    document: Document,
    declared: Declared,
    headline: str,
    removed: Set[Node],
    live: bool,
) -> Body | None:
    """Return the text by the first layout that has one; of a theme's, which may be a teaser's, what the search says.

    The names of a theme stand in boxes, side columns and teasers of other pages: a text in such is taken only where
    the search finds no longer one, a short one only where the search finds none above it that is thrice as long.
    """
    place = Place.LIVE if live else Place.EXACT
    for name, layout in declared:
        containers = layouts.containers(document, layout.body)
        central = containers
        if name != "layout":  # a theme's names are found in boxes and side columns, too
            central = _in_the_middle(document, containers, headline)
            containers = central or containers
        containers = _of_one_article(document, containers, headline)
        if not containers:
            continue
        furniture = {*removed}
        for css in (layout.remove, layout.related):
            furniture.update(layouts.find(document, css))
        reading = read(containers, furniture)
        found = survey(reading, headline)
        candidates = [at for at, run in enumerate(reading.runs) if is_candidate(run, found.excluded, place)]
        selection = select(reading, found, candidates, headline, place)
        blocks = to_blocks(reading, selection.kept)
        length = _length(blocks)
        if length < _SHORTEST_BODY:
            continue
        body = Body(blocks, name, reading, selection, containers)
        if name == "layout" or (central and _is_surely_the_text(document, body)):
            return body
        searched = _by_search(document, headline, removed, live)
        if central:
            other = _length(searched.blocks) * _AGREEMENT > length and _begins_above(document, searched, body)
        else:
            other = _length(searched.blocks) > length
        return searched if other else body
    return None


def _is_surely_the_text(document: Document, body: Body) -> bool:
    """Say whether a theme's text is too long to be a teaser's, or has no prose above it that may be the article's."""
    length = _length(body.blocks)
    return length > _SHORT_BODY or _prose_above(document, body.containers[0]) < length / _AGREEMENT


def _prose_above(document: Document, container: Node) -> int:
    """Return how many characters of what may be sentences stand above an element."""
    lengths = map(len, texts(document.root, SKIPPED_TAGS, container))
    return sum(length for length in lengths if length > _SHORTEST_BODY)


def _begins_above(document: Document, one: Body, other: Body) -> bool:
    """Say whether a text begins above another on the page."""
    firsts = {one.bounds()[0]: True, other.bounds()[0]: False}
    return next((firsts[element] for element in document.elements if element in firsts), False)


def _in_the_middle(document: Document, containers: Sequence[Node], headline: str) -> list[Node]:
    """Return those of some elements that lie in no furniture of the page, or in such as holds the headline."""
    furniture = [next(filter(_is_furniture, ancestors(element)), None) for element in containers[:_MOST_JUDGED]]
    headed = around_headline(document, headline) if any(around is not None for around in furniture) else set()
    judged = zip_longest(containers, furniture)
    return [element for element, around in judged if around is None or around in headed]


def _is_furniture(element: Node) -> bool:
    return role_of_element(element, element.tag or "", element.attributes) > Role.CONTENT


def _of_one_article(document: Document, containers: list[Node], headline: str) -> list[Node]:
    """Return those of the containers that stand in one <article>: the one with the headline, or the longest."""
    if len(containers) < 2:
        return containers
    articles: dict[Node | None, list[Node]] = {}
    for container in containers:
        articles.setdefault(nearest(container, "article"), []).append(container)
    if len(articles) == 1:
        return containers
    headed = around_headline(document, headline)
    return max(
        articles.items(),
        key=lambda item: (item[0] in headed, sum(len(element.text()) for element in item[1])),
    )[1]


def _by_search(document: Document, headline: str, removed: Set[Node], live: bool) -> Body:
    reading, selection = generic.find(document, headline, removed, Place.LIVE if live else Place.FOUND)
    blocks = to_blocks(reading, selection.kept)
    return Body(blocks, "generic" if blocks else "", reading, selection)


def _stated_blocks(structured: Structured) -> list[Block]:
    """Return the JSON-LD articleBody as paragraphs, and the entries of a live blog, each headed by its time."""
    blocks = [Block("paragraph", line) for line in _lines(structured.article.get("articleBody"))]
    updates = structured.article.get("liveBlogUpdate")
    for update in updates[:_MOST_UPDATES] if isinstance(updates, list) else []:
        if isinstance(update, dict):
            heading = " ".join(filter(None, (text_of(update.get("datePublished")), text_of(update.get("headline")))))
            if heading:
                blocks.append(Block("heading", heading))
            blocks += [Block("paragraph", line) for line in _lines(update.get("articleBody"))]
    return blocks


def _lines(value: object) -> list[str]:
    text = text_of(value)
    if "<" in text:
        text = _MARKUP.sub(" ", _LINE_MARKUP.sub("\n", text))
    return [line for raw in text.splitlines() if (line := " ".join(raw.split()))]


def _tells_the_same(blocks: Sequence[Block], stated: Sequence[Block]) -> bool:
    """Say whether the text found has the words that the stated text begins with, or most of all its longer words."""
    found = words_of(" ".join(block.text for block in blocks))
    words = words_of(" ".join(block.text for block in stated)).split()
    if " ".join(words[:_PROBE]) in found:
        return True
    telling = {word for word in words if len(word) >= _SHORTEST_TELLING}
    return len(telling.intersection(found.split())) >= _SAME_STORY * len(telling)


def _was_cut(stated: Sequence[Block]) -> bool:
    """Say whether the stated text is only the beginning of a text, as its last characters tell."""
    return stated[-1].text.endswith(("...", "…", "[…]", "[...]"))


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
