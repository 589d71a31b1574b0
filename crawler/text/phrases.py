"""The phrases a news site prints around its stories, told from the stories' own sentences.

The phrases are data, `boilerplate.tsv` beside this file, compared folded (`crawler.text.arabic.fold`); "#" in one
stands for a number, "…" for any words. Its column `match` says how much of a line a phrase explains:

* `whole`: a line that is nothing else.
* `heading`: the same, and nothing of the article follows it in a page read as text.
* `prefix`: a line it introduces: behind a separator ("Lire aussi : ..."), or, in the kinds no story opens with
  (cookie notices, paywalls, legal notices), directly.
* `opening`: as `prefix`, but also directly before a headline ("اقرأ أيضا عنوان آخر").
* `suffix`: a line whose last clause it is ("© 2024 Le Site. Tous droits réservés").
* `part`: only in a line made of nothing but phrases ("Facebook Twitter WhatsApp").
"""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.text import date_forms
from crawler.text.arabic import fold, normalise
from crawler.text.date_words import LABELS, MONTHS, WEEKDAYS, fold_date
from crawler.text.phrase_table import Phrase, PhraseTable, folded, phrase_table

MAX_LINE = 250
"""Characters of a line that may be a label with a headline. Longer lines are prose or a legal notice."""

MAX_NOTICE = 800
"""Characters of a legal notice; the longest seen on Moroccan sites has about 400."""

MAX_HEADLINE = 150
"""Characters of a label and a headline without a separator between them."""

MAX_NAME_WORDS = 5
"""Words behind "By:" or "Source:", or beside a date; with more, it is a sentence."""

MAX_CLAUSE_WORDS = 15
"""Words of a line that a copyright phrase ends or begins, or that dates an article."""

MAX_GAPPED_HEADING = 6
"""Words of a heading like "Most read in ..." with the name of the section; with more, it is a headline."""

LABEL_SPAN = 48
"""Where in a line a label's separator must have come: the longest label has some 40 characters."""

_SEPARATOR = re.compile(r"[:：|–—»>›؛/«-]")
_CRUMBS = frozenset("/|»>›«")
_QUOTED = re.compile('[«»"“”„]')
_FULL_STOP = re.compile(r"(?<!\.)\.[»\"”')\]\s]*$")
_RIGHTS = re.compile(r"\W*(?:©|\(c\)|copyright\b)", re.IGNORECASE)
_DATED_RIGHTS = re.compile(r"\W*(?:©|copyright\W{1,4})\s*(?:19|20)\d\d\b", re.IGNORECASE)
_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W0-9_]{2,}")
_DATE_WORDS = LABELS | WEEKDAYS | MONTHS.keys()

_UNMISTAKABLE = frozenset({"comments", "cookies", "paywall", "newsletter"})
"""Kinds whose prefixes need no separator: no story opens with these wordings."""


@lru_cache(1_024)
def boilerplate_kind(line: str) -> str | None:
    """Return what kind of boilerplate the line as a whole is, or None for text that may belong to a story.

    A sentence that merely contains a phrase is None. The kinds are those of `boilerplate.tsv`: "read-also",
    "comments", "share", "copyright" and so on. Extraction and cleaning ask the same of a page's lines.
    """
    table = phrase_table()
    if len(line) > MAX_LINE:
        return _notice(line, table) if len(line) <= MAX_NOTICE else None
    if not _may_be(line, table):
        return None
    text = folded(line)
    found = (
        _alone(text, table)
        or table.labels.get(text)
        or _labelled(line, table)
        or _introduced(line, text, table)
        or _gapped(line, text, table)
        or _ended(line, text, table)
        or _composed(text, table)
    )
    return found.kind if found else _notice(line, table)


def ends_article(line: str) -> bool:
    """Say whether the line is a heading after which nothing of the article follows in a page read as text."""
    if len(line) > MAX_HEADLINE:
        return False
    table, text = phrase_table(), folded(line)
    found = _alone(text, table) or _gapped(line, text, table)
    if found is None:
        composed = _pieces(text, table)
        found = table.whole.get(composed[0].text) if len(composed) > 1 else None
    return found is not None and found.match == "heading"


