"""What is one story is found to be, what only looks like it is not, and the database says so as articles arrive."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.database.clusters import NEWEST, PERIOD_DAYS
from crawler.database.runs import save_site
from crawler.database.stories import rebuild
from crawler.items import Moment
from crawler.text.shingles import SKETCH, Shingles, exchanged, least_shared, places_of, same_story, shared_numbers
from tests import bulletins
from tests.starting import scrapy
from tests.story_pairs import Pen, copy_of, make_pairs, names_in
from tests.writing import SITE, Crawl, article

DEVELOPMENT, HELD_BACK = 1, 4
"""Seeds: figures of `crawler.text.shingles` may be chosen on pairs of the first, never on those of the second."""


def url(number: int) -> str:
    return f"https://sample.test/news/story-{number}.html"


def store(crawl: Crawl, number: int, text: str, **fields: Any) -> int:
    (page,) = crawl.seed(url(number))
    crawl.visit(page, article(url(number), text, f"عنوان {number}", **fields), state="done")
    return int(crawl.page(url(number))["article_id"])


def cluster_of(crawl: Crawl, article_id: int) -> int | None:
    row = crawl.db.execute("SELECT cluster_id FROM article_clusters WHERE article_id = ?", [article_id]).fetchone()
    return row[0] if row else None


def as_sets(crawl: Crawl) -> set[frozenset[int]]:
    clusters: dict[int, set[int]] = {}
    for article_id, cluster in crawl.db.execute("SELECT article_id, cluster_id FROM article_clusters"):
        clusters.setdefault(cluster, set()).add(article_id)
    return {frozenset(members) for members in clusters.values()}


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    return Crawl(tmp_path / "news.db")


@pytest.fixture
def pen() -> Pen:
    return Pen(Random(7), "ar")


def figures(found: list[tuple[bool, bool]]) -> tuple[float, float]:
    """Return precision and recall of (said, true)."""
    right = sum(said and true for said, true in found)
    return right / sum(said for said, _ in found), right / sum(true for _, true in found)


def test_a_sketch_is_what_databases_hold() -> None:
    text = "في 12 يناير قال المسؤول إن 10 000 شخص حضروا dont 25 % de femmes à l’œuvre, selon الوكالة"
    assert Shingles(f"{text} {text} ثم {text}").sketch()[:4] == [3772065592, 1679195176, 1374576446, 3297034290]


@given(*[st.lists(st.integers(0, 60), max_size=120)] * 3, st.booleans())
def test_sketches_share_what_the_least_shingles_of_both_texts_do(
    one: list[int], both: list[int], other: list[int], first: bool
) -> None:
    texts = [" ".join(map(str, words)) for words in (one + both if first else both + one, both + other)]
    ours, theirs = map(Shingles, texts)
    least = sorted(ours.runs | theirs.runs, key=lambda run: (crc32(run), run))[:SKETCH]
    expected = sum(run in ours.runs and run in theirs.runs for run in least)
    assert shared_numbers(places_of(ours.sketch()), theirs.sketch()) == expected
    assert shared_numbers(places_of(theirs.sketch()), ours.sketch()) == expected


@pytest.mark.parametrize("seed", [DEVELOPMENT, HELD_BACK])
def test_copies_share_enough_of_their_sketches_to_be_compared(seed: int) -> None:
    pairs = [(Shingles(pair.one), Shingles(pair.other)) for pair in make_pairs(seed, 500)]
    assert all(
        shared_numbers(places_of(one.sketch()), other.sketch()) >= least_shared(one.length, other.length)
        for one, other in pairs
        if same_story(one, other)
    )


@pytest.mark.parametrize("seed", [DEVELOPMENT, HELD_BACK])
def test_pairs_of_texts_are_told_apart(seed: int) -> None:
    pairs = make_pairs(seed, 500)
    found = [(same_story(Shingles(pair.one), Shingles(pair.other)), pair.same) for pair in pairs]
    precision, recall = figures(found)
    wrong = [pair.kind for pair, (said, true) in zip(pairs, found, strict=True) if said != true]
    assert precision >= 0.98 and recall >= 0.95, (precision, recall, wrong)


@given(st.lists(st.sampled_from("abcdef"), max_size=30), st.lists(st.sampled_from("abcdef"), max_size=30))
def test_exchanged_words_are_those_that_differ_between_the_same_ones(one: list[str], other: list[str]) -> None:
    """Told place by place, as the function says it, of texts that repeat themselves as no article does."""

    def places(words: list[str]) -> set[tuple[str, str, str]]:
        text = "---" + "".join(words) + "---"  # each word is a letter
        spans = [(start, start + length) for length in (1, 2, 3) for start in range(3, len(text) - length - 2)]
        return {(text[start - 3 : start], text[start:end], text[end : end + 3]) for start, end in spans}

    ours, theirs = places(one), places(other)
    both = {(before, behind) for before, _, behind in ours} & {(before, behind) for before, _, behind in theirs}
    same = {(before, behind) for before, _, behind in ours & theirs}
    expected = 3 * len({before for before, _ in both - same}) / max(len(same), 1)

    assert exchanged(Shingles(" ".join(one)), Shingles(" ".join(other))) == expected


def test_pairs_are_found_among_a_thousand_stored_articles(crawl: Crawl) -> None:
    pairs = make_pairs(HELD_BACK, 500)
    crawl.db.execute("PRAGMA synchronous = OFF")
    ids = [[store(crawl, 2 * at + 1000 + side, text) for side, text in enumerate((pair.one, pair.other))]
           for at, pair in enumerate(pairs)]  # fmt: skip
    clusters = as_sets(crawl)
    found = [
        (any(set(two) <= members for members in clusters), pair.same) for two, pair in zip(ids, pairs, strict=True)
    ]
    precision, recall = figures(found)
    assert precision >= 0.98 and recall >= 0.95, (precision, recall)
    pair_of = {article_id: at for at, two in enumerate(ids) for article_id in two}
    strangers = [members for members in clusters if len({pair_of[each] for each in members}) > 1]
    assert len(strangers) <= 0.03 * len(clusters), strangers
    list(rebuild(crawl.db))
    assert as_sets(crawl) == clusters


def masthead(crawl: Crawl, name: str) -> None:
    """Go on as the crawl of another paper."""
    crawl.site_id = save_site(crawl.db, name, replace(SITE, home=f"https://{name}.test/"))
    crawl.new_run()


def told(crawl: Crawl) -> tuple[Any, ...]:
    return crawl.one("SELECT articles, sites, first_article_id, first_site, agency FROM stories")


def change(crawl: Crawl, number: int, text: str) -> int:
    """Visit an article again that says something else now."""
    crawl.db.execute("UPDATE pages SET state = 'pending' WHERE id = ?", [crawl.page(url(number))["id"]])
    crawl.db.conn.commit()
    crawl.new_run()
    return store(crawl, number, text)


def test_agency_copy_under_five_mastheads_is_one_story(crawl: Crawl, pen: Pen) -> None:
    copy = pen.story()
    ids = []
    for number, kind in enumerate(("other headline", "added", "reordered", "retouched", "cut")):
        masthead(crawl, f"paper{number}")
        text = "\n\n".join(copy_of(copy, kind, pen))
        ids.append(store(crawl, number, text, source="MAP" if kind == "reordered" else None))
    assert cluster_of(crawl, ids[0]) is not None
    assert as_sets(crawl) == {frozenset(ids)}
    assert told(crawl) == (5, 5, ids[0], "paper0", "MAP")
    assert crawl.one("SELECT min(similarity) FROM article_clusters") >= 0.5


def test_who_was_first_is_told_by_the_time_of_publication_not_of_the_crawl(crawl: Crawl, pen: Pen) -> None:
    text = "\n\n".join(pen.story())
    day = datetime(2026, 3, 4, tzinfo=UTC)
    moments = (
        Moment(day.replace(hour=18), "18:00", "minute", "meta"),
        Moment(day.replace(hour=9), "09:00", "minute", "meta"),
        Moment(day, "2026-03-04", "day", "meta"),  # some time of that day: it may have been the last
    )
    ids = []
    for number, moment in enumerate(moments):
        masthead(crawl, f"paper{number}")
        ids.append(store(crawl, number, text, published=moment, source=("AFP", "MAP", "EFE")[number]))
    assert told(crawl) == (3, 3, ids[1], "paper1", "MAP")


def test_copies_meet_that_are_printed_within_two_weeks_and_not_a_year_later(crawl: Crawl, pen: Pen) -> None:
    """Whatever the day: periods of the index begin and end within these two weeks, too."""
    text = "\n\n".join(pen.story())
    first = datetime(2026, 1, 1, tzinfo=UTC)
    for start in range(0, PERIOD_DAYS, 5):
        days = [400 * start + each for each in (start, start + 14, start + 379)]
        moments = [Moment(first + timedelta(day), "", "minute", "meta") for day in days]
        early, soon, late = (store(crawl, 10 * start + n, text, published=at) for n, at in enumerate(moments))
        assert cluster_of(crawl, early) == cluster_of(crawl, soon) is not None
        assert cluster_of(crawl, late) is None


def test_an_article_like_two_clusters_makes_them_one(crawl: Crawl, pen: Pen) -> None:
    first, second = pen.story()[:4], pen.story()[:4]
    ids = [store(crawl, n, "\n\n".join(text)) for n, text in enumerate((first, first, second, second))]
    older, newer = cluster_of(crawl, ids[0]), cluster_of(crawl, ids[2])
    assert older is not None and newer is not None and older < newer
    both = store(crawl, 9, "\n\n".join([*first, *second]))
    assert as_sets(crawl) == {frozenset((*ids, both))}
    assert cluster_of(crawl, both) == older, "of two as large the older takes the other in"
    assert crawl.one("SELECT group_concat(articles) FROM clusters") == "5"


def test_the_larger_of_two_clusters_keeps_its_number(crawl: Crawl, pen: Pen) -> None:
    first, second = pen.story()[:4], pen.story()[:4]
    ids = [store(crawl, n, "\n\n".join(text)) for n, text in enumerate((first, first, second, second, second))]
    larger = cluster_of(crawl, ids[4])
    both = store(crawl, 9, "\n\n".join([*first, *second]))
    assert {cluster_of(crawl, each) for each in (*ids, both)} == {larger}


def test_a_changed_article_leaves_its_cluster_for_the_one_it_is_like_now(crawl: Crawl, pen: Pen) -> None:
    first, second = "\n\n".join(pen.story()), "\n\n".join(pen.story())
    ids = [store(crawl, n, text) for n, text in enumerate((first, first, second))]
    assert as_sets(crawl) == {frozenset(ids[:2])}
    assert change(crawl, 1, second) == ids[1]
    assert as_sets(crawl) == {frozenset(ids[1:])}
    assert crawl.one("SELECT group_concat(articles) FROM clusters") == "2"


def test_an_article_that_is_corrected_keeps_its_cluster(crawl: Crawl, pen: Pen) -> None:
    story = pen.story()
    ids = [store(crawl, n, "\n\n".join(story)) for n in range(2)]
    cluster = cluster_of(crawl, ids[0])
    change(crawl, 1, "\n\n".join([*story, pen.quote()]))
    assert [cluster_of(crawl, each) for each in ids] == [cluster, cluster]
    assert crawl.one("SELECT group_concat(articles) FROM clusters") == "2"


def test_the_daily_bulletin_of_years_is_no_story_and_hides_none(crawl: Crawl, pen: Pen) -> None:
    """All of them share most of their words, far more of them than are read for one number."""
    template = "\n\n".join(bulletins.WEATHER["ar"])
    cities = {"city": "فاس", "city2": "وجدة", "city3": "تازة"}
    for day in range(3 * NEWEST):
        facts = {name: pen.slot(name) for name in names_in(template)} | cities
        store(crawl, day, template.format_map(facts))
        if day == 1:
            copied = store(crawl, 1000, template.format_map(facts))
    singled = [members for members in as_sets(crawl) if copied in members]
    assert len(singled) == 1
    assert sum(map(len, as_sets(crawl))) <= 2 + 0.04 * 3 * NEWEST
    again = store(crawl, 1001, crawl.one("SELECT body FROM articles WHERE id = ?", copied))
    assert cluster_of(crawl, again) == cluster_of(crawl, copied), "it is found behind a hundred newer ones"


def test_what_an_article_costs_does_not_grow_with_those_held(crawl: Crawl, pen: Pen) -> None:
    """Counted in steps of SQLite's machine, which are the same on every machine of ours."""
    steps: list[int] = []
    for number in range(600):
        steps.append(0)

        def count(number: int = number) -> None:
            steps[number] += 10

        crawl.db.conn.set_progress_handler(count, 10)
        store(crawl, number, "\n\n".join(pen.story()))
    assert median(steps[-100:]) <= 1.3 * median(steps[50:150])


