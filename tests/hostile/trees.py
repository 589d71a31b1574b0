"""More of the `monsters`: pages whose tree HTML prescribes to be far larger or deeper than what they print.

Each is as large as it may be to be parsed as it is (`crawler.extraction.bounds`), and larger.
"""

from __future__ import annotations

from tests.hostile.monsters import SENTENCE, monster, story

PLAIN = 7_900
"""Signs "<" of a page that is parsed as it is."""


def _open(count: int) -> str:
    """Return emphasis, each different from the next, that nothing closes."""
    return "".join(f"<b id=b{number}>" for number in range(count))


@monster
def emphasis_in_every_paragraph() -> bytes:
    return story(body=f"<p>{_open(31)}{SENTENCE}</p>" + f"<p>{SENTENCE}" * PLAIN)


@monster
def emphasis_in_few_paragraphs() -> bytes:
    return story(body=f"<p>{_open(490)}{SENTENCE}</p>" + f"<p>{SENTENCE}" * 490)


@monster
def emphasis_in_very_many_paragraphs() -> bytes:
    return story(body=f"<p>{_open(10_000)}{SENTENCE}</p>" + f"<p>{SENTENCE}</p>" * 20_000)


@monster
def emphasis_around_blocks() -> bytes:
    return story(body=_open(30) + "<div>" * (PLAIN // 2 - 50) + SENTENCE + "</b>" * (PLAIN // 2 - 50))


@monster
def emphasis_of_every_kind_around_blocks() -> bytes:
    kinds = ("b", "i", "u", "s", "em", "tt", "big", "font", "code", "small")
    opened, closed = ("".join(f"<{mark}{kind}>" for kind in kinds) for mark in ("", "/"))
    return story(body=opened + "<div>" * (PLAIN // 2) + SENTENCE + closed * (PLAIN // 20))


@monster
def emphasis_in_cells() -> bytes:
    return story(body=f"<table><td>{_open(3)}<table>" * (PLAIN // 6) + SENTENCE)


@monster
def blocks_never_closed() -> bytes:
    return story(body=f"<div><p>{SENTENCE}" * (PLAIN // 2))


@monster
def ends_of_nothing() -> bytes:
    return story(body="<x-part>" * (PLAIN // 2) + SENTENCE + "</x-other>" * (PLAIN // 2))


@monster
def ends_of_nothing_by_the_million() -> bytes:
    return story(body="<x-part>" * 30_000 + SENTENCE + "</x-other>" * 1_000_000)


@monster
def roots_with_attributes() -> bytes:
    return story(body="".join(f"<html a{number}=1><body b{number}=1>" for number in range(PLAIN // 2)))


@monster
def attributes_in_small_pages() -> bytes:
    return story(body="<p " + " ".join(f"a{number:x}" for number in range(14_000)) + f">{SENTENCE}</p>")


_NAMES = " ".join(f"a{number:x}" for number in range(200_000))


@monster
def attributes_behind_a_quoted_end() -> bytes:
    return story(body=f"<p a='>' {_NAMES}>{SENTENCE}</p>")


@monster
def attributes_behind_a_quoted_script() -> bytes:
    return story(body=f"<p a='<script>' {_NAMES}>{SENTENCE}</p>")


@monster
def attributes_of_an_end() -> bytes:
    return story(body=f"</p {_NAMES}>{SENTENCE}")


@monster
def attributes_without_an_end() -> bytes:
    return story(body=f"<p {_NAMES}")


@monster
def attributes_of_many_tags() -> bytes:
    names = _NAMES[:60_000]
    return story(body=f"<p {names}>{SENTENCE}</p>" * 20 + f"<p>{SENTENCE}</p>" * PLAIN)


@monster
def text_beside_tables() -> bytes:
    return story(body=f"<table>{SENTENCE}<b>" * (PLAIN // 2))


@monster
def links_around_blocks() -> bytes:
    return story(body="<a href=x>" + "<div>" * (PLAIN // 2) + SENTENCE + "</a>" * (PLAIN // 2))


@monster
def templates() -> bytes:
    return story(body="<template>" * (PLAIN // 2) + SENTENCE + "<select><option>" * (PLAIN // 4))
