"""The language of an article among those the Moroccan press writes, offline, without a model.

Script first, by letters; then words that only one language has, by weight (`crawler.text.language_words`). The
languages: standard Arabic (ar), Moroccan Arabic in Arabic or Latin script (ary), Amazigh in Tifinagh (zgh), French,
English, Spanish. What is none of them, or two of them in equal parts, gets None rather than the likeliest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from crawler.text.language_words import DARIJA, DARIJA_SHARED, LATIN, MSA, MSA_ONLY
from crawler.text.remembered import Remembered

SAMPLE = 800
"""Characters looked at: some 140 words settle any article (of 615 texts none was told otherwise by 1,000), and no
article takes more than a fraction of a millisecond."""

MAIN_SCRIPT = 0.6
"""Share of the letters from which a text is in one script; below, it is in two, and so in no one language."""

KEPT = 32_768
"""Words of which is kept what they tell: nearly all words of a text are words of others too."""

SHORT = 8
"""Words up to which a text is a headline: function words may be missing, and hints count."""

ENOUGH = 1.0
"""Weight of words without which nothing is certain: one word that a single language has."""

ENOUGH_SHORT = 0.6
"""The same for a headline: two words shaped as a single language shapes them."""

ENOUGH_DARIJA = 1.5
"""The same for Moroccan Arabic, whose words are borrowed into headlines of standard Arabic."""

DENSITY = 0.1
"""Weight per word of a longer text. The six languages have 0.25 to 0.5; lists of names have next to nothing."""

AHEAD = 1.35
"""How much heavier than the next language's the words of the first must be."""

DARIJA_DENSITY = 0.06
"""Weight per word of Moroccan Arabic: its prose has 0.15 and more, an article with one sentence of it 0.02."""

ARABIC_DENSITY = 0.05
"""Weight per word of Arabic of either kind; standard prose has 0.3."""

MIN_ARABIC = 4
"""Words in Arabic script from which the faintest sign of Arabic is enough: nothing else is written so here."""

MAX_FOREIGN = 0.1
"""Letters a word of Persian, Urdu or Kurdish that Arabic lacks; those languages have 0.3 and more."""

FORM_WEIGHT = 0.8
"""Weight of a word formed as only Moroccan Arabic forms it: "kaydiro", "9lobna"."""

SHAPED = 40
"""Words up to which letters and endings count; in a longer text function words say it all, and faster."""

SHAPE_WEIGHT = 0.35
"""Weight of letters and endings that lean to a language."""

DARIJA_SHARED_WEIGHT = 0.2
ARTICLE_WEIGHT = 0.25
"""Weight of a word with the Arabic article, which no other language in the script writes."""

_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c-\u200f]")
_WORDS = re.compile(r"[^\W_]+")
_FOREIGN_ARABIC = re.compile("[\u06a9\u06cc\u06d2\u06c1\u0679\u0688\u0691\u06ba\u06d5\u06c6]")
"""Letters of Persian, Urdu and Kurdish that Arabic does not have, Morocco's گ and ڭ not among them."""

_ARTICLE = ("ال", "وال", "بال", "لل", "فال", "كال")
_DARIJA_FORM = re.compile(r"ما[^\W\d_]{3,}ش|(?:كا?|غ)[ينت][^\W\d_]{2,}و")
"""Negation around the verb, and the plural of the present and the future: "ماعرفتش", "كيلعبو", "غيلعبو"."""
_DARIJA_LATIN = re.compile("(?:k|gh)a[ynt][a-z0-9]{3,}|(?=(?:[0-9]*[a-z]){2})[a-z]*[379][a-z][a-z0-9]*")
"""The same prefixes, and ع ح ق written as 3 7 9."""
_COUNTED = re.compile(r"[0-9]+(?:eme|ème|ieme|ième|er|rd|th|nd|st|ans|km|kg|mn|min|mm|cm|am|pm|dh|mad|go|mo|kwh|mw|ha)")
_SHAPES = re.compile(
    "(?P<es>ñ|ción$|ciones$|dad$|dades$|[áíóú]|ado$|ados$|ada$|adas$|mente$|illo$|ero$|eros$|rán$|oso$)"
    "|(?P<fr>[àâçèêëîïôœùû]|eux$|euse$|aux$|ment$|ique$|iques$|aire$|aires$|ées?$|és?$|eurs?$|ances?$|elles?$|ettes?$|ent$)"
    "|(?P<en>ing$|ings$|ed$|ly$|ness$|ght|th$|sh$|ck|ow|ee|oo|ship$|ty$|wh|ks$)"
)
"""Letters and endings that lean to a language; together they settle a headline without function words."""

