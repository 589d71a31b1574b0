"""Arabic and Latin text made regular: for storing (`normalise`), for comparing (`fold`), after a wrong decoding
(`repair_mojibake`, to be applied before the others: `normalise` drops control characters that are bytes there).

What `normalise` does, and why each step is safe on text that is kept:

* Presentation forms (letters as drawn, which old PDF and CMS exports write) become letters. The symbols
  ﷺ ﷻ ﷼ ﷽ and the ornate brackets ﴾ ﴿ stay: they are signs of their own.
* Tatweel is stretching and goes, with two exceptions. Where it touches no letter it was typed for a dash and
  becomes one ("هسبريس ـ الرباط"), and in "هـ" standing alone (the Hijri year) it is part of the abbreviation.
* Invisible marks go: bidi marks and embeddings, soft hyphens, zero-width spaces, byte order marks. A zero-width
  joiner or non-joiner stays only where it shapes what is read: in an emoji, between letters of scripts other
  than Arabic and Latin, and the non-joiner between Arabic letters of a text with Persian kaf or ya. In Arabic
  itself it is the debris of a word processor.
* All whitespace becomes single spaces; control characters and lone surrogates go; the result is NFC.

Letters and vowel marks are never changed or removed, nor reordered beyond NFC. A text in visual order (drawn
backwards) is not detected.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import charmap_build, charmap_decode, charmap_encode

ARABIC_LETTERS = (
    "\u0610-\u061a\u0620-\u063f\u0641-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u08a0-\u08ff"
)
"""Arabic letters and the marks they carry, as the inside of a character class: no tatweel, punctuation, digits."""

MOST_MARKS = 30
"""Marks one letter may carry: no writing has more (UAX 15, section 13)."""

SHORTEST_HEAP = 256
"""Characters beyond ASCII in a row that may be heaps of marks; prose has a space or a full stop before that."""

LONG = 600
"""Characters up to which a text is put in order at once, whatever it is: a third of a millisecond at worst."""

# Doubled spaces are looked for apart: as an alternative in here they would treble the cost.
_UNCLEAN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u061c\u0640\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\ud800-\udfff\ufb50-\ufdff\ufe70-\ufeff\ufff9-\ufffc]"
)
_HEAP = re.compile(f"[^\x00-\x7f]{{{SHORTEST_HEAP},}}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DRAWN = re.compile("[\ufb50-\ufd3d\ufd50-\ufdf9\ufe70-\ufefc]")
_INVISIBLE = re.compile(  # controls but those that are whitespace, format characters but the joiners
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffc]+"
)
_TATWEEL = re.compile(
    f"(?P<hijri>(?<![{ARABIC_LETTERS}\u0640])ه\u0640+(?![{ARABIC_LETTERS}\u0640]))"
    f"|(?P<dash>(?<![{ARABIC_LETTERS}\u0640])\u0640+(?![{ARABIC_LETTERS}\u0640]))"
    "|\u0640+"
)
_JOINER = re.compile("[\u200c\u200d]+")
_ARABIC = re.compile(f"[{ARABIC_LETTERS}]")
_PERSIAN = re.compile("[\u06a9\u06cc]")
_SHAPED = re.compile("[\u0900-\u1dff\u2190-\u2bff\u2d30-\u2d7f\ufe0f\U00010000-\U0010ffff]")
"""Neighbours a joiner has a meaning between: emoji and their modifiers, Indic scripts, Tifinagh."""


def normalise(text: str) -> str:
    """Return the text as it is stored: one line, regular characters, every letter and vowel mark kept."""
    if not _UNCLEAN.search(text) and "  " not in text:
        text = text.strip()
        return text if text.isascii() else _composed(text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")  # pairs are joined on the way
    text = _composed(_INVISIBLE.sub("", _DRAWN.sub(_letters, text)))
    if _JOINER.search(text):
        persian = _PERSIAN.search(text) is not None
        text = _JOINER.sub(lambda seen: _joiner(seen, persian), text)
    if "\u0640" in text:
        text = _TATWEEL.sub(_tatweel, text)
    return _composed(" ".join(text.split()))


def fold(text: str) -> str:
    """Return the text for comparing and searching, never for reading: what spelling varies in is made one.

    Lower case, no accent and no vowel mark, no tatweel; every alef is ا, alef maqsura and Persian ya are ي, ta
    marbuta is ه, hamza is off its carrier (ؤ is و, ئ is ي; a hamza alone stays), the Maghreb's گ ڭ ݣ are ك,
    ڤ ڥ are ف, پ is ب, چ is ج; digits are ASCII, ligatures taken apart, apostrophes and all other punctuation and
    symbols a space, spaces single.
    """
    return " ".join(folded_words(text))


def folded_words(text: str) -> list[str]:
    """Return the words of the text as `fold` leaves them."""
    try:
        codes, _ = charmap_encode(text.replace("œ", "oe"), "strict", _USUAL_CODES)
    except UnicodeEncodeError:  # some other character
        return text.translate(_FOLDED).split()
    folded, _ = charmap_decode(codes.translate(None, _USUAL_DROPPED), "strict", _USUAL_FOLDED)
    return folded.split()


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text if len(text) <= LONG else _HEAP.sub(_unheaped, text))


def _unheaped(seen: re.Match[str]) -> str:
    """Return the stretch with a grapheme joiner between every thirty marks in a row.

    This is Unicode's stream-safe text format (UAX 15): putting marks in order takes the square of their number.
    """
    pieces: list[str] = []
    marks = 0
    for character in seen[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_MARKS:
            pieces.append("\u034f")
            marks = 1
        pieces.append(character)
    return "".join(pieces)


def _letters(seen: re.Match[str]) -> str:
    """Return the letters of a presentation form; an isolated vowel mark comes without the space it sits on."""
    return unicodedata.normalize("NFKC", seen[0]).replace("\u0640", "").strip()


def _tatweel(seen: re.Match[str]) -> str:
    return "ه\u0640" if seen["hijri"] else "-" if seen["dash"] else ""


def _joiner(seen: re.Match[str], persian: bool) -> str:
    """Return the first joiner of a run where it shapes its neighbours, else nothing."""
    text, start, end = seen.string, seen.start(), seen.end()
    if start == 0 or end == len(text):
        return ""
    sides = text[start - 1], text[end]
    if all(map(_SHAPED.match, sides)):
        return text[start]
    if text[start] == "\u200c" and all(map(_ARABIC.match, sides)) and persian:
        return "\u200c"
    return ""


_ALIKE = {
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ے": "ي",
    "ة": "ه",
    "ہ": "ه",
    "ە": "ه",
    "ک": "ك",
    "گ": "ك",
    "ڭ": "ك",
    "ݣ": "ك",
    "ڤ": "ف",
    "ڥ": "ف",
    "پ": "ب",
    "چ": "ج",
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "\u0640": "",  # tatweel
    "\u02bc": " ",  # letters to Unicode, apostrophes to those who type them
    "\u02b9": " ",
    "\u02bb": " ",
}


class _Folds(dict[int, str]):
    """What each character folds to, worked out when first met. Bounded by the number of characters there are."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        self[code] = folded = "".join(map(self._one, plain))
        return folded

    @staticmethod
    def _one(character: str) -> str:
        if character in _ALIKE:
            return _ALIKE[character]
        category = unicodedata.category(character)
        if category == "Nd":
            return str(unicodedata.decimal(character))
        if category in ("Mn", "Me", "Cf"):
            return ""
        return " " if category[0] in "PSZC" else character


