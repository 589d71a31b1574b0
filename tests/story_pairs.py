"""Pairs of texts: one story printed twice, or two stories that only look alike. All made from a seed, none stored."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from string import Formatter

from tests.newsroom import words_ar, words_fr
from tests.newsroom.calendar import MONTHS

WORDS = {"ar": words_ar, "fr": words_fr}
EASTERN_MONTHS = {
    "ماي": "مايو", "يوليوز": "يوليو", "غشت": "أغسطس", "شتنبر": "سبتمبر", "نونبر": "نوفمبر", "دجنبر": "ديسمبر",
}  # fmt: skip

BULLETINS = {
    "ar": (
        "تتوقع المديرية العامة للأرصاد الجوية أن يكون الطقس يوم {day} {month} {sky} فوق {city} و{city2}. ستتراوح درجات"
        " الحرارة الدنيا ما بين {small} و{pct} درجات بمرتفعات {city}، وما بين {n} و{n2} درجة بسهول {city2}. وسيكون البحر"
        " {sea} بالواجهة المتوسطية وقليل الهيجان ما بين {city} و{city3}، مع رياح تصل سرعتها إلى {n3} كيلومترا في الساعة.",
        "ارتفع سعر صرف الدرهم بنسبة {pct}.{n} في المائة مقابل الأورو وتراجع بنسبة {small}.{n2} في المائة مقابل الدولار خلال"
        " الأسبوع الممتد إلى غاية {day} {month}. وأوضح البنك أن الأصول الاحتياطية بلغت {n3} مليار درهم، وأن متوسط التدخلات"
        " اليومية استقر في {n} مليون درهم، فيما بلغ حجم المبادلات {n2} مليون درهم عند سعر فائدة قدره {small}.{pct} في المائة.",
    ),
    "fr": (
        "La direction de la météorologie prévoit pour le {day} {month} un temps {sky} sur {city} et {city2}. Les"
        " températures minimales iront de {small} à {pct} degrés sur les reliefs de {city}, de {n} à {n2} degrés dans les"
        " plaines de {city2}. La mer sera {sea} en Méditerranée et peu agitée entre {city} et {city3}, avec des rafales de"
        " {n3} kilomètres à l’heure.",
        "Le dirham s’est apprécié de {pct},{n} % face à l’euro et déprécié de {small},{n2} % face au dollar durant la"
        " semaine close le {day} {month}. La banque précise que les avoirs de réserve s’élèvent à {n3} milliards de"
        " dirhams, que les interventions ont atteint {n} millions en moyenne quotidienne et que le volume échangé est de"
        " {n2} millions au taux de {small},{pct} %.",
    ),
}
SKY = {"ar": ("غائما جزئيا", "مستقرا", "ممطرا", "باردا"), "fr": ("nuageux", "stable", "pluvieux", "froid")}
SEA = {"ar": ("هادئا", "هائجا", "قليل الهيجان"), "fr": ("calme", "forte", "peu agitée")}
TEAMS = {
    "ar": ("نجم الميناء", "اتحاد السهل", "شباب القلعة", "وفاق الواحة", "أمل الجبل", "نهضة السور"),
    "fr": ("Étoile du Port", "Union de la Plaine", "Jeunesse du Fort", "Entente de l’Oasis", "Espoir de l’Atlas"),
}
MATCHES = {
    "ar": (
        "فاز {team} على ضيفه {team2} بنتيجة {goals} مقابل {goals2}، برسم الدورة {n} من البطولة. {detail} وبهذا الفوز رفع"
        " {team} رصيده إلى {n2} نقطة في المركز {small}، فيما تجمد رصيد {team2} عند {n3} نقطة."
    ),
    "fr": (
        "{team} s’est imposé devant {team2} sur le score de {goals} à {goals2}, pour le compte de la {n}e journée du"
        " championnat. {detail} Avec ce succès, {team} compte {n2} points et occupe la {small}e place, tandis que {team2}"
        " reste à {n3} points."
    ),
}


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
        names = [name for _, name, _, _ in Formatter().parse(template) if name]
        return template.format_map({name: self.facts.get(name) or self.slot(name) for name in names})

    def slot(self, name: str) -> str:
        lists = {
            "city": self.words.CITIES, "thing": self.words.THINGS, "body": self.words.BODIES, "month": MONTHS[self.lang],
            "sky": SKY[self.lang], "sea": SEA[self.lang], "team": TEAMS[self.lang],
        }  # fmt: skip
        if (choices := lists.get(name.rstrip("23"))) is not None:
            return self.rng.choice(choices)
        if name == "detail":
            return self.paragraph()
        low, high = {"year": (2008, 2026), "small": (2, 10), "pct": (2, 79), "day": (1, 29)}.get(name, (11, 990))
        return str(self.rng.randrange(low, high))

    def paragraph(self) -> str:
        pick, words = self.rng.choice, self.words
        return ". ".join(
            self.fill(f"{pick(words.OPENERS)} {pick(words.CLAUSES)}{pick(words.TAILS)}") for _ in range(pick((2, 3)))
        ) + "."

    def quote(self) -> str:
        return self.fill(self.rng.choice(self.words.QUOTES)) + "."

    def story(self) -> list[str]:
        return [self.paragraph() for _ in range(self.rng.randrange(4, 9))]


def retouched(text: str, rng: Random) -> str:
    """Return the text as another paper sets it: other names of months, quotes, spaces, digits, spelling of alef."""
    for moroccan, eastern in EASTERN_MONTHS.items():
        text = text.replace(moroccan, eastern)
    text = text.replace("«", "“").replace("»", "”").replace("’", "'").replace(" %", "\u00a0%")
    if rng.random() < 0.5:
        text = text.replace("أ", "ا").translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩") if "ا" in text else {})
    return text


def copy_of(story: list[str], kind: str, pen: Pen) -> list[str]:
    """Return the paragraphs of an agency's story as a paper prints them."""
    rng, half = pen.rng, max(2, (len(story) + 1) // 2)
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
        case _:
            lead = pen.fill(rng.choice(pen.words.TITLES))
            return [lead, *story]


COPIES = ("other headline", "cut", "added", "cut and added", "reordered", "retouched")
LOOK_ALIKES = ("one event", "bulletin", "match")


def make_pairs(seed: int, count: int) -> list[Pair]:
    """Return so many pairs, half of them one story."""
    rng = Random(seed)
    pairs = []
    for number in range(count):
        lang = ("ar", "fr")[number // 2 % 2]
        pen = Pen(rng, lang)
        if number % 2 == 0:
            kind = COPIES[number // 4 % len(COPIES)]
            story = pen.story()
            pairs.append(Pair("\n\n".join(story), "\n\n".join(copy_of(story, kind, pen)), kind, True))
            continue
        kind = LOOK_ALIKES[number // 4 % len(LOOK_ALIKES)]
        if kind == "one event":
            names = ("city", "city2", "body", "thing", "month", "day", "n", "pct", "small", "year")
            pen.facts = {name: pen.slot(name) for name in names}
            quote = pen.quote()
            one, other = ("\n\n".join([*pen.story()[:4], quote]) for _ in range(2))
        else:
            template = rng.choice(BULLETINS[lang]) if kind == "bulletin" else MATCHES[lang]
            one, other = pen.fill(template), pen.fill(template)
        pairs.append(Pair(one, other, kind, False))
    return pairs