_ALIASES = {"tzm": "zgh", "ber": "zgh", "shi": "zgh", "rif": "zgh"}
_PROPOSED = ("fr", "en", "es", "ary")


def _latin_weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """Weigh each word by how few languages have it."""
    weights: dict[str, tuple[tuple[str, float], ...]] = {}
    for words in LATIN.values():
        for word in words:
            having = [language for language, others in LATIN.items() if word in others]
            weights[word] = tuple((language, 1 / len(having) ** 1.5) for language in having)
    return weights


def _arabic_weights() -> dict[str, tuple[float, float, float]]:
    """Weigh each word as evidence for (Arabic of either kind, standard Arabic, Moroccan Arabic)."""
    weights = dict.fromkeys(MSA, (0.5, 0.0, 0.0)) | dict.fromkeys(MSA_ONLY, (0.0, 1.0, 0.0))
    weights |= {prefix + word: weight for word, weight in weights.items() for prefix in ("و", "ف", "ب", "ل")}
    weights |= dict.fromkeys(DARIJA - MSA, (0.0, 0.0, 1.0))
    # Not of short words: "و" before "لي" would make a Moroccan of every crown prince.
    weights |= {"و" + word: (0.0, 0.0, 1.0) for word in DARIJA - DARIJA_SHARED if len(word) > 3}
    return weights | dict.fromkeys(DARIJA_SHARED, (0.2, 0.0, DARIJA_SHARED_WEIGHT))


_LATIN = _latin_weights()
_ARABIC = _arabic_weights()


def detect(text: str, *, hints: Sequence[str] = ()) -> tuple[str | None, str | None]:
    """Return (language, script) of a text: an ISO 639 code and an ISO 15924 code, each None where not certain.

    `hints` are what a page or site says of itself ("ar-MA", "fr"), best first. They settle short texts and ties, and
    are never believed against the words.
    """
    words = _WORDS.findall(_MARKS.sub("", _sample(text)).lower())
    counts = Counter(map(_TOLD.__getitem__, words))
    letters = {"Arab": 0, "Latn": 0, "Tfng": 0, "": 0}
    for kind, count in counts.items():
        letters[kind.script] += kind.letters * count
    total = sum(letters.values())
    script = max(letters, key=letters.__getitem__)
    if not script or not total:
        return None, None
    if letters[script] < MAIN_SCRIPT * total:
        return None, script
    bases = [hint.strip().lower().replace("_", "-").partition("-")[0] for hint in hints]
    hinted = [_ALIASES.get(base, base) for base in bases]
    if script == "Tfng":
        return "zgh", script
    weighed = [(kind.weight, count) for kind, count in counts.items() if kind.script == script]
    return (_arabic if script == "Arab" else _latin)(words, weighed, hinted), script


def _sample(text: str) -> str:
    """Return the text, or its beginning, middle and end."""
    if len(text) <= SAMPLE:
        return text
    part, middle = SAMPLE // 4, len(text) // 2
    return f"{text[: 2 * part]} {text[middle : middle + part]} {text[-part:]}"


