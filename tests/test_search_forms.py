"""The words search knows a text by, how a query is read, what is marked: tables of what is found and what is not."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.search_forms import LONGEST_WORD, all_stems, stems, words
from crawler.text.search_marks import Marker, Piece
from crawler.text.search_query import MOST_TERMS, NOTHING, match_expression, read_query

DATA = Path(__file__).parent / "data"


def table(name: str) -> list[tuple[str, ...]]:
    """Return the rows of a table; characters nobody sees are written in it as backslash, u and their number."""
    lines = (DATA / name).read_text("utf-8").splitlines()[1:]
    text = "\n".join(re.sub(r"\\u([0-9a-f]{4})", lambda seen: chr(int(seen[1], 16)), line) for line in lines)
    return [tuple(line.split("\t")) for line in text.split("\n")]


PAIRS = table("search_pairs.tsv")
LOOKALIKES = table("search_lookalikes.tsv")


def finds(query: str, text: str, language: str | None) -> bool:
    """Say whether a query finds a text in an index as the database's."""
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE i USING fts5(title, body, title_stems, body_stems, tokenize = 'ascii')")
    found = words(text)
    index.execute("INSERT INTO i VALUES ('', ?, '', ?)", [" ".join(found), " ".join(all_stems(found, language))])
    return bool(index.execute("SELECT 1 FROM i WHERE i MATCH ?", [match_expression(query)]).fetchall())


def plain_finds(query: str, text: str) -> bool:
    """Say whether SQLite's own tokenizer finds a text by the words of a query, typed as FTS5 has it."""
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE i USING fts5(body)")
    index.execute("INSERT INTO i VALUES (?)", [text])
    if query.endswith("*"):
        query = f'"{query[:-1]}" *'
    elif not query.startswith('"'):
        query = " ".join(f'"{word}"' for word in query.split())
    return bool(index.execute("SELECT 1 FROM i WHERE i MATCH ?", [query]).fetchall())


def test_the_tables_are_as_long_as_they_should_be() -> None:
    assert len(set(PAIRS)) >= 60
    assert len(set(LOOKALIKES)) >= 30
    assert sum(plain == "misses" for *_, plain in PAIRS) >= 60


@pytest.mark.parametrize(("query", "text", "language", "plain"), PAIRS)
def test_a_text_is_found_by_every_spelling(query: str, text: str, language: str, plain: str) -> None:
    assert finds(query, text, language)
    assert plain_finds(query, text) is {"finds": True, "misses": False}[plain]


@pytest.mark.parametrize(("query", "text", "language"), LOOKALIKES)
def test_what_merely_looks_alike_is_not_found(query: str, text: str, language: str) -> None:
    assert not finds(query, text, language)


@pytest.mark.parametrize(("query", "text", "language", "plain"), PAIRS)
def test_what_is_found_is_marked(query: str, text: str, language: str, plain: str) -> None:
    pieces = Marker(read_query(query)).marked(text, language)
    assert any(piece.marked for piece in pieces)
    assert "".join(piece.text for piece in pieces) == text


