"""The figures of the extractor on the annotated pages do not fall below their floors."""

from __future__ import annotations

import pytest

from tests.quality import score
from tests.quality.score import BENCH, Scored, figures, grouped, under_floor

pytestmark = pytest.mark.skipif(not BENCH.exists(), reason="needs ../shared with the annotated pages")


@pytest.fixture(scope="module")
def rows() -> list[Scored]:
    return [score.score(page) for page in score.load()]


def test_no_figure_is_under_its_floor(rows: list[Scored]) -> None:
    assert under_floor(grouped(rows)) == []


def test_no_figure_is_under_its_floor_where_layouts_are_declared() -> None:
    groups = score.score_with_layouts()

    assert under_floor(groups) == []
    assert {row.output["methods"]["body"] for row in groups["layouts"]} == {"layout"}


def test_no_figure_is_under_its_floor_where_no_name_says_anything() -> None:
    assert under_floor(score.score_nameless()) == []


def test_no_page_comes_out_empty(rows: list[Scored]) -> None:
    assert [row.page.name for row in rows if len(row.output["body"]) < 100] == []


def test_the_half_that_changes_are_not_judged_by_is_as_good(rows: list[Scored]) -> None:
    a, b = (figures([row for row in rows if score.half(row.page) == name])["F1"] for name in "AB")

    assert a is not None
    assert b is not None
    assert b > a - 0.01
