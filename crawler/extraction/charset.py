"""From the bytes of a page to its text, whatever it declares. Never raises.

What is valid UTF-8 is UTF-8: no other encoding of a text outside ASCII passes for it by chance. Otherwise
the declared encoding (BOM, HTTP header, meta) is taken if it can be, and detection decides among the
encodings that the Arabic and French press has used.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
    to_unicode,
)

# A page of UTF-8 cut in the middle, or with a foreign snippet pasted in, is still UTF-8: so many broken
# sequences per multi-byte character are tolerated.
_BROKEN_SHARE = 0.05

# Bytes that are œ, Œ and € in ISO-8859-15, and what no text has there in windows-1252: ½ and ¼ in a word, ¤.
# Each alternative begins with its byte, which is five times as fast as looking at what stands before it first.
_LATIN_9 = re.compile(rb"\xbd(?<![0-9]\xbd)[a-z]|\xbc(?<![0-9]\xbc)[A-Z]|\xa4")
_BEYOND_LATIN_9 = re.compile(rb"[\x80-\x9f]")  # the letters and quotation marks that only windows-1252 has

_HIGH_RUN = re.compile(rb"[\x80-\xff]{1,100}")
_ASCII = bytes(range(0x80))
_ENOUGH_RUNS = 2_000  # runs of high bytes looked at; more would not change the verdict

# The letters that make up half of any Arabic text: in the wrong one of the two Arabic code pages they turn
# into rare letters and vowel signs.
_COMMON_ARABIC = frozenset("اليمنورتبعد")

# Latin text has single accented letters between ASCII ones, Arabic text whole words of high bytes.
_ARABIC_RUN_LENGTH = 2.0


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return the text of a page's bytes; what cannot be decoded becomes U+FFFD."""
    bom_encoding, bom = read_bom(body)
    if bom_encoding and bom:
        return body[len(bom) :].decode(bom_encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _declared(body, content_type)
    lenient = body.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    multibyte = len(body.translate(None, _ASCII)) / 2
    if broken <= multibyte * _BROKEN_SHARE:
        return body.decode("utf-8", _FOREIGN)
    return to_unicode(body, declared if declared and declared != "utf-8" else _detected(body))


def is_utf8(body: bytes) -> bool:
    """Say whether bytes are UTF-8 without a fault. Decoded piece by piece, which the processor's cache can hold."""
    start, end = 0, len(body)
    source = memoryview(body)
    try:
        while start < end:
            piece = source[start : start + _PIECE]
            start += codecs.utf_8_decode(piece, "strict", start + _PIECE >= end)[1]
    except UnicodeDecodeError:
        return False
    return True


_PIECE = 16_384  # bytes


def _read_foreign(error: UnicodeError) -> tuple[str, int]:
    """Read bytes amid UTF-8 that are none, where it is certain what they are: an accent in a word, an Arabic word."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    source, start = error.object, error.start
    match = _HIGH_RUN.match(source, start)
    run = match[0] if match else b""
    if len(run) == 1 and run >= b"\xe0" and source[start - 1 : start].isalpha():
        return run.decode("cp1252"), error.end
    text = run.decode("cp1256", "replace")
    if len(run) >= _SHORTEST_WORD and all("\u0621" <= letter <= "\u064a" for letter in text):
        return text, start + len(run)
    return "\ufffd", error.end


_SHORTEST_WORD = 3  # bytes; two may be what is left of a character that was cut
_FOREIGN = "crawler.foreign"
codecs.register_error(_FOREIGN, _read_foreign)


def _declared(body: bytes, content_type: str | None) -> str | None:
    """Return the encoding declared, unless the bytes show that it was declared without looking."""
    for name in (http_content_type_encoding(content_type), html_body_declared_encoding(body[:4096])):
        encoding = resolve_encoding(name) if name else None
        if encoding in (None, "utf-8"):
            continue
        # windows-1252 and its kin are what servers say when nobody told them; Arabic bytes are not Latin
        return _detected(body) if encoding in ("cp1252", "iso8859-1", "iso8859-15", "iso8859-6") else encoding
    return None


def _detected(body: bytes) -> str:
    runs = [match[0] for _, match in zip(range(_ENOUGH_RUNS), _HIGH_RUN.finditer(body), strict=False)]
    if not runs or sum(map(len, runs)) / len(runs) < _ARABIC_RUN_LENGTH:
        return _latin(body)
    counts = Counter(b"".join(runs))

    def common(encoding: str) -> int:
        return sum(
            count for byte, count in counts.items() if bytes([byte]).decode(encoding, "ignore") in _COMMON_ARABIC
        )

    arabic = max(("cp1256", "iso8859-6"), key=common)
    return arabic if common(arabic) * 3 >= counts.total() else _latin(body)


def _latin(body: bytes) -> str:
    """Return which of the two encodings of French a text is in; only a few letters tell them apart."""
    return "iso8859-15" if not _BEYOND_LATIN_9.search(body) and _LATIN_9.search(body) else "cp1252"