@given(st.text())
def test_words_are_their_own_spelling(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once
    assert all(word and len(word) <= LONGEST_WORD and not re.search(r"\s|[!-/:-@\[-`{-~]", word) for word in once)


@given(st.text(alphabet="ابتثوفلكهينمةىأئؤ", min_size=1, max_size=12))
def test_stems_of_arabic_are_words_themselves_and_never_short(word: str) -> None:
    (folded,) = words(word)
    for stem in stems(folded, "ar"):
        assert words(stem) == [stem] and stem != folded and len(stem) >= 3


QUERIES = st.text() | st.text(alphabet="aé'\"”«*-−(){}:^+ \x00ANDORTNE§_\ud800المدرسة")


@given(QUERIES, st.sampled_from(("مدرسة", "a b", "")))
def test_any_text_is_a_query(query: str, text: str) -> None:
    finds(query, text, None)


@given(QUERIES)
def test_marking_keeps_every_letter(query: str) -> None:
    text = "قال: «المدرسة» l'eau — a b."
    pieces = Marker(read_query(query)).marked(text, None)
    assert "".join(piece.text for piece in pieces) == text


def test_a_query_is_bounded() -> None:
    assert len(read_query(" ".join(f"w{n}" for n in range(1000)))) == MOST_TERMS
    finds("(" * 5000 + " x" * 5000, "x", None)


@pytest.mark.parametrize("query", ["", " ", '""', "-مدرسة", "***", "«»", '-"a b"'])
def test_a_query_without_a_word_to_look_for_finds_nothing(query: str) -> None:
    assert match_expression(query) == NOTHING
    assert not finds(query, "مدرسة a b language", None)


READ = [
    ("سعر الحليب", "ارتفع سعر لتر الحليب", True),  # all words, anywhere
    ("سعر الخبز", "ارتفع سعر لتر الحليب", False),
    ('"سعر الحليب"', "ارتفع سعر لتر الحليب", False),  # in a row
    ("«سعر لتر»", "ارتفع سعر لتر الحليب", True),
    ('"مدرسة"', "في المدرسة", False),  # a word in quotation marks is found as it is
    ('"سعر لتر', "ارتفع سعر لتر الحليب", True),  # the end closes it
    ("سعر -الحليب", "ارتفع سعر لتر الحليب", False),
    ("سعر -الخبز", "ارتفع سعر لتر الحليب", True),
    ("سعر -حليب", "ارتفع سعر لتر الحليب", False),  # what a word finds it leaves out
    ('سعر -"سعر الحليب"', "ارتفع سعر لتر الحليب", True),
    ("سعر - الحليب", "ارتفع سعر لتر الحليب", True),  # a dash of the text
    ("ارتف*", "ارتفع سعر لتر الحليب", True),
    ("حليب*", "ارتفع سعر لتر الحليبي", True),  # the beginning of a stem
    ("تفع*", "ارتفع سعر لتر الحليب", False),
    ("الحلي*", "ارتفع سعر لتر الحليب", True),
    ("الحل*", "ارتفع سعر لتر الحليب", False),  # too short a beginning is a word
    ("lait*", "des laiteries", True),
    ("lai*", "des laiteries", False),
    ("covid-19", "Le covid 19 recule", True),
    ("l'eau-de-vie", "de l’eau de vie", True),
    ("NEAR(a b) OR c", "a b", False),  # FTS5's own words are words
]


@pytest.mark.parametrize(("query", "text", "found"), READ)
def test_how_a_query_is_read(query: str, text: str, found: bool) -> None:
    assert finds(query, text, None) is found


def parts(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


def test_marks_are_about_letters_and_not_what_stands_by_them() -> None:
    marker = Marker(read_query('مدرسة "l\'eau potable" -ville mini*'))
    assert parts(marker.marked("«للمدرسة»، ومدرستها.", "ar")) == "«[للمدرسة]»، [ومدرستها]."
    assert parts(marker.marked("L’eau, potable ; une eau non potable en ville", "fr")) == (
        "[L’eau], [potable] ; une eau non potable en ville"
    )
    assert parts(marker.marked("Le ministre", "fr")) == "Le [ministre]"


def test_a_snippet_is_where_most_of_the_words_are() -> None:
    far = " ".join(f"كلمة{n}" for n in range(100))
    text = f"الحليب غال. {far} سعر الحليب ارتفع {far}"
    pieces = Marker(read_query("سعر الحليب")).snippet(text, "ar")
    assert parts(pieces).startswith("… كلمة92") and "[سعر] [الحليب] ارتفع" in parts(pieces)
    assert parts(pieces).endswith(" …")
    assert parts(Marker(read_query("غائب")).snippet(text, "ar")).startswith("الحليب غال. كلمة0")
    assert Marker(read_query("x")).snippet("", None) == ()
