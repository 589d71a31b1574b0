"""Versions of an article side by side: what is told as changed, and how terminal and page show it."""

from __future__ import annotations

import re
import subprocess
import time
import unicodedata
from io import StringIO
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from crawler.change_html import as_html
from crawler.change_text import print_changes
from crawler.changes import changes
from crawler.database.revisions import History, Seen
from crawler.diff import Row, compare, compare_words, words
from crawler.versions import Version
from tests.clocked import Clocked
from tests.newsroom import Newsroom
from tests.newsroom.calendar import NEWEST
from tests.starting import scrapy

OLD = "أعلن وزير الصحة، اليوم الثلاثاء، عن فتح 12 مستشفى جديدا في جهة سوس."
NEW = "أعلن وزير الصحة، اليوم الأربعاء، عن فتح 14 مستشفى جديدا في جهة سوس."


def marked(row: Row, *, after: bool = False) -> list[str]:
    """Return the runs of a side that the other one does not have."""
    return [piece.text.strip() for piece in (row.after if after else row.before) if piece.changed]


def test_words_that_differ_are_marked_and_nothing_else() -> None:
    row = compare_words(OLD, NEW)
    assert (marked(row), marked(row, after=True)) == (["الثلاثاء", "12"], ["الأربعاء", "14"])


@pytest.mark.parametrize(
    ("before", "after", "out", "put_in"),
    [
        ("قال كتب الخبر", "قال كُتب الخبر", ["كتب"], ["كُتب"]),  # a vowel mark
        ("إن المدرسة قريبة", "إن المدرسه قريبة", ["المدرسة"], ["المدرسه"]),  # letters search takes for one
        ("زاد ب 1.200,50 درهم", "زاد ب 1.300,50 درهم", ["1.200,50"], ["1.300,50"]),  # a number is one word
        ("l'homme est là", "l'hôtel est là", ["homme"], ["hôtel"]),
        ("Le roi, dit-il", "Le roi dit-il", [","], []),
        ("un deux trois", "zéro un deux trois", [], ["zéro"]),
        ("un deux", "un  deux", ["deux"], ["deux"]),  # white space is seen too
        ("Casa vite et bien fait", "Casa tôt ; mal fait", ["vite et bien"], ["tôt ; mal"]),
    ],
)
def test_how_words_are_told_apart(before: str, after: str, out: list[str], put_in: list[str]) -> None:
    row = compare_words(before, after)
    assert (marked(row), marked(row, after=True)) == (out, put_in)


def test_paragraphs_alike_stand_side_by_side_and_the_others_alone() -> None:
    rows = compare(["واحد", OLD, "ثلاثة أشياء"], ["واحد", "فقرة جديدة تماما", NEW, "ثلاثة أشياء"])
    assert [row.kind for row in rows] == ["same", "added", "changed", "same"]
    assert [row.kind for row in compare(["a b c"], ["x y z"])] == ["removed", "added"]


def test_a_paragraph_of_any_length_is_compared_in_bounded_time() -> None:
    long = "12:30 " * 100_000
    began = time.process_time()
    assert compare_words(long, long + "x").kind == "changed"
    compare([f"{n} و" for n in range(3000)], [f"{n} ي" for n in range(3000)])
    assert time.process_time() - began < 10


texts = st.text("اأكُ ،.٫12 ab'\n", max_size=40)


@given(texts)
def test_words_joined_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text


@given(st.lists(texts, max_size=6), st.lists(texts, max_size=6))
def test_each_side_tells_its_version_whole_and_marks_every_difference(before: list[str], after: list[str]) -> None:
    rows = compare(before, after)
    for version, side in ((before, "before"), (after, "after")):
        told = ["".join(piece.text for piece in getattr(row, side)) for row in rows]
        assert [text for text in told if text] == [text for text in version if text]
    unmarked = ["".join(piece.text.strip() for piece in row.before if not piece.changed) for row in rows]
    others = ["".join(piece.text.strip() for piece in row.after if not piece.changed) for row in rows]
    assert unmarked == others


def told(*versions: Version) -> History:
    seen = [
        Seen(n, version, f"2026-11-20T0{n}:00:00Z", f"2026-11-20T0{n}:30:00Z") for n, version in enumerate(versions, 1)
    ]
    return History(1, "https://sample.test/a-1", "ar", None, tuple(seen))


