"""From the bytes of a page to its text, whatever it declares. Never raises.

What is valid UTF-8 is UTF-8: no other encoding of a text outside ASCII passes for it by chance. Otherwise
the declared encoding (BOM, HTTP header, meta) is taken if it can be, and detection decides among the
encodings that the Arabic and French press has used.
"""

from __future__ import annotations

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
        return lenient
    return to_unicode(body, declared if declared and declared != "utf-8" else _detected(body))


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
        return "cp1252"
    counts = Counter(b"".join(runs))

    def common(encoding: str) -> int:
        return sum(
            count for byte, count in counts.items() if bytes([byte]).decode(encoding, "ignore") in _COMMON_ARABIC
        )

    arabic = max(("cp1256", "iso8859-6"), key=common)
    return arabic if common(arabic) * 3 >= counts.total() else "cp1252"
