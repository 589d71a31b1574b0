"""What can happen to a page on its way, and what somebody can do to it. Every mutation is a function of a seed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

Mutation = Callable[[bytes, Random], bytes]

SNIPPETS: tuple[bytes, ...] = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        '<a href="', "<a href='x", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<style>",
        "<textarea>", "<plaintext>", "<title>", "</title>", "<template>", "<noscript>", "<xmp>", "<iframe>",
        "<select><option>", "<table><tr><td>", "</td></tr></table>", "<svg><title>", "<math><mi>", "<frameset>",
        "</body>", "</html>", "</p>" * 50, "<p>" * 200, "<div>" * 300, "</div>" * 300, "<b><i><u>" * 100,
        "<br>" * 500, "<li>" * 100, "<base href='http://['>", "<base href='javascript:x'>", "<base href='//x'>",
        "<link rel=canonical href='http://['>", "<link rel=canonical href='data:text/html,x'>",
        "<link rel=canonical href=''>", "<h1></h1>", "<h1>\u202e\u0640</h1>",
        "<time datetime='9999-99-99T99:99:99'>", "<time datetime=''>", "<time>99/99/9999 99h99</time>",
        "<meta property='article:published_time' content='0001-01-01T00:00:00+14:00'>",
        "<meta property='article:published_time' content='9999-12-31T23:59:59-14:00'>",
        "<meta property='og:title' content=''>",
        "<meta name='author' content='par par par par, et et et, | | |'>", "<meta charset=utf-7>",
        "<meta charset=utf-16>", "<meta charset='\u202e'>", "<?xml version='1.0' encoding='x'?>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&#0;", "&#x110000;", "&#xD800;", "&amp" * 20, "&a;",
        "&#99999999999999999999;", "\x00", "\ud800", "\udfff", "\ufeff", "\ufffe", "\u202e", "\u200f" * 40,
        "\u0640" * 200, "\u064b" * 200, "\x1b[31m", "\ufdfa" * 30, "\ufe8d\ufedf" * 60, "(" * 300, "[" * 300,
        " " * 3000, "\n" * 3000, "0" * 400, "١" * 400, ":" * 300, "12:" * 200, "01/01/" * 100, "20 نونبر " * 60,
        "منذ " * 100, "il y a " * 80, "Ø§" * 200, "Ã©" * 200, "بقلم: " * 80, "Lire aussi : " * 40,
        "\u0301\u0323" * 300, "👩‍👩‍👧‍👦" * 50, "[caption id='x'" * 20, "{{{{", "<%= x %>", "${x}",
    )
)  # fmt: skip

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 10**30, "", " ", "x" * 5000, "\ud800", "\x00", [], {}, [[]], [[[[[]]]]], [None],
    {"@id": "#x"}, {"@type": []}, {"@type": {"@type": 1}}, {"name": None}, {"name": {"name": {"name": []}}},
    {"@value": 3}, {"@list": [1]}, [{"@type": "Person", "name": ["A", ["B"]]}], "<p>x</p>" * 50, "http://[", "//",
    "2026-02-30T25:61:61+99:99", "0000-00-00", "99999999999999", 1763980800, 1763980800000, "javascript:alert(1)",
    "par " * 300, "," * 300, "(" * 300,
)  # fmt: skip

_SCRIPT = re.compile(rb"(<script[^>]*ld\+json[^>]*>)(.*?)(</script>)", re.DOTALL)
_TAG = re.compile(rb"</?[a-zA-Z][^<>]*>")
_TEXT = re.compile(rb">([^<>]{3,})<")
_ATTRIBUTE = re.compile(rb"(\s[a-z-]+=)([\"'])([^\"'<>]*)\2")


def _place(page: bytes, rnd: Random) -> int:
    return rnd.randrange(len(page) + 1)


def _span(page: bytes, rnd: Random, most: int = 2000) -> tuple[int, int]:
    start = _place(page, rnd)
    return start, min(len(page), start + rnd.randrange(1, most))


def flip(page: bytes, rnd: Random) -> bytes:
    broken = bytearray(page)
    for _ in range(rnd.choice((1, 10, 100, 1000))):
        if broken:
            broken[rnd.randrange(len(broken))] = rnd.randrange(256)
    return bytes(broken)


def delete(page: bytes, rnd: Random) -> bytes:
    start, end = _span(page, rnd, rnd.choice((3, 200, 10_000)))
    return page[:start] + page[end:]


def repeat(page: bytes, rnd: Random) -> bytes:
    start, end = _span(page, rnd)
    return page[:end] + page[start:end] * rnd.choice((1, 2, 50)) + page[end:]


def truncate(page: bytes, rnd: Random) -> bytes:
    return page[: _place(page, rnd)]


def behead(page: bytes, rnd: Random) -> bytes:
    return page[_place(page, rnd) :]


def exchange(page: bytes, rnd: Random) -> bytes:
    (first, second), (third, fourth) = sorted((_span(page, rnd), _span(page, rnd)))
    if second > third:
        return page
    return page[:first] + page[third:fourth] + page[second:third] + page[first:second] + page[fourth:]


def insert(page: bytes, rnd: Random) -> bytes:
    for _ in range(rnd.choice((1, 3, 20))):
        at = _place(page, rnd)
        page = page[:at] + rnd.choice(SNIPPETS) + page[at:]
    return page


def insert_in_text(page: bytes, rnd: Random) -> bytes:
    """Put something into a text or an attribute, where readers of titles, names and dates meet it."""
    places = [match.span(1) for match in _TEXT.finditer(page)] + [match.span(3) for match in _ATTRIBUTE.finditer(page)]
    for start, end in sorted(rnd.sample(places, min(len(places), rnd.choice((1, 5, 50)))), reverse=True):
        snippet = rnd.choice(SNIPPETS)
        page = page[:start] + rnd.choice((snippet, page[start:end] + snippet, snippet + page[start:end])) + page[end:]
    return page


def tag_soup(page: bytes, rnd: Random) -> bytes:
    """Drop, double or exchange a share of all tags."""
    share = rnd.choice((0.02, 0.2, 0.7))
    tags = _TAG.findall(page) or [b""]

    def stir(tag: re.Match[bytes]) -> bytes:
        if rnd.random() > share:
            return tag[0]
        return rnd.choice((b"", tag[0] * 2, rnd.choice(tags), tag[0][:-1], b"<" + tag[0]))

    return _TAG.sub(stir, page)


def unquote(page: bytes, rnd: Random) -> bytes:
    """Leave quotation marks of attributes open."""
    share = rnd.choice((0.01, 0.2, 1))
    return _ATTRIBUTE.sub(lambda seen: seen[1] + seen[2] + seen[3] if rnd.random() < share else seen[0], page)


def rename(page: bytes, rnd: Random) -> bytes:
    """Exchange the values of attributes: classes, addresses, types, dates."""
    values = [match[3] for match in _ATTRIBUTE.finditer(page)] or [b""]
    share = rnd.choice((0.05, 0.5))
    return _ATTRIBUTE.sub(
        lambda seen: seen[1] + seen[2] + rnd.choice(values) + seen[2] if rnd.random() < share else seen[0], page
    )


def recode(page: bytes, rnd: Random) -> bytes:
    """Write the page in another encoding than it says, or parts of it."""
    text = page.decode("utf-8", "replace")
    encoding = rnd.choice(
        ("cp1256", "iso8859-6", "cp1252", "utf-16", "utf-16-be", "utf-32", "utf-7", "cp1251", "gb18030")
    )
    recoded = text.encode(encoding, "xmlcharrefreplace" if rnd.random() < 0.5 else "ignore")
    if rnd.random() < 0.3:
        at = _place(page, rnd)
        return page[:at] + recoded[at:]
    return rnd.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) + recoded


def garble(page: bytes, rnd: Random) -> bytes:
    """Read the page in the wrong encoding and write it as UTF-8, once or more."""
    for _ in range(rnd.choice((1, 1, 2))):
        page = page.decode(rnd.choice(("cp1252", "cp1256", "latin-1")), "replace").encode()
    return page


def nuls(page: bytes, rnd: Random) -> bytes:
    every = rnd.choice((2, 10, 500))
    return bytes(byte for at, letter in enumerate(page) for byte in ((letter, 0) if at % every == 0 else (letter,)))


def break_json(page: bytes, rnd: Random) -> bytes:
    """Break the text of JSON-LD scripts."""
    how = rnd.choice((flip, delete, repeat, truncate, insert, exchange))
    return _SCRIPT.sub(lambda seen: seen[1] + how(seen[2], rnd) + seen[3], page)


def change_json(page: bytes, rnd: Random) -> bytes:
    """Put values of other kinds into JSON-LD that stays well-formed."""
    share = rnd.choice((0.03, 0.3))

    def change(value: Any) -> Any:
        if rnd.random() < share:
            return rnd.choice(
                (*VALUES, [value], {"@type": "NewsArticle", "articleBody": value}, {"@graph": [value, value]})
            )
        if isinstance(value, dict):
            return {
                rnd.choice((key, key, key, "@type", "@id", "author")): change(inner) for key, inner in value.items()
            }
        return [change(inner) for inner in value] if isinstance(value, list) else value

    def rewrite(seen: re.Match[bytes]) -> bytes:
        try:
            value = change(json.loads(seen[2]))
        except ValueError:
            return seen[0]
        return seen[1] + json.dumps(value).encode() * rnd.choice((1, 1, 3)) + seen[3]

    return _SCRIPT.sub(rewrite, page)


MUTATIONS: tuple[Mutation, ...] = (
    flip, delete, repeat, truncate, behead, exchange, insert, insert_in_text, insert_in_text, tag_soup, unquote, rename,
    recode, garble, nuls, break_json, change_json, change_json,
)  # fmt: skip


def mutate(page: bytes, rnd: Random) -> bytes:
    """Return the page after one to four mutations."""
    for mutation in rnd.choices(MUTATIONS, k=rnd.choice((1, 1, 2, 4))):
        page = mutation(page, rnd)
    return page
