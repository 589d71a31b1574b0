"""The stories: generated from (seed, number) alone, so that any page can be made on request and none is stored.

A `Story` is the truth: what a perfect crawl of its page must hold. Text is plain, with single spaces; the themes
may print a space of it as a no-break space. Headlines with tatweel and texts with vowel marks hold them here too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from types import ModuleType
from typing import Any
from urllib.parse import quote

from tests.newsroom import words_ar, words_fr
from tests.newsroom.calendar import MONTHS, publication_times
from tests.newsroom.editions import EDITIONS, Edition

FIRST_ID = 10_000  # WordPress post ids of an old site have five digits and more
RELATED = 4
WORDS = {"ar": words_ar, "fr": words_fr}

# The magazine's slugs bear no number: the last three words spell the story's.
SLUG_WORDS = (
    "argane", "atlas", "barque", "brume", "cedre", "chemin", "citron", "colline", "cuivre", "datte", "dune", "ecume",
    "encre", "epice", "etoile", "figue", "fontaine", "galet", "grenade", "jasmin", "jardin", "lanterne", "laine",
    "lune", "marche", "menthe", "miel", "moulin", "neige", "oasis", "olive", "orange", "palmier", "papier", "phare",
    "pluie", "pont", "port", "puits", "racine", "riviere", "rose", "sable", "safran", "sel", "souk", "tapis", "theatre",
    "vague", "vent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """A story as lists show it: all but its text. Times are aware UTC; `path` is percent-encoded."""

    id: int
    number: int
    edition: str
    lang: str
    section_key: str
    section: str
    title: str
    subtitle: str | None
    author: str
    published: datetime
    modified: datetime
    path: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link inside the text: the words linked in the block at `block`, and the story they lead to."""

    block: int
    text: str
    target: int


