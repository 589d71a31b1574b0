"""The three editions of the paper: which theme, which languages, which sections, under which path."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition. `sections` maps the path segment to the label in each language of the edition."""

    name: str
    prefix: str
    languages: tuple[str, ...]
    sections: dict[str, dict[str, str]]
    titles: dict[str, str]
    """Name of the paper, by language."""

    def home(self) -> str:
        """Return the path of the edition's front page."""
        return f"{self.prefix}/"


_PAPER = {"ar": "جريدة النموذج", "fr": "Le Journal Modèle"}
_SECTIONS = {
    "politique": {"ar": "سياسة", "fr": "Politique"},
    "economie": {"ar": "اقتصاد", "fr": "Économie"},
    "societe": {"ar": "مجتمع", "fr": "Société"},
    "sport": {"ar": "رياضة", "fr": "Sport"},
    "regions": {"ar": "جهات", "fr": "Régions"},
    "culture": {"ar": "ثقافة وفنون", "fr": "Culture"},
}

JANNAH = Edition("jannah", "", ("ar",), _SECTIONS, _PAPER)
NEWSPAPER = Edition("newspaper", "/fr", ("fr",), _SECTIONS, _PAPER)
MAGAZINE = Edition(
    "magazine",
    "/mag",
    ("ar", "fr"),
    {
        "enquetes": {"ar": "تحقيقات", "fr": "Enquêtes"},
        "portraits": {"ar": "وجوه", "fr": "Portraits"},
        "carnets": {"ar": "دفاتر السفر", "fr": "Carnets de route"},
    },
    {"ar": "مجلة النموذج", "fr": "Le Magazine Modèle"},
)
EDITIONS = {edition.name: edition for edition in (JANNAH, NEWSPAPER, MAGAZINE)}

# What an article's URL looks like, for a spider of this paper: one shape an edition.
ARTICLE_URL = r"-\d{5,7}\.html$|/fr/\d{5,7}-[\w-]+/?$|/mag/\d{4}/\d\d/[\w-]+/?$"
