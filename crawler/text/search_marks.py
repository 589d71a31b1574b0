"""Where a text answers a query: the words to mark in a headline, and the part of a body to show. Pure functions.

The words of the text are made by the same functions that made those of the index, so what is marked is what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.text.search_forms import stems, words
from crawler.text.search_query import Term

SNIPPET_WORDS = 36
"""Words of a snippet: two or three lines."""

LEAD_WORDS = 8
"""Words shown before the first one that is marked."""

MOST_LOOKED_AT = 20_000
"""Characters of a body that are looked at for a snippet; an article of that length is rare."""

_CHUNK = re.compile(r"\S+")
_INSIDE = re.compile(r"\w.*\w|\w", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text; `marked` says that the query asked for it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: its one spelling, the chunk it stands in, where that begins and ends."""

    word: str
    chunk: int
    start: int
    end: int


def marked(text: str, terms: Sequence[Term], language: str | None) -> tuple[Piece, ...]:
    """Return a text in pieces, those marked that `terms` ask for; `language` is the text's."""
    spans = dict.fromkeys((word.start, word.end) for _, run in _met(_words(text), terms, language) for word in run)
    return _pieces(text, 0, len(text), sorted(spans))


def snippet(text: str, terms: Sequence[Term], language: str | None) -> tuple[Piece, ...]:
    """Return the part of a text in which most of the terms stand close together, its beginning where none does."""
    looked_at = text[:MOST_LOOKED_AT]
    chunks = [(found.start(), found.end()) for found in _CHUNK.finditer(looked_at)]
    if not chunks:
        return ()
    met = list(_met(_words(looked_at), terms, language))
    first = max(_richest([(number, run[0].chunk) for number, run in met]) - LEAD_WORDS, 0)
    first = max(min(first, len(chunks) - SNIPPET_WORDS), 0)
    last = min(first + SNIPPET_WORDS, len(chunks)) - 1
    start, end = chunks[first][0], chunks[last][1]
    spans = dict.fromkeys((word.start, word.end) for _, run in met for word in run if start <= word.start < end)
    pieces = _pieces(text, start, end, sorted(spans))
    before, after = ("… " if first else ""), (" …" if end < len(text.rstrip()) else "")
    around = (Piece(before, marked=False), *pieces, Piece(after, marked=False))
    return tuple(piece for piece in around if piece.text)


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    for chunk, seen in enumerate(_CHUNK.finditer(text)):
        inside = _INSIDE.search(seen[0])
        if inside:
            start = seen.start() + inside.start()
            end = seen.start() + inside.end()
            found += (_Word(word, chunk, start, end) for word in words(seen[0]))
    return found


def _met(found: Sequence[_Word], terms: Sequence[Term], language: str | None) -> Iterator[tuple[int, Sequence[_Word]]]:
    """Yield the runs of words that answer a term, each with the term's number, in the order of the text."""
    wanted = [(number, term) for number, term in enumerate(terms) if not term.without]
    answers: dict[str, list[int]] = {}
    for place, each in enumerate(found):
        if each.word not in answers:
            answers[each.word] = [number for number, term in wanted if _answers(each.word, term, language)]
        for number in answers[each.word]:
            run = found[place : place + len(terms[number].words)]
            if terms[number].kind != "phrase" or tuple(word.word for word in run) == terms[number].words:
                yield number, run


def _answers(word: str, term: Term, language: str | None) -> bool:
    """Say whether a word of a text answers a term, or begins a row of words that may."""
    if term.kind == "phrase":
        return word == term.words[0]
    met_as = (word, *stems(word, language))
    if term.kind == "beginning":
        return any(form.startswith(term.words[0]) for form in met_as)
    return any(form in term.forms for form in met_as)


def _richest(met: Sequence[tuple[int, int]]) -> int:
    """Return the chunk from which a snippet's length holds most different terms, the first such; 0 where none is."""
    best, most = 0, 0
    for place, (_, chunk) in enumerate(met):
        terms = {number for number, other in met[place : place + SNIPPET_WORDS] if other < chunk + SNIPPET_WORDS // 2}
        if len(terms) > most:
            best, most = chunk, len(terms)
    return best


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for first, last in spans:
        pieces += (Piece(text[start:first], marked=False), Piece(text[first:last], marked=True))
        start = last
    pieces.append(Piece(text[start:end], marked=False))
    return tuple(piece for piece in pieces if piece.text)
