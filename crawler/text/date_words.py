"""The words of printed dates in Arabic, French, English and Spanish, as facts: months, weekdays, labels, units.

Every word here is *folded* as `fold_date` folds text: lower case, ASCII digits, no accent, no vowel mark, no
apostrophe, hamza off its alef, final ya and ta marbuta as ya and ha. So one spelling stands for its variants.
What is done with the words lives in `crawler.text.dates`.
"""

from __future__ import annotations

import unicodedata


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONTHS = (
    # Morocco, then Egypt and the Gulf, the Levant, Algeria and Tunisia; then French, English, Spanish.
    "يناير كانون_الثاني كانون_ثاني جانفي janvier janv jan january enero ene",
    "فبراير شباط فيفري فيفيري fevrier fevr fev february feb febrero",
    "مارس اذار mars march mar marzo",
    "ابريل نيسان افريل avril avr april apr abril abr",
    "ماي مايو ايار mai may mayo",
    "يونيو يونيه حزيران جوان juin june jun junio",
    "يوليوز يوليو يوليه تموز جويليه juillet juill juil july jul julio",
    "غشت اغشت اغسطس اب اوت aout aou august aug agosto ago",
    "شتنبر شتمبر سبتمبر سبتنبر ايلول septembre sept sep september septiembre setiembre",
    "اكتوبر تشرين_الاول تشرين_اول octobre oct october octubre",
    "نونبر نوفمبر نوفنبر تشرين_الثاني تشرين_ثاني novembre nov november noviembre",
    "دجنبر دجمبر ديسمبر دسمبر كانون_الاول كانون_اول decembre dec december diciembre dic",
)
MONTHS = {name.replace("_", " "): number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
"""Month name to number."""

HIJRI_MONTHS = _words("محرم صفر ربيع جمادي رجب شعبان رمضان شوال القعده قعده الحجه حجه")
"""A text with one of these and no Gregorian date has no date that could be converted without guessing."""

WEEKDAYS = _words(
    "الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد اثنين ثلاثاء اربعاء خميس جمعه سبت احد الاتنين التلاتاء "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
    "lunes martes miercoles jueves viernes sabado domingo"
)
"""Without "mar", which is March as well as mardi; `crawler.text.date_forms` tells them apart by place."""

LABELS = _words(
    "نشر نشرت تاريخ النشر بتاريخ اخر تحديث تعديل التحديث في يوم علي الساعه كتب من شهر الجاري المنصرم الماضي "
    "publie publiee poste ecrit le la a modifie modifiee mis mise jour en ligne date de du maj courant derniere "
    "published posted updated modified last on at of publicado actualizado el"
)
"""Words that may stand around a date that is alone in its text without making it a sentence."""

TODAY = {
    "اليوم": 0,
    "امس": 1,
    "البارحه": 1,
    "اول امس": 2,
    "اول البارحه": 2,
    "aujourdhui": 0,
    "hier": 1,
    "avant hier": 2,
    "avant-hier": 2,
    "today": 0,
    "yesterday": 1,
    "hoy": 0,
    "ayer": 1,
}
"""A day named from today, and how many days ago it is."""

NOW = frozenset(
    (
        "الان",
        "قبل لحظات",
        "منذ لحظات",
        "منذ ثواني",
        "منذ ثوان",
        "linstant",
        "a linstant",
        "maintenant",
        "il y a quelques secondes",
        "il y a quelques instants",
        "just now",
        "now",
        "ahora",
        "ahora mismo",
    )
)

MINUTE, HOUR, DAY, WEEK = 1, 60, 1440, 10080
_UNITS = {
    0: "ثانيه ثواني ثوان seconde secondes second seconds sec segundo segundos",
    MINUTE: "دقيقه دقائق دقايق minute minutes min mins mn minuto minutos",
    HOUR: "ساعه ساعات heure heures h hour hours hr hrs hora horas",
    DAY: "يوم ايام يوما jour jours j day days dia dias",
    WEEK: "اسبوع اسابيع اسبوعا semaine semaines week weeks semana semanas",
}
_DUALS = {
    0: "ثانيتين ثانيتان",
    MINUTE: "دقيقتين دقيقتان",
    HOUR: "ساعتين ساعتان",
    DAY: "يومين يومان",
    WEEK: "اسبوعين اسبوعان",
}
UNITS = {
    **{word: (minutes, 1) for minutes, words in _UNITS.items() for word in words.split()},
    **{word: (minutes, 2) for minutes, words in _DUALS.items() for word in words.split()},
}
"""Unit of time to (minutes it lasts, how many of it the word itself says). Months and years are left out: they
name no day."""

FEW = 5
"""What "a few minutes" counts as. The word covers some two to ten, so five is off by five at most."""

_NUMBERS = {
    1: "واحده واحد un une one a an una uno",
    2: "اثنين اثنتين deux two dos",
    3: "ثلاث ثلاثه trois three tres",
    4: "اربع اربعه quatre four cuatro",
    5: "خمس خمسه cinq five cinco",
    6: "ست سته six seis",
    7: "سبع سبعه sept seven siete",
    8: "ثماني ثمان ثمانيه huit eight ocho",
    9: "تسع تسعه neuf nine nueve",
    10: "عشر عشره dix ten diez",
    FEW: "بضع بضعه quelques few unos unas",
}
NUMBERS = {
    **{word: float(number) for number, words in _NUMBERS.items() for word in words.split()},
    **dict.fromkeys(("نصف", "une demi", "half an"), 0.5),
}

MERIDIEMS = {
    **dict.fromkeys(("am", "a.m.", "a.m", "ص", "صباحا", "صباح", "فجرا", "du matin"), "am"),
    **dict.fromkeys(
        ("pm", "p.m.", "p.m", "م", "مساء", "مساءا", "زوالا", "ظهرا", "عصرا", "بعد الزوال", "بعد الظهر", "du soir"),
        "pm",
    ),
    "ليلا": "night",
}
"""Half of the day; "at night" is before midnight from six on and after it otherwise."""

ZONES = {
    **dict.fromkeys(("gmt", "utc", "ut", "z", "wet", "غرينتش", "غرينيتش", "جرينتش", "ت.غ", "تغ"), 0),
    **dict.fromkeys(("west", "cet"), 1),
    "cest": 2,
    **dict.fromkeys(("est", "cdt"), -5),
    **dict.fromkeys(("edt",), -4),
    **dict.fromkeys(("cst", "mdt"), -6),
    **dict.fromkeys(("mst", "pdt"), -7),
    "pst": -8,
}
"""Time zone abbreviations of RFC 822 and of Morocco's neighbours, in hours east of UTC; Greenwich in Arabic."""


def _fold_table() -> dict[int, str | None]:
    """Map each character that printed dates vary in to the one the word lists use; None drops it."""
    table: dict[int, str | None] = {}
    for code in range(0xC0, 0x250):  # Latin letters with an accent
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base.lower()
    for first in (0x660, 0x6F0):  # Arabic-Indic and Persian digits
        table.update({first + digit: str(digit) for digit in range(10)})
    dropped = (
        *range(0x300, 0x370),  # combining accents, of decomposed French
        *range(0x64B, 0x660),  # vowel marks, and hamza written as a mark
        *(0x640, 0x670, 0xAD, 0x61C, 0xFEFF, 0x2060),  # tatweel, dagger alef, invisible marks
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *(0x27, 0x2019, 0x2BC, 0x60, 0xB4),  # apostrophes
    )
    table.update(dict.fromkeys(dropped, None))
    table.update({ord(alef): "ا" for alef in "أإآٱ"})
    table.update({ord("ى"): "ي", ord("ی"): "ي", ord("ة"): "ه", ord("ک"): "ك", ord("ؤ"): "و", ord("ئ"): "ي"})
    table.update(dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), "-"))
    table.update({ord("،"): ",", ord("∶"): ":", ord("\N{MODIFIER LETTER COLON}"): ":"})
    return table


_FOLD = _fold_table()


def fold_date(text: str) -> str:
    """Return the text with the spelling variants of printed dates made one. Whitespace stays as it is."""
    return text.lower().translate(_FOLD)