@dataclass(frozen=True, slots=True)
class Story(Card):
    """A whole story. Blocks are (kind, text), kind being paragraph, heading, quote or list (items a line each).

    `related` are the ids in the related box, `read_also` those of the "read also" lines between the paragraphs,
    which are no part of the text; `inline` those linked from the text itself. `features` name what is odd here.
    `stirs` count its readers' traces: comments and views.
    """

    blocks: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    image: str | None = None
    caption: str | None = None
    related: tuple[int, ...] = ()
    read_also: tuple[int, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    features: frozenset[str] = field(default_factory=frozenset)
    stirs: int = 0

    @property
    def paragraphs(self) -> list[str]:
        """The texts of the plain paragraphs."""
        return [text for kind, text in self.blocks if kind == "paragraph"]

    @property
    def body(self) -> str:
        """All blocks in reading order, separated by a blank line."""
        return "\n\n".join(text for _, text in self.blocks)

    @property
    def inline(self) -> tuple[int, ...]:
        """The ids linked from inside the text."""
        return tuple(anchor.target for anchor in self.anchors)

    def as_dict(self, base: str) -> dict[str, Any]:
        """Return the truth as JSON can hold it; `base` is the server's address, without a slash at its end."""
        return {
            "id": self.id, "url": base + self.path, "path": self.path, "lang": self.lang, "edition": self.edition,
            "section": self.section, "title": self.title, "subtitle": self.subtitle, "author": self.author,
            "blocks": self.blocks, "paragraphs": self.paragraphs, "body": self.body, "tags": self.tags,
            "published": self.published.isoformat(), "modified": self.modified.isoformat(),
            "image": base + self.image if self.image else None, "caption": self.caption,
            "related": self.related, "inline": self.inline, "read_also": self.read_also,
            "features": sorted(self.features),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Generator:
    """Makes the stories of a paper of `count` stories; `edition` is "all" or the name of one edition."""

    count: int
    seed: int = 0
    edition: str = "all"

    def edition_of(self, number: int) -> Edition:
        """Return the edition a story appears in: they take turns."""
        return list(EDITIONS.values())[number % 3] if self.edition == "all" else EDITIONS[self.edition]

    def rank(self, number: int) -> int:
        """Return how many stories of the same edition came before."""
        return number // 3 if self.edition == "all" else number

    def section_of(self, number: int) -> str:
        """Return the path segment of a story's section."""
        keys = list(self.edition_of(number).sections)
        return keys[self.rank(number) % len(keys)]

    def card(self, number: int, published: datetime | None = None) -> Card:
        """Return the story as lists show it. `published` is needed for stories beyond the first `count`."""
        rng = self._random(number, "card")
        edition, rank = self.edition_of(number), self.rank(number)
        lang = edition.languages[rank % len(edition.languages)]
        key = self.section_of(number)
        words, pen = WORDS[lang], _Pen(rng, lang)
        moment = published or publication_times(self.count)[number]
        title = _capital(pen.one(words.TITLES))
        if lang == "ar" and rank % 6 == 2:
            title = _stretched(title)
        modified = moment + timedelta(minutes=rng.randrange(20, 600)) if rank % 3 == 1 else moment
        story_id = FIRST_ID + number
        return Card(
            id=story_id, number=number, edition=edition.name, lang=lang, section_key=key,
            section=edition.sections[key][lang], title=title,
            subtitle=None if rank % 5 == 1 else pen.one(words.SUBTITLES), author=pen.pick(words.AUTHORS),
            published=moment, modified=modified, path=_path(edition, key, title, story_id, number, moment, rng),
        )  # fmt: skip

    def story(self, card: Card) -> Story:
        """Return the whole story of a card."""
        rng = self._random(card.number, "text")
        rank = self.rank(card.number)
        words, pen = WORDS[card.lang], _Pen(rng, card.lang)
        features: set[str] = set()
        blocks = self._blocks(rank, card.lang, words, pen, features)
        others = self._others(card.number, rng, RELATED + 3)
        related, read_also = others[:RELATED], others[RELATED : RELATED + 1] if rank % 2 == 0 else ()
        anchors: tuple[Anchor, ...] = ()
        target = others[RELATED + 1 : RELATED + 2]
        if target and rank % 3 != 1:
            anchors = (_add_anchor(blocks, pen, words, target[0]),)
        if "ـ" in card.title:
            features.add("tatweel")
        if read_also:
            features.add("read-also")
        image = None if rank % 9 == 8 else f"/media/{card.published:%Y/%m}/{card.id}.png"
        tags = () if rank % 11 == 10 else tuple(dict.fromkeys((pen.pick(words.CITIES), *pen.two(words.THINGS))))
        return Story(
            **{name: getattr(card, name) for name in Card.__slots__},
            blocks=tuple(blocks), tags=tags, image=image, caption=pen.one(words.CAPTIONS) if image else None,
            related=related, read_also=read_also, anchors=anchors, features=frozenset(features),
        )  # fmt: skip

    def _blocks(self, rank: int, lang: str, words: ModuleType, pen: _Pen, features: set[str]) -> list[tuple[str, str]]:
        count = 3 + (rank * 4 + pen.small(3)) % 7
        paragraphs = [pen.paragraph(words) for _ in range(count)]
        if lang == "ar" and rank % 6 in (1, 4):
            paragraphs[pen.small(count)] += " " + pen.one(words.HARAKAT) + "."
            features.add("harakat")
        if rank % 5 == 3:
            paragraphs[pen.small(count)] += " " + pen.one(words.QUOTED_BOILERPLATE) + "."
            features.add("boilerplate")
        blocks = [("paragraph", text) for text in paragraphs]
        if rank % 4 == 1:
            blocks.insert(2, ("heading", _capital(pen.one(words.HEADINGS))))
            features.add("heading")
        if rank % 7 == 3:
            blocks.insert(2, ("quote", _capital(pen.sentence(words))))
            features.add("quote")
        if rank % 7 == 5:
            items = dict.fromkeys(pen.one(words.LIST_ITEMS) for _ in range(3))
            blocks.insert(-1, ("list", "\n".join(items)))
            features.add("list")
        return blocks

    def _others(self, number: int, rng: Random, wanted: int) -> tuple[int, ...]:
        """Return ids of other stories of the same edition, each once."""
        step, first = (3, number % 3) if self.edition == "all" else (1, 0)
        size = (self.count - first + step - 1) // step
        picked: dict[int, None] = {}
        for _ in range(4 * wanted):
            other = first + step * rng.randrange(size) if size else number
            if other != number:
                picked[FIRST_ID + other] = None
            if len(picked) == wanted:
                break
        return tuple(picked)

    def _random(self, number: int, purpose: str) -> Random:
        return Random(f"{self.seed}:{number}:{purpose}")


def make_articles(n: int, seed: int = 0, edition: str = "all") -> list[Story]:
    """Return `n` stories, oldest first: those a `Newsroom(articles=n, seed=seed, edition=edition)` serves."""
    generator = Generator(n, seed, edition)
    return [generator.story(generator.card(number)) for number in range(n)]


class _Pen:
    """Fills templates from one stream of random numbers."""

    __slots__ = ("lang", "random", "words")

    def __init__(self, rng: Random, lang: str) -> None:
        self.random, self.lang, self.words = rng.random, lang, WORDS[lang]

    def small(self, limit: int) -> int:
        return int(self.random() * limit)

    def pick(self, choices: Sequence[str]) -> str:
        return choices[int(self.random() * len(choices))]

    def two(self, choices: Sequence[str]) -> tuple[str, str]:
        return self.pick(choices), self.pick(choices)

    def one(self, templates: Sequence[str]) -> str:
        return self.fill(self.pick(templates))

    def fill(self, template: str) -> str:
        return self.smooth(self.raw(template))

    def smooth(self, text: str) -> str:
        return _CONTRACTION.sub(_contracted, text) if self.lang == "fr" else text

    def raw(self, template: str) -> str:
        parts = _parts(template)
        if len(parts) == 1:
            return template
        filled = list(parts)
        for index in range(1, len(parts), 2):
            filled[index] = self.slot(parts[index])
        return "".join(filled)

    def slot(self, name: str) -> str:
        if name in ("city", "city2"):
            return self.pick(self.words.CITIES)
        if name == "thing":
            return self.pick(self.words.THINGS)
        if name == "body":
            return self.pick(self.words.BODIES)
        if name == "month":
            return self.pick(MONTHS[self.lang])
        low, high = _RANGES[name]
        return str(low + int(self.random() * (high - low)))

    def sentence(self, words: ModuleType) -> str:
        opener, clause, tail = self.pick(words.OPENERS), self.pick(words.CLAUSES), self.pick(words.TAILS)
        return self.smooth(f"{self.raw(opener)} {self.raw(clause)}{self.raw(tail)}")

    def paragraph(self, words: ModuleType) -> str:
        sentences = [self.sentence(words) for _ in range(2 + self.small(3))]
        if self.random() < 0.35:
            sentences.append(self.one(words.QUOTES))
        return " ".join(_capital(sentence) + "." for sentence in sentences)


_RANGES = {
    "n": (11, 990), "pct": (2, 79), "small": (2, 10), "goals": (2, 5), "goals2": (0, 2), "year": (2008, 2018),
    "day": (2, 28),
}  # fmt: skip
_SLOT = re.compile(r"\{(\w+)\}")
_NOT_SLUG = re.compile(r"[^\w]+")
_TATWEEL = "ـ"
_CONTRACTION = re.compile(r"\b([dD]e|[àÀ]) (les? |(?=[AEIOUÉ]))")
_CONTRACTED = {"de le": "du", "de les": "des", "à le": "au", "à les": "aux"}


def _contracted(match: re.Match[str]) -> str:
    """Return "de le" as "du", "de Agadir" as "d’Agadir", and so on."""
    article = match[2].strip()
    if not article:
        return f"{match[1][0]}’" if match[1] in ("de", "De") else match[0]
    word = _CONTRACTED[f"{match[1].lower()} {article}"]
    return (word if match[1][0].islower() else word.capitalize()) + " "


@cache
def _parts(template: str) -> tuple[str, ...]:
    return tuple(_SLOT.split(template))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _stretched(title: str) -> str:
    """Return the headline with its first long word stretched by tatweel, as typists do for looks."""
    for word in title.split():
        if len(word) >= 5 and word.isalpha() and word[1] not in "ادذرزوأإآةى":
            return title.replace(word, word[:2] + _TATWEEL * 3 + word[2:], 1)
    return title


def _add_anchor(blocks: list[tuple[str, str]], pen: _Pen, words: ModuleType, target: int) -> Anchor:
    """End a paragraph with a clause that leads to another story."""
    at = [index for index, (kind, _) in enumerate(blocks) if kind == "paragraph"][pen.small(2)]
    clause = pen.fill(words.ANCHORS)
    joint = "، " if pen.lang == "ar" else ", "
    blocks[at] = ("paragraph", blocks[at][1].removesuffix(".") + joint + clause + ".")
    return Anchor(at, clause, target)


def _path(
    edition: Edition, section: str, title: str, story_id: int, number: int, published: datetime, rng: Random
) -> str:
    if edition.name == "jannah":
        slug = quote("-".join(_NOT_SLUG.sub(" ", title.replace(_TATWEEL, "")).split()[:8])).lower()
        return f"/{section}/{slug}-{story_id}.html"
    if edition.name == "newspaper":
        return f"/fr/{story_id}-{latin_slug(title)}/"
    chosen = [rng.choice(SLUG_WORDS) for _ in range(2)]
    local = published.astimezone(UTC)
    return f"/mag/{local:%Y/%m}/{'-'.join(chosen)}-{slug_of_number(number)}"


def latin_slug(text: str) -> str:
    """Return the words of a Latin text as a URL has them."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("’", " "))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return "-".join(_NOT_SLUG.sub(" ", ascii_only).split()[:9])


def slug_of_number(number: int) -> str:
    """Spell a story's number in three words."""
    size = len(SLUG_WORDS)
    high, low = divmod(number, size)
    top, middle = divmod(high, size)
    return f"{SLUG_WORDS[top % size]}-{SLUG_WORDS[middle]}-{SLUG_WORDS[low]}"


_WORD_VALUE = {word: value for value, word in enumerate(SLUG_WORDS)}


def number_of_slug(slug: str) -> int | None:
    """Return the number spelt by the last three words of a slug, or None."""
    values = [_WORD_VALUE.get(word) for word in slug.split("-")[-3:]]
    if len(values) < 3 or None in values:
        return None
    top, middle, low = (value or 0 for value in values)
    return (top * len(SLUG_WORDS) + middle) * len(SLUG_WORDS) + low
