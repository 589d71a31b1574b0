"""What is one story is found to be, what only looks like it is not, and the database says so as articles arrive."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crawler.database.runs import save_site
from crawler.database.stories import rebuild
from crawler.text.shingles import Shingles, same_story
from tests.crawls import ROOT
from tests.story_pairs import Pen, copy_of, make_pairs
from tests.test_database import SITE, Crawl, article

DEVELOPMENT, HELD_BACK = 1, 2
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


@pytest.mark.parametrize("seed", [DEVELOPMENT, HELD_BACK])
def test_pairs_of_texts_are_told_apart(seed: int) -> None:
    pairs = make_pairs(seed, 500)
    found = [(same_story(Shingles(pair.one), Shingles(pair.other)), pair.same) for pair in pairs]
    precision, recall = figures(found)
    wrong = [pair.kind for pair, (said, true) in zip(pairs, found, strict=True) if said != true]
    assert precision >= 0.98 and recall >= 0.95, (precision, recall, wrong)


def test_pairs_are_found_among_a_thousand_stored_articles(crawl: Crawl) -> None:
    pairs = make_pairs(HELD_BACK, 500)
    crawl.db.execute("PRAGMA synchronous = OFF")
    ids = [[store(crawl, 2 * at + 1000 + side, text) for side, text in enumerate((pair.one, pair.other))]
           for at, pair in enumerate(pairs)]  # fmt: skip
    clusters = as_sets(crawl)
    found = [(any(set(two) <= members for members in clusters), pair.same) for two, pair in zip(ids, pairs, strict=True)]
    precision, recall = figures(found)
    assert precision >= 0.98 and recall >= 0.95, (precision, recall)
    pair_of = {article_id: at for at, two in enumerate(ids) for article_id in two}
    strangers = [members for members in clusters if len({pair_of[each] for each in members}) > 1]
    assert len(strangers) <= 0.02 * len(clusters), strangers
    list(rebuild(crawl.db))
    assert as_sets(crawl) == clusters


def test_agency_copy_under_five_mastheads_is_one_story(crawl: Crawl, pen: Pen) -> None:
    copy = pen.story()
    kinds = ("other headline", "added", "reordered", "retouched", "cut")
    ids = []
    for number, kind in enumerate(kinds):
        crawl.site_id = save_site(crawl.db, f"paper{number}", replace(SITE, home=f"https://paper{number}.test/"))
        crawl.new_run()
        text = "\n\n".join(copy_of(copy, kind, pen))
        ids.append(store(crawl, number, text, source="MAP" if kind == "reordered" else None))
    assert len({cluster_of(crawl, each) for each in ids}) == 1 and cluster_of(crawl, ids[0]) is not None
    story = crawl.one("SELECT articles, sites, first_article_id, first_site, agency FROM stories")
    assert story == (5, 5, ids[0], "paper0", "MAP")
    assert crawl.one("SELECT min(similarity) FROM article_clusters") >= 0.5


def test_an_article_like_two_clusters_makes_them_the_older_one(crawl: Crawl, pen: Pen) -> None:
    first, second = pen.story()[:4], pen.story()[:4]
    ids = [store(crawl, n, "\n\n".join(text)) for n, text in enumerate((first, first, second, second))]
    older, newer = cluster_of(crawl, ids[0]), cluster_of(crawl, ids[2])
    assert older is not None and newer is not None and older < newer
    both = store(crawl, 9, "\n\n".join([*first, *second]))
    assert {cluster_of(crawl, each) for each in (*ids, both)} == {older}
    assert crawl.one("SELECT count(*) FROM clusters") == 1


def test_a_changed_article_leaves_its_cluster_for_the_one_it_is_like_now(crawl: Crawl, pen: Pen) -> None:
    first, second = "\n\n".join(pen.story()), "\n\n".join(pen.story())
    ids = [store(crawl, n, text) for n, text in enumerate((first, first, second))]
    assert as_sets(crawl) == {frozenset(ids[:2])}
    page = crawl.page(url(1))
    crawl.db.execute("UPDATE pages SET state = 'pending' WHERE id = ?", [page["id"]])
    crawl.db.conn.commit()
    crawl.new_run()
    assert store(crawl, 1, second) == ids[1]
    assert as_sets(crawl) == {frozenset(ids[1:])}
    assert crawl.one("SELECT count(*) FROM clusters") == 1


def test_a_caption_has_too_few_words_to_be_a_copy(crawl: Crawl) -> None:
    for number in range(3):
        store(crawl, number, "الصورة من الأرشيف، والتفاصيل في نشرة المساء على قناتنا كالعادة.")
    assert as_sets(crawl) == set()


def test_the_command_fills_a_database_that_was_never_gone_through(crawl: Crawl, pen: Pen, tmp_path: Path) -> None:
    text = "\n\n".join(pen.story())
    ids = [store(crawl, number, text) for number in range(2)]
    for table in ("article_clusters", "clusters", "sketch_index", "article_sketches"):
        crawl.db.execute(f"DELETE FROM {table}")
    crawl.db.conn.commit()
    command = [sys.executable, "-m", "scrapy", "clusters", "-s", f"DATABASE={tmp_path / 'news.db'}"]
    before = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "2 articles were never looked at" in before.stdout
    subprocess.run([*command, "--rebuild"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert as_sets(crawl) == {frozenset(ids)}