def _script_of(word: str) -> str:
    first = word[0]
    if first < "\u0250":
        return "" if word.isdecimal() else "Latn"
    if "\u0600" <= first <= "\u08ff" or "\ufb50" <= first <= "\ufdff" or "\ufe70" <= first <= "\ufeff":
        return "" if word.isdecimal() else "Arab"
    return "Tfng" if "\u2d30" <= first <= "\u2d7f" else ""


def _arabic(words: list[str], weighed: _Weighed, hints: list[str]) -> str | None:
    """Tell standard from Moroccan Arabic, and both from what else is written in the script."""
    total = sum(count for _, count in weighed)
    if len(_FOREIGN_ARABIC.findall(" ".join(words))) > MAX_FOREIGN * total:
        return None
    arabic = standard = moroccan = 0.0
    for weights, count in weighed:
        if weights:
            arabic += weights[0] * count
            standard += weights[1] * count
            moroccan += weights[2] * count
    if moroccan >= max(ENOUGH_DARIJA, DARIJA_DENSITY * total) and moroccan > standard:
        return "ary"
    arabic += standard
    if arabic >= max(ENOUGH, ARABIC_DENSITY * total) or (arabic and total >= MIN_ARABIC):
        return "ar"
    return _hinted(hints, ("ar", "ary")) if total <= SHORT else None


def _arabic_weight(word: str) -> tuple[float, float, float] | None:
    """Weigh a word, known or not, as evidence for (Arabic of either kind, standard Arabic, Moroccan Arabic)."""
    if weights := _ARABIC.get(word):
        return weights
    if word.startswith(_ARTICLE):
        return ARTICLE_WEIGHT, 0.0, 0.0
    return (0.0, 0.0, FORM_WEIGHT) if _DARIJA_FORM.fullmatch(word) else None


def _latin(words: list[str], weighed: _Weighed, hints: list[str]) -> str | None:
    """Return the language in Latin script whose words weigh most, where they weigh enough and clearly most."""
    total = sum(count for _, count in weighed)
    scores = dict.fromkeys(LATIN, 0.0)
    for weights, count in weighed:
        for language, weight in weights:
            scores[language] += weight * count
    for word in words if total <= SHAPED else ():
        if _TOLD[word] is _kind("Latn", len(word), ()) and (shape := _SHAPES.search(word)):
            scores[str(shape.lastgroup)] += SHAPE_WEIGHT
    second, first = sorted(scores.values())[-2:]
    enough = max(ENOUGH_SHORT if total <= SHORT else ENOUGH, DENSITY * total)
    if first >= enough and first >= AHEAD * second:
        language = max(scores, key=scores.__getitem__)
        return language if language in _PROPOSED else None
    if total <= SHORT or first >= DENSITY * total:
        open_to = _PROPOSED if first < ENOUGH_SHORT else [it for it in _PROPOSED if AHEAD * scores[it] >= first]
        return _hinted(hints, open_to)
    return None


def _latin_weight(word: str) -> tuple[tuple[str, float], ...]:
    """Weigh a word in Latin script, known or not, by language."""
    if weights := _LATIN.get(word):
        return weights
    return (("ary", FORM_WEIGHT),) if _DARIJA_LATIN.fullmatch(word) and not _COUNTED.fullmatch(word) else ()


@dataclass(slots=True, frozen=True, eq=False)
class _Kind:
    """What a word tells: its script, its letters, what it weighs among the languages in that script.

    Words alike in these share one, so that a text is counted by some fifty of them.
    """

    script: str
    letters: int
    weight: Any


_Weighed = list[tuple[Any, int]]
"""Weights, and how many words have them."""

_kind = cache(_Kind)


def _tell(word: str) -> _Kind:
    script = _script_of(word)
    weigh = {"Arab": _arabic_weight, "Latn": _latin_weight}.get(script)
    return _kind(script, len(word), weigh(word) if weigh else None)


_TOLD = Remembered(_tell, KEPT)


def _hinted(hints: list[str], possible: Sequence[str]) -> str | None:
    """Return the first hint that is possible."""
    return next((hint for hint in hints if hint in possible), None)