ARABIC = told(
    Version("عنوان الخبر", None, f"مقدمة لا تتغير.\n\n{OLD}", ("كاتبة",)),
    Version("عنوان الخبر", None, f"مقدمة لا تتغير.\n\n{NEW}", ("كاتبة",)),
)


def printed(history: History, width: int = 100, *, colour: bool = False) -> str:
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=colour, color_system="standard" if colour else None)
    print_changes(console, history, changes(history))
    return out.getvalue()


def columns(text: str) -> int:
    return sum(unicodedata.category(character) not in ("Cf", "Mn") for character in text)


def test_arabic_is_isolated_set_from_the_right_and_marked_without_colours() -> None:
    lines = [line for line in printed(ARABIC).splitlines() if "│" in line]
    text = "\n".join(lines)
    assert "[-الثلاثاء-]" in text and "{+الأربعاء+}" in text
    cells = [cell for line in lines[1:] for cell in line.split("│") if "\u2067" in cell]
    assert cells
    assert all(re.fullmatch(" *\u2067[^\u2067\u2069]+\u2069 ?", cell) for cell in cells)
    assert len({columns(line.split("│")[0]) for line in lines}) == 1, "the sides are not in columns"
    assert "1 paragraph unchanged" in printed(ARABIC)


def test_on_a_terminal_changes_are_coloured_and_nothing_of_a_text_is_obeyed() -> None:
    evil = told(Version("t", None, "\x1b[2J\u202eabc one", ()), Version("t", None, "\x1b[2J\u202eabc two", ()))
    out = printed(evil, colour=True)
    assert "\x1b[2J" not in out and "\u202e" not in out
    assert re.search("\x1b\\[[0-9;]*9[0-9;]*m|\x1b\\[9", out) or "\x1b[9;31m" in out
    assert "{+" not in out


@pytest.mark.parametrize("width", [20, 41, 60, 300])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = printed(ARABIC, width).splitlines()[1:]
    assert max(map(columns, lines)) <= max(width, 43)


def test_the_page_is_escaped_in_its_direction_and_loads_nothing() -> None:
    page = as_html(
        evil := told(
            Version("<script>alert(1)</script>", None, OLD, ('"><img src=x>',)),
            Version("<script>alert(1)</script>", None, NEW, ('"><img src=x>',)),
        ),
        changes(evil),
    )
    root = lxml.html.document_fromstring(page)
    assert not root.xpath("//script|//img|//link|//@onclick|//@src")
    assert root.xpath("//tr[@class='body changed']/td/@dir") == ["rtl", "rtl"]
    assert root.xpath("//del/text()") == ["الثلاثاء", "12"]
    assert root.xpath("//ins/text()") == ["الأربعاء", "14"]
    assert root.xpath("string(//title)") == "<script>alert(1)</script>"


def diff(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("diff", *words, DATABASE=database)


def test_the_command_shows_the_changes_of_an_article_by_id_and_url(tmp_path: Path) -> None:
    database, start = tmp_path / "news.db", NEWEST
    with Newsroom(articles=9) as paper, Clocked(database, url=paper.url) as news:
        story = paper.publish("newspaper")
        news.crawl(start)
        paper.edit(story.id, paragraph=0, text="Un premier correctif, tout à fait neuf.")
        news.crawl(start.replace(hour=12))
        paper.edit(story.id, title="Un autre titre")
        news.crawl(start.replace(hour=15))
        url = paper.url + story.path
    shown = diff(database, url)
    assert shown.returncode == 0, shown.stderr
    assert "{+Un premier correctif" in shown.stdout.replace("\u2066", "")
    assert "{+Un autre titre+}" in shown.stdout
    only = diff(database, url, "--revision", "2")
    assert "Un autre titre" in only.stdout and "{+Un premier" not in only.stdout
    page = tmp_path / "diff.html"
    assert diff(database, url, "--html", str(page)).returncode == 0
    assert "<ins>" in page.read_text("utf-8")
    wrong = diff(database, url, "--revision", "7")
    assert (wrong.returncode, wrong.stderr.count("there is 1 to 2")) == (1, 1)
    assert diff(database, "99999").returncode == 1
    assert diff(tmp_path / "none.db", "1").returncode == 1
    assert not (tmp_path / "none.db").exists()
    assert diff(database).returncode == 2