def test_a_caption_has_too_few_words_to_be_a_copy(crawl: Crawl) -> None:
    for number in range(3):
        store(crawl, number, "الصورة من الأرشيف، والتفاصيل في نشرة المساء على قناتنا كالعادة.")
    assert as_sets(crawl) == set()


def test_the_command_fills_a_database_that_was_never_gone_through(crawl: Crawl, pen: Pen, tmp_path: Path) -> None:
    text = "\n\n".join(pen.story())
    ids = []
    for number in range(2):
        masthead(crawl, f"paper{number}")
        ids.append(store(crawl, number, text, source="MAP\x1b[31m"))
    clusters = as_sets(crawl)
    for table in ("article_clusters", "clusters", "sketch_index", "article_sketches"):
        crawl.db.execute(f"DELETE FROM {table}")
    crawl.db.conn.commit()
    before = command(tmp_path)
    assert before.returncode == 0 and "2 articles were never looked at" in before.stdout
    after = command(tmp_path, "--rebuild")
    assert after.returncode == 0 and "2 articles tell 1 stories." in after.stdout and "never" not in after.stdout
    assert "paper0" in after.stdout and "MAP" in after.stdout and "\x1b" not in after.stdout
    assert as_sets(crawl) == clusters == {frozenset(ids)}


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    missing, wrong = command(tmp_path), command(tmp_path, "12")
    assert missing.returncode == 1 and "there is no database" in missing.stderr
    assert wrong.returncode == 2 and "takes no arguments" in wrong.stderr + wrong.stdout


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("clusters", *words, DATABASE=folder / "news.db")
