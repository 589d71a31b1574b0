"""What a line of text is, told from the line alone: a sentence, a label, a link."""

from __future__ import annotations

import re

from crawler.extraction.reading import Run

LONGEST_LABEL = 60  # characters; longer lines without a full stop are as often sentences
LONGEST_DATELINE = 120
_LINKED = 0.8  # the share of a line's characters in links from which on the line is a link

_WORD = re.compile(r"\w+")
CLOCK = re.compile(r"\d{1,2}\s*[:h]\s*\d{2}")
CLOCK_OR_YEAR = re.compile(rf"{CLOCK.pattern}|(?:19|20)\d\d")
YEAR = re.compile(r"(?:19|20|١٩|٢٠)[\d٠-٩]{2}")
_SENTENCE_END = re.compile(r"[.!?؟…。！？:»\"”)]\W*$")


def words_of(text: str) -> str:
    """Return the words of a text in one case, for comparison."""
    return " ".join(_WORD.findall(text.casefold()))


def ends_sentence(text: str) -> bool:
    """Say whether a text ends as a sentence does."""
    return bool(_SENTENCE_END.search(text))


def is_label(run: Run) -> bool:
    """Say whether a line is no sentence: a name, a date, a button, a mark."""
    text = run.text
    if len(text) >= LONGEST_DATELINE:
        return False
    if len(text) < LONGEST_LABEL and CLOCK_OR_YEAR.search(text):
        return True
    return not ends_sentence(text) and (len(text) < LONGEST_LABEL or bool(CLOCK_OR_YEAR.search(text)))


def is_linked(run: Run) -> bool:
    """Say whether a line is nothing but links."""
    return run.linked >= _LINKED * len(run.text)
