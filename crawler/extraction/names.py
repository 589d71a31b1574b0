"""Authors and sources as printed, without the labels around them.

People are authors; the agencies whose copy the press prints are the source of an article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from crawler.extraction.view import folded

_LABEL = re.compile(
    r"^\W*(?:(?:written|posted|published|reported|updated|edited|story|article|text|words|photos?|"
    r"more\s+(?:stories|articles|posts))\s+by|by|"
    r"(?:[ée]crit|publié|rédigé|posté|proposé|réalisé|propos\s+recueillis|texte)\s+par|par|"
    r"auteure?s?(?:\s+de\s+l['’]article)?|authors?(?:\s+of\s+(?:the|this)\s+article)?|rédacteur|escrito\s+por|por|von|"
    r"كتبت?(?:ها|ه)?|بقلم|بواسطة|تحرير|إعداد|اعداد|أعدت?ه?|الكاتبة?|المؤلف|المحرر|نشره|نشر\s+من\s+طرف|من\s+طرف)"
    r"(?:\s*[:：|\-–—/]\s*|\s+|$)",
    re.IGNORECASE,
)  # fmt: skip
_BETWEEN = re.compile(r"\s*(?:[;,،|/&•·\n]|\s(?:and|et|with|avec|und|y|و|مع)\s)\s*", re.IGNORECASE)
# "Rédigé par A. Name le lundi 20 octobre 2025", "By A. Name on Monday, October 20th, 2025 at 11:04"
_DATED = re.compile(
    r"\s(?:le|on|at|في|بتاريخ|يوم)\s+(?:[^\W\d]+,?\s+){0,2}\d{1,2}(?:st|nd|rd|th)?\b.*(?:19|20)\d\d.*$", re.IGNORECASE
)
_AFTER_NAME = re.compile(
    r"\s+[-–—]\s+|\s*[(\[|:]|\s+@|\s{2,}|\s+(?:in|dans|في)\s|\s+(?=(?:envoyée?s?\s+spécia|correspondante?s?\b))",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"(?<=\w)\s*\([^()]*\)")  # "A. Name (City, bureau)"
_NO_NAME = re.compile(
    r"@|\d|\.(?:com|net|org|ma|fr|info|press)\b|^(?:admin\w*|administrator|webmaster|user|"
    r"editor|root|unknown|n/?a|none|null|undefined|contact|email|close|"
    r"[^\w]*)$|"
    # what is printed beside a name: buttons, counts, dates
    r"^(?:follow|share|view|updated?|modified|comments?|more$|all\s+(?:posts|articles)|"
    r"(?:get|see|read|more|leave)\s+(?:a|all|author|from|more|next|on|the)|"
    r"suivre|suivez|partager|partagez|voir|lire|plus|tous\s+les|commentaires?|mis\s+à\s+jour|modifié|"
    r"شارك|تابع|المزيد|اقرأ|عرض|تعليقات?|آخر\s+تحديث)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
_ROLE = re.compile(
    r"^(?:(?:senior|chief|deputy|associate|staff|political|national|special|sports?|business|digital|"
    r"freelance|foreign|news|opinion|science|health|education|technology|home|royal|us|uk|ap|executive|managing|world|tv|"
    r"politics)\s+)*"
    r"(?:reporter|editor|correspondent|writer|journalist|columnist|contributor|producer|photographer|"
    r"editor-in-chief|author|staff|"
    r"journaliste|correspondante?|envoyée?\s+spéciale?|rédact(?:eur|rice)(?:\s+en\s+chef)?|chroniqueu(?:r|se)|"
    r"contribut(?:eur|rice)|éditorialiste|"
    r"stagiaire)(?:\s.*)?$|"
    r"^(?:صحفي|صحافي|مراسل|كاتب|متدرب|محرر)ة?(?:\s+(?:من|في|رأي|متدربة?|وكاتبة?|بجريدة|بموقع)(?:\s.*)?)?$",
    re.IGNORECASE,
)
_NEWSROOM = re.compile(
    r"(?:(?:la\s+)?r[ée]daction|(?:the\s+)?(?:newsroom|editorial\s+(?:board|staff|team))|staff|redacci[óo]n|"
    r"(?:هيئة|فريق|قسم)\s+التحرير|التحرير|الجريدة)\b",
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"^(?:images?|photos?|crédits?|credits?|vidéo|video|pictures?|صورة?|صور|تصوير|عدسة)\b", re.IGNORECASE
)
# News agencies that the Moroccan press and its neighbours print, by any of their names.
_AGENCIES = (
    r"map|mapnews|map\s*express|maghreb\s+arabe\s+presse?|و\s*\.?\s*م\s*\.?\s*ع|ماب|وكالة\s+المغرب\s+العربي\s+للأنباء|"
    r"afp|agence\s+france[\s-]+presse|أ\s*\.?\s*ف\s*\.?\s*ب|فرانس\s+برس|وكالة\s+فرانس\s+برس|"
    r"(?:thomson\s+)?reuters|رويترز|(?:the\s+)?associated\s+press|ap|أسوشيتد\s+برس|"
    r"efe|إفي|وكالة\s+إفي|ansa|dpa|د\s*\.\s*ب\s*\.\s*أ|bloomberg|xinhua|شينخوا|anadolu|الأناضول|وكالة\s+الأناضول|"
    r"aps|وأج|tap|spa|واس|wam|وام|qna|قنا|sputnik|سبوتنيك|tass|pa\s+media|press\s+association|belga|ats|"
    r"keystone-ats|panapress|apa(?:news)?|"
    r"(?:avec\s+)?(?:les\s+)?agences?|(?:مع\s+)?(?:ال)?وكالات|agencies|agency|wires?"
)
_AGENCY = re.compile(rf"(?:{_AGENCIES})", re.IGNORECASE)
# "الرباط – و.م.ع – أعلنت": a city, the agency, and a mark before the first sentence; in capitals if Latin.
_DATELINE = re.compile(rf"^[^\W\d_][\w\s'’-]{{1,40}}?\s*[-–—/|,،(:]\s*\(?({_AGENCIES})\)?\s*[-–—/|:.)،]", re.IGNORECASE)
_SIGNATURE = re.compile(rf"^\W*({_AGENCIES})\W*$", re.IGNORECASE)
_LONGEST_DATELINE = 120  # characters
_LONGEST_BYLINE = 1_000  # characters
_LONGEST_BYLINE_LINE = 120
_MOST_WORDS_BESIDE = 6  # "et", "envoyés spéciaux à Agadir"
_LONGEST_NAME = 60  # characters; beyond it is a sentence, not a name
_MOST_AUTHORS = 12
_FEWEST_WORDS = 2  # of a name with a role behind it


def strip_label(text: str) -> str:
    """Return a byline without "Par", "By", "بقلم" and their like."""
    while match := _LABEL.match(text):
        if match.end() == 0 or match.end() == len(text):
            return "" if match.end() else text
        text = text[match.end() :]
    return text.strip()


def is_newsroom(name: str) -> bool:
    """Say whether a name is that of all who write for a paper."""
    return bool(_NEWSROOM.match(name))


def is_agency(name: str) -> bool:
    """Say whether a name is that of a news agency and nothing more."""
    return bool(_AGENCY.fullmatch(name.strip(" .()[]/-–—\u200e\u200f")))


def has_label(text: str) -> bool:
    """Say whether a line begins like a byline."""
    return bool(_LABEL.match(text))


def names_only(line: str, people: Sequence[str]) -> bool:
    """Say whether a line only names people, with a place or, behind a label or in brackets, what they are."""
    if len(line) > _LONGEST_BYLINE_LINE or not people:
        return False
    rest = folded(_DATED.sub("", _IN_BRACKETS.sub("", strip_label(line))))
    named = [name for name in map(folded, people) if name and name in rest]
    for name in named:
        rest = rest.replace(name, " ")
    return bool(named) and len(rest.split()) <= (_MOST_WORDS_BESIDE if has_label(line) else 1)


def agency_of_text(first_lines: Sequence[str], last_lines: Sequence[str]) -> str | None:
    """Return the agency that a text names as its source: in its dateline, or as its signature."""
    found = [_DATELINE.match(line[:_LONGEST_DATELINE]) for line in first_lines[:1]]
    found += [_SIGNATURE.match(line) for line in (*first_lines[:1], *last_lines[-1:]) if len(line) <= _LONGEST_NAME]
    names = (match[1] for match in found if match)
    return next((name for name in names if not (name.isascii() and name.islower())), None)


def split_bylines(bylines: Iterable[str], own: Collection[str] = ()) -> tuple[list[str], list[str]]:
    """Return the people and the agencies in bylines, each once, in order, as printed.

    A role ("Correspondant régional") stands for a person where nobody is named.

    `own` are the folded names of the site itself: "Site - Name" and "Site, Name" are bylines of Name.
    """
    people: dict[str, str] = {}
    agencies: dict[str, str] = {}
    roles: dict[str, str] = {}
    for byline in bylines:
        if len(byline) > _LONGEST_BYLINE or _ADDRESS.search(byline) or _PHOTO.match(byline.lstrip("([ ")):
            continue
        undated = _DATED.sub("", " ".join(byline.split(" ")))
        for part in _BETWEEN.split(strip_label(_IN_BRACKETS.sub("", undated))):
            name = "" if _PHOTO.match(part) else _name_in(strip_label(part), own)
            if not name or len(name) > _LONGEST_NAME or _NO_NAME.search(name):
                continue
            if _ROLE.match(name):
                roles.setdefault(folded(name), name)
            elif is_agency(name):
                agencies.setdefault(folded(name), name)
            elif not people or _may_follow(name, people.values()):
                people.setdefault(folded(name), name)
    others = {key: name for key, name in people.items() if key not in own}
    return list((others or people or roles).values())[:_MOST_AUTHORS], list(agencies.values())


def _may_follow(name: str, before: Iterable[str]) -> bool:
    """Say whether a further name is one: no role in small letters, no author once more with additions."""
    return not (name.isascii() and name.islower()) and not any(name.startswith(f"{other} ") for other in before)


def _name_in(part: str, own: Collection[str]) -> str:
    """Return the name in "Name - City", "Site - Name", "Name (agency)"."""
    pieces = [piece.strip(" \t.,;:-–—()[]|") for piece in _AFTER_NAME.split(part)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > 1 and folded(pieces[0]) in own:
        pieces = pieces[1:]
    return _without_role(pieces[0]) if pieces else ""


def _without_role(name: str) -> str:
    """Return a name without what its bearer is: "First Last Senior Reporter"."""
    words = name.split()
    for at in range(_FEWEST_WORDS, len(words)):
        if _ROLE.match(" ".join(words[at:])):
            return " ".join(words[:at])
    return name
