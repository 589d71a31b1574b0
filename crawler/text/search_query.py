"""What a person types into a search, read: words, "phrases", -left out, beginnings*.

Every text is a query. What is no word counts for nothing, a quotation mark that is not closed ends with the text, and
`match_expression` is always one that SQLite's FTS5 accepts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crawler.text.arabic import normalise
from crawler.text.arabic_stems import ARTICLE
from crawler.text.search_forms import stems, words

MOST_TERMS = 32
"""Terms of a query that count: more are no question, and each one costs."""

LEAST_BEGINNING = 4
"""Letters a beginning must have, three of them after an article; shorter ones are looked for as words. FTS5 reads all
that begins so before it gives any of it: "con*" would take seconds of a million articles, "ال*" half a minute."""

NOTHING = '""'
"""The expression that FTS5 accepts and no article answers."""

_TERM = re.compile(
    r"""(?P<without>(?<!\S)[-\u2212])?
    (?:["\u201c\u201d\u201e\u00ab\u00bb](?P<phrase>[^"\u201c\u201d\u201e\u00ab\u00bb]*)["\u201c\u201d\u201e\u00ab\u00bb]?
    |(?P<word>[^\s"\u201c\u201d\u201e\u00ab\u00bb]+))""",
    re.VERBOSE,
)

Kind = Literal["word", "phrase", "beginning"]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for, or to be left out.

    A phrase is `words` in a row, spelt so; a word has one, and is also met as one of its `stems`; a beginning is the
    start of a word.
    """

    kind: Kind
    words: tuple[str, ...]
    stems: tuple[str, ...] = ()
    without: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """The word and what else it is met as."""
        return (*self.words, *self.stems)


def read_query(text: str) -> tuple[Term, ...]:
    """Return the terms of a query, each once, in the order they were typed."""
    found: dict[Term, None] = {}
    for typed in _TERM.finditer(normalise(text)):
        without = bool(typed["without"])
        if typed["phrase"] is not None:
            row = tuple(words(typed["phrase"]))
            made = [Term("phrase", row, without=without)] if row else []
        else:
            made = [_word(word, without=without) for word in words(typed["word"])]
            if made and typed["word"].endswith("*") and _tells(made[-1].words[0]):
                made[-1] = Term("beginning", made[-1].words, without=without)
        found |= dict.fromkeys(made)
        if len(found) >= MOST_TERMS:
            break
    return tuple(found)[:MOST_TERMS]


def match_expression(text: str) -> str:
    """Return the FTS5 expression that finds in `articles_fts` what a person typed."""
    return expression_of(read_query(text))


def expression_of(terms: Sequence[Term]) -> str:
    """Return the FTS5 expression of terms."""
    wanted = " AND ".join(_expression(term) for term in terms if not term.without)
    unwanted = " OR ".join(_expression(term) for term in terms if term.without)
    if not wanted:
        return NOTHING
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _tells(beginning: str) -> bool:
    article = ARTICLE.match(beginning)
    after_article = article.end() if article else 0
    return len(beginning) >= LEAST_BEGINNING and len(beginning) - after_article >= LEAST_BEGINNING - 1


def _word(word: str, *, without: bool) -> Term:
    return Term("word", (word,), stems(word, None), without)


def _expression(term: Term) -> str:
    # Words hold no quotation mark: `words` leaves letters and digits.
    if term.kind == "phrase":
        return f'{{title body}} : "{" ".join(term.words)}"'
    if term.kind == "beginning":
        return f'"{term.words[0]}" *'
    met_as = " OR ".join(f'"{form}"' for form in term.forms)
    return f"({met_as})"
