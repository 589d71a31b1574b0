"""All that a field of an article may be found in, each part of it prepared once."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain

from crawler.extraction.document import Document
from crawler.extraction.marks import Mark, marks_of
from crawler.extraction.structured import Structured, text_of, types_of
from crawler.extraction.tree import Node, opening_text
from crawler.site import Layout, Site

Declared = Sequence[tuple[str, Layout]]
"""The layouts that may serve, each with the name of its method, in the order to try them."""

_MOST_AUTHORS = 4  # stated ones that may be the site
_MOST_NAME_WORDS = 8  # of a site; what is longer is the headline, stated as the site's name
_WORD = re.compile(r"\w+")


class View:
    """A page seen with what is known of its site."""

    def __init__(self, document: Document, structured: Structured, declared: Declared, site: Site | None) -> None:
        self.document = document
        self.structured = structured
        self.declared = declared
        self.site = site

    @cached_property
    def _marked(self) -> list[list[list[int]]]:
        found: list[list[list[int]]] = [[] for _ in Mark]
        page_classes = self.document.class_attributes
        for names in filter(marks_of, page_classes):  # most name no part
            for mark in marks_of(names):
                found[mark].append(page_classes[names])
        return found

    def marked(self, mark: Mark) -> list[Node]:
        """Return the elements whose class names a part, in document order."""
        positions = sorted(position for those in self._marked[mark] for position in those)
        return [self.document.classed[position] for position in positions]

    def marked_alone(self, mark: Mark) -> list[Node]:
        """Return those of the elements whose class attribute no other element has.

        The cards of other articles have the classes of the article's own parts, but in numbers.
        """
        positions = sorted(those[0] for those in self._marked[mark] if len(those) == 1)
        return [self.document.classed[position] for position in positions]

    @cached_property
    def _related_links(self) -> list[Node]:
        return self.document.root.css("a[rel]")

    @cached_property
    def _relations(self) -> dict[str, list[int]]:
        """The distinct `rel` attributes of links, with the positions of these among the links with one."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, link in enumerate(self._related_links):
            found[link.attrs["rel"] or ""].append(position)
        return found

    def links_with_relation(self, *words: str) -> list[Node]:
        """Return the links whose `rel` has all these words, in document order."""
        wanted = set(words)
        alike = [positions for rel, positions in self._relations.items() if wanted.issubset(rel.split())]
        return [self._related_links[position] for position in sorted(chain.from_iterable(alike))]

    @cached_property
    def site_names(self) -> dict[str, str]:
        """The names that the site goes by, by their folded form."""
        names = reversed([name for name in self._names() if name and len(name.split()) <= _MOST_NAME_WORDS])
        return {folded(name): name for name in names}

    def is_site_name(self, text: str) -> bool:
        """Say whether a text is a name of the site, also where its address writes it as one word."""
        words = folded(text)
        return words in self.site_names or words.replace(" ", "") in self.site_names

    def _names(self) -> Iterator[str]:
        if self.site is not None:
            yield self.site.title
            yield self.site.title_ar or ""
        for name in ("og:site_name", "application-name"):
            yield from self.structured.meta.get(name, ())
        yield text_of(self.structured.resolve(self.structured.article.get("publisher")))
        for node in self.structured.nodes:
            if "WebSite" in types_of(node):
                yield text_of(node)
        yield from self._signing_titles()
        host = self.document.url.split("/")[2] if self.document.url.count("/") >= 2 else ""
        yield host
        yield host.removeprefix("www.")
        yield host.removeprefix("www.").split(".")[0]

    def _signing_titles(self) -> Iterator[str]:
        """Yield what stands at an end of the page's title and is stated as its author as well."""
        titles = [folded(opening_text(title)) for title in self.document.tagged("title")[:1]]
        for name in self.structured.meta.get("author", ())[:_MOST_AUTHORS]:
            key = folded(name)
            if any(title.startswith(f"{key} ") or title.endswith(f" {key}") for title in titles):
                yield name


@lru_cache(1_024)  # a page asks again and again for its headline's words, a crawl for the names of its sites
def folded(text: str) -> str:
    """Return the words of a text in one case and form, for comparison: of a long text those of its beginning."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text[:_LONGEST_COMPARED]).casefold()))


_LONGEST_COMPARED = 3_000  # characters; putting vowel marks in order takes the square of their number
