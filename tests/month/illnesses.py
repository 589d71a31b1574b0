"""The illnesses of papers: what breaks, what health must name, and from when on it can be seen.

A rule of health that judges shares needs a number of articles (docs/health.md). So an illness is due to be reported by
the first update after which as many of the articles or pages it spoils were fetched, all since it began, as the rule
asks for; what spoils a source is due with the first update. To be cleared it takes as many articles again, as one may
lack its tags or picture by itself; where pages or sources failed, the first that are answered; where nothing was
written, as many hours again.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Illness:
    """A kind of illness. `fault` is what breaks at the paper (`tests.newsroom.faults`), "" where it only falls silent.

    Health must name one of `causes` once `articles` new articles and `pages` article pages were answered with it, and
    `hours` went by. `structure` is what a paper must be read by to fall ill with it.
    """

    fault: str
    causes: frozenset[str]
    articles: int = 0
    pages: int = 0
    hours: int = 0
    structure: str | None = None


def _named(*causes: str) -> frozenset[str]:
    return frozenset(causes)


ILLNESSES = {
    "layout changed": Illness("layout", _named("layout"), articles=3, structure="layout"),
    "theme changed": Illness("layout", _named("theme"), articles=3, structure="theme"),
    "dates lost": Illness("dates", _named("field"), articles=3),
    "authors lost": Illness("authors", _named("field"), articles=3),
    "feed gone": Illness("no feed", _named("source")),
    "feed empty": Illness("empty feed", _named("source")),
    "half of pages fail": Illness("half fail", _named("pages"), pages=4),
    "articles forbidden": Illness("articles refused", _named("pages", "refused"), pages=3),
    "forbidden": Illness("all refused", _named("refused")),
    "challenge": Illness("refused: cloudflare challenge", _named("challenge")),
    "captcha": Illness("refused: captcha", _named("captcha")),
    "robots forbids": Illness("robots", _named("refused")),
    "down": Illness("down", _named("refused")),
    "writes nothing": Illness("", _named("articles"), hours=24),
}

STRUCTURAL = frozenset(name for name, illness in ILLNESSES.items() if illness.articles or illness.pages)
"""Illnesses of article pages: they begin in the morning and end in the afternoon, when articles show both."""
