"""Making XML as served fit for a parser: its encoding found, its commonest faults mended, its danger removed.

Feeds and sitemaps are written by templates that escape nothing, below PHP notices, in another encoding than
they declare. What reaches the parser from here is text without document type and without any entity but the
five of XML, so nothing can be expanded and nothing fetched.
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})[\"']")
_TEXT_ENCODINGS = re.compile(r"utf-8|utf-16(?:-[lb]e)?|ascii|iso8859-\d+|cp125\d|cp720|cp864|mac-arabic")
_DECLARATION_WITHIN = 2048  # a declaration may come after a PHP notice, but not far

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_TAG = re.compile(r"<(?![A-Za-z_:/!?])")
_BARE = re.compile(r"&(?!#(?:\d{1,7}|x[0-9a-fA-F]{1,6});)")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_NUMBERS = {"&amp;": "&#38;", "&lt;": "&#60;", "&gt;": "&#62;", "&quot;": "&#34;", "&apos;": "&#39;"}

PARSER_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8",
    "recover": True,
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""How lxml reads what `mended` returns: forgiving, and with libxml2's limits on depth and length in force."""


def encoding_of(body: bytes) -> str:
    """Return the name of the codec that reads `body`: by its byte order mark, else UTF-8 where it is valid.

    Only where it is not valid UTF-8 is the declared encoding believed: wrong declarations are common, and
    text of another encoding is hardly ever valid UTF-8 by chance.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)  # forgives a last character cut in half
    except UnicodeDecodeError:
        declared = _DECLARED.search(body[:_DECLARATION_WITHIN])
        if declared:
            try:
                name = codecs.lookup(declared[1].decode("ascii")).name
            except LookupError:
                return "utf-8"
            if _TEXT_ENCODINGS.fullmatch(name):
                return name
    return "utf-8"


def mended(text: str) -> str:
    """Return XML text with bare "&" and "<" escaped and characters removed that XML does not have.

    The five entities of XML become numbers, because libxml2 drops even those once it has met an error; other
    entities become text, letter by letter. CDATA is left as it is.
    """
    if "&" not in text and not _NO_TAG.search(text) and not _NOT_XML.search(text):
        return text  # most of a sitemap, and several times as fast
    pieces = _CDATA.split(text)
    pieces[::2] = map(_mended, pieces[::2])
    return "".join(pieces)


def _mended(text: str) -> str:
    # Replaced by kind, each all at once: asking a function about every fault takes a second a megabyte of faults.
    for name, number in _NUMBERS.items():
        text = text.replace(name, number)
    return _NOT_XML.sub("", _NO_TAG.sub("&#60;", _BARE.sub("&#38;", text)))


def local_name(element: etree._Element) -> str:
    """Return the element's name in lower case, without namespace or prefix; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    """Return all text within the element, stripped."""
    return "".join(element.itertext()).strip()
