"""Pairs of texts: one story printed twice, or two stories that only look alike. All made from a seed, none stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from string import Formatter

from tests import bulletins
from tests.newsroom import words_ar, words_fr
from tests.newsroom.calendar import MONTHS

WORDS = {"ar": words_ar, "fr": words_fr}
EASTERN_MONTHS = {
    "ماي": "مايو", "يوليوز": "يوليو", "غشت": "أغسطس", "شتنبر": "سبتمبر", "نونبر": "نوفمبر", "دجنبر": "ديسمبر",
}  # fmt: skip
NUMBERS = {"d": (3, 39), "h": (11, 99), "v": (20, 400), "small": (2, 10), "pct": (2, 79), "day": (1, 29),
           "goals": (2, 5), "year": (2008, 2026), "n": (11, 990)}  # fmt: skip
PATTERNS = {"weather": bulletins.WEATHER, "market": bulletins.MARKET, "fixtures": bulletins.FIXTURES,
         "match": bulletins.MATCH, "telegram": bulletins.TELEGRAM}  # fmt: skip

COPIES = ("other headline", "cut", "added", "cut and added", "reordered", "retouched", "desk", "all at once")
LOOK_ALIKES = ("one event", "weather", "market", "match", "one event", "fixtures", "telegram")
_OPENING = re.compile(r"^.*? (?:أن|بأن|فإن|إن|que) ")


@dataclass(frozen=True)
class Pair:
    """Two texts, what was done to get the second, and whether they are one story."""

    one: str
    other: str
    kind: str
    same: bool


class Pen:
    """Fills templates from one stream of random numbers; `facts` stay what they are in all of a story."""

    def __init__(self, rng: Random, lang: str, facts: dict[str, str] | None = None) -> None:
        self.rng, self.lang, self.words, self.facts = rng, lang, WORDS[lang], facts or {}

    def fill(self, template: str) -> str:
        return template.format_map({name: self.facts.get(name) or self.slot(name) for name in names_in(template)})

    def slot(self, name: str) -> str:
        kind = name.rstrip("0123456789")
        lists = {
            "city": self.words.CITIES, "thing": self.words.THINGS, "body": self.words.BODIES,
            "month": MONTHS[self.lang],
        }  # fmt: skip
        if (choices := (lists | bulletins.SLOTS[self.lang]).get(kind)) is not None:
            return self.rng.choice(choices)
        return self.paragraph() if name == "detail" else str(self.rng.randrange(*NUMBERS[kind]))

    def paragraph(self) -> str:
        pick, words = self.rng.choice, self.words
        return (
            ". ".join(
                self.fill(f"{pick(words.OPENERS)} {pick(words.CLAUSES)}{pick(words.TAILS)}")
                for _ in range(pick((2, 3)))
            )
            + "."
        )

    def quote(self) -> str:
        return self.fill(self.rng.choice(self.words.QUOTES)) + "."

    def story(self) -> list[str]:
        return [self.paragraph() for _ in range(self.rng.randrange(4, 9))]


def names_in(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def retouched(text: str, rng: Random) -> str:
    """Return the text as another paper sets it: other names of months, quotes, digits, percents, alefs."""
    for moroccan, eastern in EASTERN_MONTHS.items():
        text = text.replace(moroccan, eastern)
    text = text.replace("«", "“").replace("»", "”").replace("’", "'").replace(" %", "\u00a0%")
    percent = rng.choice((" في المائة", " في المئة", " بالمائة", "%"))
    text = text.replace(" في المائة", percent)
    if rng.random() < 0.5:
        text = text.replace("أ", "ا").translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩") if "ا" in text else {})
    return text


def edited(paragraph: str, pen: Pen) -> str:
    """Return the paragraph as a desk passes it on: every other sentence said by somebody else."""
    sentences = paragraph.removesuffix(".").split(". ")
    for at in range(pen.rng.randrange(2), len(sentences), 2):
        opener = pen.fill(pen.rng.choice(pen.words.OPENERS))
        sentences[at] = _OPENING.sub(lambda _, opener=opener: f"{opener} ", sentences[at])
    return ". ".join(sentences) + "."


def copy_of(story: list[str], kind: str, pen: Pen) -> list[str]:
    """Return the paragraphs of an agency's story as a paper prints them."""
    rng, half = pen.rng, max(2, (len(story) + 1) // 2)
    lead = pen.fill(rng.choice(pen.words.TITLES))
    match kind:
        case "cut":
            return story[:half]
        case "added":
            return [*story[:1], pen.paragraph(), *story[1:], pen.paragraph()]
        case "cut and added":
            return [*story[: half + 1], pen.paragraph()]
        case "reordered":
            return rng.sample(story, len(story))
        case "retouched":
            return [retouched(paragraph, rng) for paragraph in story]
        case "desk":
            return [edited(paragraph, pen) for paragraph in story]
        case "all at once":
            return [lead, *(retouched(paragraph, rng) for paragraph in story[:half]), pen.paragraph()]
        case _:
            return [lead, *story]


def next_day(facts: dict[str, str], pen: Pen) -> dict[str, str]:
    """Return a bulletin's facts a day later: the places stay, figures move a little or not, words may change."""
    later = dict(facts)
    for name, value in facts.items():
        kind = name.rstrip("0123456789")
        if kind in ("d", "v"):
            later[name] = str(max(1, int(value) + pen.rng.choice((-2, -1, -1, 0, 0, 0, 1, 1, 2))))
        elif kind in ("h", "team", "detail", "goals", "country", "thing"):
            later[name] = next(new for new in iter(lambda name=name: pen.slot(name), None) if new != value)
        elif kind == "day":
            later[name] = str(int(value) + 1)
        elif kind not in ("city", "month") and pen.rng.random() < 0.5:
            later[name] = pen.slot(name)
    return later


def look_alikes(kind: str, pen: Pen) -> tuple[str, str]:
    """Return two stories that share names, figures, quotes, a pattern, and are two."""
    if kind == "one event":
        names = ("city", "city2", "body", "thing", "month", "day", "n", "pct", "small", "year")
        pen.facts = {name: pen.slot(name) for name in names}
        shared = [pen.quote(), pen.paragraph()][: pen.rng.choice((1, 2))]
        one, other = ("\n\n".join([*pen.story()[:5], *shared]) for _ in range(2))
        return one, other
    template = "\n\n".join(PATTERNS[kind][pen.lang])
    facts = {name: pen.slot(name) for name in names_in(template)}
    return template.format_map(facts), template.format_map(next_day(facts, pen))


def make_pairs(seed: int, count: int) -> list[Pair]:
    """Return so many pairs, half of them one story."""
    rng = Random(seed)
    pairs = []
    for number in range(count):
        pen = Pen(rng, ("ar", "fr")[number // 2 % 2])
        if number % 2 == 0:
            kind = COPIES[number // 4 % len(COPIES)]
            story = pen.story()
            pairs.append(Pair("\n\n".join(story), "\n\n".join(copy_of(story, kind, pen)), kind, True))
        else:
            kind = LOOK_ALIKES[number // 4 % len(LOOK_ALIKES)]
            pairs.append(Pair(*look_alikes(kind, pen), kind, False))
    return pairs
