"""Where a text answers a query: the words to mark in a headline, and the part of a body to show.

The words of the text are made by the same functions that made those of the index, so what is marked is what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crawler.text.search_forms import stems, words
from crawler.text.search_query import Term

SNIPPET_WORDS = 36
"""Words of a snippet: two or three lines."""

LEAD_WORDS = 8
"""Words shown before the first one that is marked."""

MOST_LOOKED_AT = 20_000
"""Characters of a body that are looked at for a snippet; an article of that length is rare."""

_INSIDE = re.compile(r"\w.*\w|\w", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text; `marked` says that the query asked for it."""

    text: str
    marked: bool


class Marker:
    """Marks what a query asks for in one text after another."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._wanted = [term for term in terms if not term.without]
        # A word and its stems begin alike, once what is joined in front is off. Most words need not be stemmed to see
        # that they are not asked for.
        self._beginnings = tuple({form[:3] for term in self._wanted for form in term.forms})
        self._answers: dict[tuple[str, str | None], list[Term]] = {}

    def marked(self, text: str, language: str | None) -> tuple[Piece, ...]:
        """Return a text on one line, in pieces; `language` is the text's, None where it is not known."""
        chunks = text.split()
        return _pieces(chunks, {number for _, run in self._met(chunks, language) for number in run})

    def snippet(self, text: str, language: str | None) -> tuple[Piece, ...]:
        """Return the part of a text in which most terms stand close together, its beginning where none does."""
        chunks = text[:MOST_LOOKED_AT].split()
        met = list(self._met(chunks, language))
        first = max(min(_richest(met) - LEAD_WORDS, len(chunks) - SNIPPET_WORDS), 0)
        last = first + SNIPPET_WORDS
        to_mark = {number - first for _, run in met for number in run}
        before = (Piece("… ", marked=False),) if first else ()
        after = (Piece(" …", marked=False),) if last < len(chunks) or len(text) > MOST_LOOKED_AT else ()
        return (*before, *_pieces(chunks[first:last], to_mark), *after)

    def _met(self, chunks: Sequence[str], language: str | None) -> Iterator[tuple[Term, list[int]]]:
        """Yield the terms a text answers, in its order, each with the numbers of the chunks it does so in."""
        found = [(word, number) for number, chunk in enumerate(chunks) for word in _words_of(chunk)]
        for place, (word, number) in enumerate(found):
            if not any(beginning in word for beginning in self._beginnings):
                continue
            answers = self._answers.get((word, language))
            if answers is None:
                answers = [term for term in self._wanted if _answers(word, term, language)]
                self._answers[word, language] = answers
            for term in answers:
                run = found[place : place + len(term.words)]
                if term.kind != "phrase":
                    yield term, [number]
                elif tuple(each for each, _ in run) == term.words:
                    yield term, [chunk for _, chunk in run]


@lru_cache(50_000)
def _words_of(chunk: str) -> tuple[str, ...]:
    return tuple(words(chunk))


def _answers(word: str, term: Term, language: str | None) -> bool:
    """Say whether a word of a text answers a term, or begins a row of words that may."""
    if term.kind == "phrase":
        return word == term.words[0]
    met_as = (word, *stems(word, language))
    if term.kind == "beginning":
        return any(form.startswith(term.words[0]) for form in met_as)
    return not set(met_as).isdisjoint(term.forms)


def _richest(met: Sequence[tuple[Term, list[int]]]) -> int:
    """Return the chunk from which half a snippet holds most different terms, the first such; 0 where none is."""
    best, most = 0, 0
    for place, (_, run) in enumerate(met):
        near = met[place : place + SNIPPET_WORDS]
        terms = {term for term, other in near if other[0] < run[0] + SNIPPET_WORDS // 2}
        if len(terms) > most:
            best, most = run[0], len(terms)
    return best


def _pieces(chunks: Sequence[str], to_mark: set[int]) -> tuple[Piece, ...]:
    """Return chunks with spaces between, the letters marked of those whose numbers are given."""
    pieces: list[Piece] = []
    plain = ""
    for number, chunk in enumerate(chunks):
        inside = _INSIDE.search(chunk) if number in to_mark else None
        plain += " " if number else ""
        if inside is None:
            plain += chunk
            continue
        pieces += (Piece(plain + chunk[: inside.start()], marked=False), Piece(inside[0], marked=True))
        plain = chunk[inside.end() :]
    pieces.append(Piece(plain, marked=False))
    return tuple(piece for piece in pieces if piece.text)