def is_button(line: str) -> bool:
    """Say whether the line is nothing but labels of buttons and fields, names of networks among them.

    One alone may be text.
    """
    return len(line) <= LABEL_SPAN and bool(_pieces(folded(line), phrase_table()))


def _may_be(line: str, table: PhraseTable) -> bool:
    """Say from its ends whether the line is worth folding; most lines of a story are not."""
    last = next(filter(None, map(fold, reversed(line[-LABEL_SPAN:].split()))), "")
    return (
        _first_word(line[:LABEL_SPAN]) in table.first_words
        or last.rsplit(" ", 1)[-1] in table.suffixes
        or _RIGHTS.match(line) is not None
    )


def _first_word(line: str) -> str:
    """Return the first word of the folded line, without folding the rest."""
    return next(filter(None, map(folded, line.split())), "").split(" ", 1)[0]


def _alone(text: str, table: PhraseTable) -> Phrase | None:
    """Return the phrase the line is, a count behind it aside ("Commentaires (3)")."""
    return table.whole.get(text) or table.whole.get(text.removesuffix(" #"))


def _labelled(line: str, table: PhraseTable) -> Phrase | None:
    """Return the prefix that stands before a separator and fits what stands behind it."""
    for separator in _SEPARATOR.finditer(line, 0, LABEL_SPAN):
        label = table.labels.get(folded(line[: separator.start()]))
        if label and _fits(label, line, line[separator.end() :].strip(), separator[0]):
            return label
    return None


def _fits(label: Phrase, line: str, rest: str, separator: str) -> bool:
    """Say whether the rest of the line is what the label introduces, and not the rest of a sentence."""
    words, stopped = len(rest.split()), _FULL_STOP.search(rest) is not None
    match label.kind:
        case "read-also":
            return not (stopped and _begins_small(rest))
        case "author" | "source":
            return words <= MAX_NAME_WORDS and not stopped and not _QUOTED.search(rest)
        case "breadcrumb":
            return separator in _CRUMBS and not stopped
        case "date":
            return _is_dateline(line)
        case "copyright":
            return words <= MAX_CLAUSE_WORDS
        case _:
            return not stopped or label.kind in _UNMISTAKABLE


def _introduced(line: str, text: str, table: PhraseTable) -> Phrase | None:
    """Return the phrase the line begins with, where it makes the line its own without a separator."""
    for phrase in table.introductions.get(text.split(" ", 1)[0], ()):
        if not text.startswith(f"{phrase.text} "):
            continue
        if phrase.match == "opening":
            rest = _rest(line, phrase)
            fits = len(line) <= MAX_HEADLINE and not _FULL_STOP.search(rest) and not _begins_small(rest)
        elif phrase.kind == "date":
            fits = _is_dateline(line)
        elif phrase.kind == "copyright":
            fits = len(text.split()) <= MAX_CLAUSE_WORDS or _RIGHTS.match(line) is not None
        else:
            fits = phrase.kind in _UNMISTAKABLE
        if fits:
            return phrase
    return None


def _gapped(line: str, text: str, table: PhraseTable) -> Phrase | None:
    """Return the phrase with a gap that the line is.

    Comment counts name the article in quotation marks; what points elsewhere is no whole sentence, and what heads
    other articles names a section or a paper.
    """
    for pattern, phrase in table.gapped.get(text.split(" ", 1)[0], ()):
        if not pattern.fullmatch(text):
            continue
        if phrase.kind == "comments" and not _QUOTED.search(line):
            continue
        if phrase.kind == "read-also" and _FULL_STOP.search(line):
            continue
        if phrase.kind == "related" and (line.rstrip().endswith((".", ":")) or len(text.split()) > MAX_GAPPED_HEADING):
            continue  # "More from the agency:" says who is quoted
        return phrase
    return None


