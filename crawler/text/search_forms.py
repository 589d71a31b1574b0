"""The words of a text as search knows them, the same when a text is indexed and when it is asked for.

`words` makes one spelling of many: what `crawler.text.arabic.fold` does to letters, marks, digits and case, and of
French and English the elided words taken off ("l'eau" is "eau", "Morocco's" is "morocco"). `stems` gives the further
forms that a word is found by, ranked below: without the article and what else is written joined to an Arabic word
(`crawler.text.arabic_stems`), without the endings of a French, English or Spanish one (Snowball).

A database holds what these functions gave when an article was stored: whoever changes what they return adds a migration
that fills the index again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from itertools import chain

from Stemmer import Stemmer

from crawler.text import arabic_stems
from crawler.text.arabic import folded_words
from crawler.text.remembered import Remembered

LONGEST_WORD = 60
"""Characters of a word that count; longer ones are addresses and rubbish, and would be terms of the index whole."""

MOST_CUT = 3
"""Letters a Latin ending may have. Longer ones part words that mean different things: Snowball makes "commun" of
"communication", "univers" of "université" where it keeps the accent."""

LEAST_STEM = 5
"""Letters Snowball must leave of a Latin word: "port" is no "porte", "part" no "parti"."""

LEAST_SINGULAR = 3
"""Letters the plural's ending must leave."""

KEPT = 30_000
"""Words of a language of which the further forms are kept: nearly all words of a text are words of others too."""

_APOSTROPHES = "\u2019\u2018\u2032`´＇"
_LETTER_APOSTROPHE = "\u02bc"  # a letter, as Unicode has it, and so no end of a word
_EITHER = f"['{_LETTER_APOSTROPHE}]"
_ELIDED = re.compile(
    rf"(?<!\w)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu){_EITHER}(?=\w)|(?<=\w){_EITHER}s(?!\w)", re.IGNORECASE
)
_TODAY = re.compile(rf"(?<!\w)aujourd{_EITHER}(?=hui(?!\w))", re.IGNORECASE)
_LATIN_WORD = re.compile("[a-z]+")
_PLURAL = re.compile("(?<=[^sx])[sx]$")
# They end as plurals do and are none, and mostly are another word without their ending: "mai" and "mais".
_NO_PLURALS = """
acces ailleurs alors apres assis avis bas biais bois bras cas choix corps cours croix dans dehors depens depuis dessous
dessus deux envers exces fais faux feux fils fois frais gars gens gros hors jadis jamais jus lors mais mars mieux mis
moins mois nous ours paix palais pas pays permis pis plus poids pres prix proces progres puis pus quelquefois recours
refus remords repas sans sens sous succes surplus tapis temps tiers toujours tous toux travers trois univers vers virus
voix vous paris tunis meknes calais
always besides does gas his news perhaps series species thanks this thus towards was yes
antes crisis despues entonces gracias jueves lejos lunes martes mas menos miercoles pues quizas seis tras tres viernes
"""
_NO_PLURAL = frozenset(_NO_PLURALS.split())
_SNOWBALL = {
    language: Stemmer(name, maxCacheSize=0).stemWord
    for language, name in {"fr": "french", "en": "english", "es": "spanish"}.items()
}


def words(text: str) -> list[str]:
    """Return the words of a text in their one spelling, in order."""
    # Written either way: "مسئول" and "مسؤول", "هيأة" and "هيئة".
    text = text.replace("ئو", "ؤو").replace("يأة", "يئة")
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    if "'" in text or _LETTER_APOSTROPHE in text:  # in the whole text the patterns would try every letter
        text = " ".join(
            [_unelided(part) if "'" in part or _LETTER_APOSTROPHE in part else part for part in text.split(" ")]
        )
    found = folded_words(text)
    return found if max(map(len, found), default=0) <= LONGEST_WORD else [word[:LONGEST_WORD] for word in found]


def _unelided(part: str) -> str:
    return _ELIDED.sub("", _TODAY.sub("aujourd", part))


def stems(word: str, language: str | None) -> tuple[str, ...]:
    """Return the further forms of one of `words`; `language` is the text's as "fr", None where it is not known."""
    return _STEMS.get(language, _STEMS[None])[word]


def all_stems(text_words: Iterable[str], language: str | None) -> list[str]:
    """Return the further forms of a text's words, each once, in the order they are met."""
    known = _STEMS.get(language, _STEMS[None])
    return list(dict.fromkeys(chain.from_iterable(map(known.__getitem__, dict.fromkeys(text_words)))))


def _stems(word: str, languages: Iterable[str]) -> tuple[str, ...]:
    if not word.isascii():
        return arabic_stems.stems(word)
    if not _LATIN_WORD.fullmatch(word):
        return ()
    found = dict.fromkeys(_latin_stem(word, each) for each in languages)
    found.pop(word, None)
    return tuple(found)


_STEMS: dict[str | None, Remembered[tuple[str, ...]]] = {
    **{language: Remembered(partial(_stems, languages=(language,)), KEPT) for language in _SNOWBALL},
    None: Remembered(partial(_stems, languages=_SNOWBALL), KEPT),
}
"""The further forms of words, by language; None for texts of another and of none that is known."""


def _latin_stem(word: str, language: str) -> str:
    # The plural goes first, so that a word keeps or loses its ending in both numbers alike.
    if word in _NO_PLURAL:
        return word
    single = _PLURAL.sub("", word) if len(word) > LEAST_SINGULAR else word
    stem = _SNOWBALL[language](single)
    return stem if len(stem) >= LEAST_STEM and len(single) - len(stem) <= MOST_CUT else single
