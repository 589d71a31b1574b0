"""`boilerplate.tsv` arranged for look-up. What its columns mean is said in `crawler.text.phrases`."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from crawler.text.arabic import fold

_NUMBER = re.compile(r"[0-9]+(?: [0-9]+)*(?: ?[km](?![^\W_]))?")
_DIGIT = re.compile("[0-9]")
_HOLES = re.compile("([#…])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as `folded` writes it, "#" standing for a number."""

    text: str
    kind: str
    match: str


@dataclass(slots=True)
class PhraseTable:
    """The phrases by how much of a line they explain; where several may begin alike, the longest comes first."""

    whole: dict[str, Phrase] = field(default_factory=dict)
    labels: dict[str, Phrase] = field(default_factory=dict)
    """Prefixes and openings by text."""
    introductions: dict[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))
    """Prefixes and openings by first word."""
    suffixes: dict[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))
    """By last word."""
    gapped: dict[str, list[tuple[re.Pattern[str], Phrase]]] = field(default_factory=lambda: defaultdict(list))
    """Phrases with "…" by first word."""
    pieces: dict[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))
    """Whole phrases and parts, of which a line may be composed, by first word."""
    first_words: set[str] = field(default_factory=set)


def folded(line: str) -> str:
    """Return the folded line with every number, "1 200" and "1.2K" included, as a word "#"."""
    text = fold(line)
    return " ".join(_NUMBER.sub(" # ", text).split()) if _DIGIT.search(text) else text


@cache
def phrase_table() -> PhraseTable:
    """Read the table, once."""
    table = PhraseTable()
    rows = files("crawler.text").joinpath("boilerplate.tsv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(rows, delimiter="\t"):
        _add(table, row["phrase"], row["kind"], row["match"])
    for phrases in (*table.introductions.values(), *table.pieces.values()):
        phrases.sort(key=lambda phrase: len(phrase.text), reverse=True)
    return table


def _add(table: PhraseTable, written: str, kind: str, match: str) -> None:
    """Put a row where it is looked for."""
    bits = [bit if bit in "#…" else fold(bit) for bit in _HOLES.split(written)]
    phrase = Phrase(" ".join(bit for bit in bits if bit), kind, match)
    first = phrase.text.split(" ", 1)[0]
    if match == "suffix":
        table.suffixes[phrase.text.rsplit(" ", 1)[-1]].append(phrase)
        return
    table.first_words.add(first)
    if "…" in phrase.text:
        table.gapped[first].append((re.compile(re.escape(phrase.text).replace("…", ".{1,200}")), phrase))
    elif match in ("prefix", "opening"):
        table.labels[phrase.text] = phrase
        table.introductions[first].append(phrase)
    else:
        table.pieces[first].append(phrase)
        if match != "part" and (phrase.text not in table.whole or match == "heading"):
            table.whole[phrase.text] = phrase