def _ended(line: str, text: str, table: PhraseTable) -> Phrase | None:
    """Return the suffix that is a clause of its own at the end of a short line."""
    words = text.split()
    if not 0 < len(words) <= MAX_CLAUSE_WORDS:
        return None
    for phrase in table.suffixes.get(words[-1], ()):
        if text.endswith(f" {phrase.text}") and ("#" in words or _RIGHTS.search(line) or _is_last_clause(line, phrase)):
            return phrase
    return None


def _is_last_clause(line: str, phrase: Phrase) -> bool:
    """Say whether the line's text behind its last full stop, bar or dash is the phrase."""
    return any(folded(line[stop.end() :]) == phrase.text for stop in re.finditer(r"[.|–—-]\s", line))


def _composed(text: str, table: PhraseTable) -> Phrase | None:
    """Return the first telling phrase of a line made of nothing but phrases, two at least."""
    pieces = _pieces(text, table)
    if len(pieces) < 2:
        return None
    return next((piece for piece in pieces if piece.match != "part"), pieces[0])


def _pieces(text: str, table: PhraseTable) -> list[Phrase]:
    """Return the phrases that make up the whole text, the longest first at each place, or nothing."""
    found: list[Phrase] = []
    while text:
        for phrase in table.pieces.get(text.split(" ", 1)[0], ()):
            end = len(phrase.text)
            if text.startswith(phrase.text) and text[end : end + 1] in ("", " "):
                found.append(phrase)
                text = text[end + 1 :]
                break
        else:
            return []
    return found


def _notice(line: str, table: PhraseTable) -> str | None:
    """Return the kind of a legal notice, which a prefix begins, or a copyright sign opens with a year or a phrase."""
    beginning = line[: 2 * LABEL_SPAN]
    introductions = table.introductions.get(_first_word(beginning), ())
    start = folded(beginning) if introductions else ""
    for phrase in introductions:
        if (phrase.kind in _UNMISTAKABLE or phrase.kind == "copyright") and start.startswith(f"{phrase.text} "):
            return phrase.kind
    if _DATED_RIGHTS.match(line) and len(line.split()) <= MAX_CLAUSE_WORDS:
        return "copyright"
    if _RIGHTS.match(line):
        text = f" {folded(line)} "
        for phrases in table.suffixes.values():
            if any(f" {phrase.text} " in text for phrase in phrases):
                return "copyright"
    return None


def _is_dateline(line: str) -> bool:
    """Say whether the line does little more than date the article."""
    if len(line.split()) > MAX_CLAUSE_WORDS or _FULL_STOP.search(line):
        return False
    text = " ".join(fold_date(line).split())
    if sum(word not in _DATE_WORDS for word in _WORD.findall(text)) > MAX_NAME_WORDS:
        return False  # a headline with a date in it
    try:
        return (date_forms.absolute(text) or date_forms.elapsed(text)) is not None
    except ValueError:
        return False


def _rest(line: str, phrase: Phrase) -> str:
    """Return what follows the phrase's words in the line, as printed."""
    missing = phrase.text.count(" ") + 1
    for token in _TOKEN.finditer(line):
        missing -= len(fold(token[0]).split())
        if missing <= 0:
            return line[token.end() :]
    return ""


def _begins_small(text: str) -> bool:
    """Say whether the first letter is lower case, as in a sentence that goes on. Arabic has no case."""
    return next((letter.islower() for letter in text if letter.isalnum()), False)


# A page as plain text: section, headline, story, and the furniture around them, a block a line.

MIN_TITLE_WORDS = 4
MAX_SECTION_WORDS = 4
"""Sections are called "المغرب" or "Faits divers et société"; a headline has more words."""

MIN_STANDFIRST_WORDS = 8
"""Words of a line between headline and story that belongs to it; with fewer it is a name, a place, a credit."""