_FOLDED = _Folds()

# Characters that nearly all texts are made of. As bytes of an encoding of their own they fold four times as fast.
_USUAL = "\0\t\n\r" + "".join(map(chr, range(0x20, 0x7F)))
_USUAL += "\xa0«»°·àâäçéèêëîïôöûùüÿñáíóúãÀÂÇÉÈÊËÎÏÔÛÙÑÁÍÓÚ\u200b\u200c\u200d\u200e\u200f‐‑–—‘’“”„•…′‹›€"
_USUAL += "".join(map(chr, (*range(0x0621, 0x063B), *range(0x0640, 0x0653), *range(0x0660, 0x066E))))
_USUAL += "\u060c\u061b\u061f\u0670\u0671\u067e\u0686\u06a4\u06a9\u06ad\u06af\u06cc\u06d4"
_USUAL_CODES = charmap_build(_USUAL)
_USUAL_DROPPED = bytes(code for code, character in enumerate(_USUAL) if not character.translate(_FOLDED))
_USUAL_FOLDED = "".join(character.translate(_FOLDED).strip() or " " for character in _USUAL)


_SEQUENCES = re.compile("(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
"""Chains of what is well-formed UTF-8, each byte written as the character of its number."""

_EXPECTED = re.compile(
    # What Moroccan pages are written in: Latin-1, French and Spanish letters, typography, Arabic, Tifinagh, emoji.
    "[\xa0-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2010-\u2027\u202a-\u203a\u20ac\u2122"
    "\u060c\u061b\u061f\u0621-\u0652\u0660-\u066d\u0670\u0671\u067e\u0686\u06a4\u06a9\u06ad\u06af\u06cc\u06d4"
    "\u200b-\u200f\u2190-\u21ff\u2600-\u27bf\u2d30-\u2d7f\ufb50-\ufdff\ufe0f\ufe70-\ufeff\U0001f1e6-\U0001faff]+"
)
_WORDLIKE = re.compile("[\u0621-\u0652\u2d30-\u2d7f]")


def _view(encoding: str) -> dict[int, int]:
    """Map the characters of an encoding beyond ASCII to the number of their byte."""
    pairs = ((bytes([byte]).decode(encoding, "replace"), byte) for byte in range(0x80, 0x100))
    return {ord(character): byte for character, byte in pairs if character != "\ufffd"}


# Browsers read the five bytes windows-1252 leaves out as C1 controls; these, and Latin-1, map to themselves.
_WINDOWS_1252 = _view("cp1252")
_WINDOWS_1256 = _view("cp1256")
_FIRST_1252, _FIRST_1256 = "\xc2\xc3\xc5\xd8\xd9\xda\xdb\xe2\xf0", "طظأâ"
_READINGS = (
    (_FIRST_1252, re.compile(f"[{_FIRST_1252}][^\x00-\x7f]"), _WINDOWS_1252),
    (_FIRST_1256, re.compile(f"[{_FIRST_1256}][^\x00-\x7fء-غف-\u0652]"), _WINDOWS_1256),
)
"""The characters that a stretch begins with, what shows that it may be one, and the encoding. Most texts have none
of the characters, and in long ones looking for each takes a tenth of a search by pattern."""

_LABEL = 100
"""Characters of a text in which the pattern is searched for sooner."""


def repair_mojibake(text: str) -> str:
    """Return UTF-8 read in a single-byte encoding ("Ø§Ù„", "Ã©", "ط§ظ„") as the text it was, else the text unchanged.

    A stretch counts as certain where its characters are the bytes of well-formed UTF-8 for characters Moroccan
    pages use, and it is either two letters of Arabic or Tifinagh, or stands against an ASCII letter as an accent
    does ("cafÃ©") and not after capitals ("OÙ…" and "IRMÃ»" are as printed). Once one is certain, the
    rest of the text's stretches, such as a lone "Ùˆ" for و, are read the same way.
    """
    if text.isascii():
        return text
    shortest = text  # decoding takes two to four characters for one, so the view that explains most is shortest
    for first, suspect, view in _READINGS:
        if (len(text) > _LABEL and not any(map(text.__contains__, first))) or not suspect.search(text):
            continue
        if len(repaired := _read_as(view, text)) < len(shortest):
            shortest = repaired
    return shortest


def _read_as(view: dict[int, int], text: str) -> str:
    """Return the text with the stretches that are UTF-8 in this view decoded, unchanged where none is certain."""
    pieces: list[str] = []
    done, certain = 0, False
    # Same length as the text, so positions agree.
    for stretch in _SEQUENCES.finditer(text.translate(view)):
        try:
            read = stretch[0].encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:  # a surrogate or an overlong form
            continue
        if not _EXPECTED.fullmatch(read):
            continue
        start, end = stretch.span()
        letters = len(_WORDLIKE.findall(read))
        certain = certain or letters > 1 or (letters == 0 and _is_accent(text, start, end))
        pieces += (text[done:start], read)
        done = end
    return "".join((*pieces, text[done:])) if certain else text


def _is_accent(text: str, start: int, end: int) -> bool:
    """Say whether the stretch stands against an ASCII letter, but not after two capitals."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 1]
    if len(before) == 2 and before.isascii() and before.isupper():
        return False
    return any(letter.isascii() and letter.isalpha() for letter in (before[-1:], after))