MIN_PROSE = 60
LONG_PROSE = 180
"""Characters from which a line is a paragraph: with a full stop behind it, and without."""

WRAP_WIDTH = 100
"""No line of a hard-wrapped text is wider."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_CRUMB = re.compile(r"\s*[/|»>›«]\s*")


def clean_text_dump(text: str) -> tuple[str | None, str | None, list[str]]:
    """Return section, title and paragraphs of a page that was saved as plain text, and nothing else of it.

    The text is what a naive scraper leaves: blocks in reading order, on lines of their own or separated by blank
    lines. Paragraphs come whole and in order, normalised (`crawler.text.arabic.normalise`), sub-headings among
    them; a sentence between headline and story is the first of them.
    """
    lines = [line for line in _blocks(text) if any(map(str.isalpha, line))]
    start = next((at for at, line in enumerate(lines) if _is_prose(line)), len(lines))
    section, title, standfirst = _head(lines[:start])
    return section, title, standfirst + _story(lines[start:])


def _blocks(text: str) -> list[str]:
    """Return the blocks of a text: its lines, or its blank-separated groups where lines are hard-wrapped."""
    groups = [[line for line in map(normalise, group.split("\n")) if line] for group in _BLANK_LINE.split(text)]
    inner = [len(line) for group in groups for line in group[:-1]]
    widest = max((len(line) for group in groups for line in group), default=0)
    # Wrapped lines are nearly as long as they may be; lines that are blocks are of any length.
    if len(groups) > 1 and widest <= WRAP_WIDTH and max(map(len, groups)) > 2 and min(inner) > widest // 2:
        return [" ".join(group) for group in groups]
    return [line for group in groups for line in group]


def _is_prose(line: str) -> bool:
    """Say whether the line is a paragraph of a story. Headlines are short or without a full stop."""
    long_enough = len(line) >= LONG_PROSE or (len(line) >= MIN_PROSE and _FULL_STOP.search(line) is not None)
    return long_enough and boilerplate_kind(line) is None


def _is_headline(line: str) -> bool:
    return len(line.split()) >= MIN_TITLE_WORDS


def _head(lines: list[str]) -> tuple[str | None, str | None, list[str]]:
    """Return section, title and standfirst from what precedes the first paragraph."""
    crumbs: list[str] = []
    told: list[str] = []
    for line in lines:
        kind = boilerplate_kind(line)
        if kind in ("comments", "related") and any(map(_is_headline, told)):
            break
        if kind == "breadcrumb":
            crumbs = _CRUMB.split(line)[1:]
        if kind is None and not _is_dateline(line):
            told.append(line)
    at = next((at for at, line in enumerate(told) if _is_headline(line)), None)
    if at is None:
        return None, (max(told, key=len) if told else None), []
    # The window title often comes first: the headline with the site's name behind it.
    for later in range(at + 1, len(told)):
        if _is_headline(told[later]) and told[at].startswith(told[later]):
            at = later
            break
    title = told[at]
    sections = [name for name in (crumbs + told[:at]) if len(name.split()) <= MAX_SECTION_WORDS and name != title]
    standfirst = [line for line in told[at + 1 :] if len(line.split()) >= MIN_STANDFIRST_WORDS and line != title]
    return (sections[-1] if sections else None), title, standfirst


def _story(lines: list[str]) -> list[str]:
    """Return the paragraphs from the first one on, until what follows an article."""
    kinds = [boilerplate_kind(line) for line in lines]
    ends = [ends_article(line) for line in lines]
    end = next((at for at, kind in enumerate(kinds) if ends[at] and kind != "read-also"), len(lines))
    last = max((at for at in range(end) if _is_prose(lines[at])), default=-1)
    story: list[str] = []
    box = False  # within a read-also box: its headlines, until the story goes on
    for at in range(end):
        if kinds[at] is None and not (box := box and not _is_prose(lines[at])):
            story.append(lines[at])
        elif at > last:
            break
        elif ends[at]:
            box = True
    return story
