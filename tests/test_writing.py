"""Writing visits: whole, once, with what an article said before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from crawler.clock import to_text, utc_now
from crawler.database.runs import finish_run, start_run
from crawler.database.writer import Writer
from crawler.items import Link, Moment
from crawler.urls import url_key
from crawler.visits import NewPage, Visit
from tests.writing import URL, Crawl, article, pending


@pytest.fixture
def crawl(database: str) -> Iterator[Crawl]:
    made = Crawl(database)
    yield made
    made.db.close()


@pytest.fixture
def crawl_of_file(tmp_path: Path) -> Crawl:
    return Crawl(tmp_path / "news.db")


def test_an_article_its_edges_and_its_page_are_stored_together(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    other = "https://sample.test/news/other-5678.html"
    moment = Moment(datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "2 يناير 2026", "minute", "json-ld")
    story = article(
        URL,
        authors=["كاتبة"],
        tags=["ماء", "طرق"],
        published=moment,
        links=[Link(other, "related", "خبر", 0)],
    )
    crawl.visit(page, story, found=(pending(other),))
    row = next(crawl.db.query("SELECT * FROM articles"))
    assert (row["title"], row["published_at"], row["published_precision"]) == (
        "عنوان",
        "2026-01-02T03:04:00Z",
        "minute",
    )
    assert crawl.page(URL)["state"] == "done"
    assert crawl.page(URL)["article_id"] == row["id"]
    assert crawl.page(other)["state"] == "pending"
    assert list(crawl.db.query("SELECT kind, text, url, target_article_id FROM article_links")) == [
        {"kind": "related", "text": "خبر", "url": other, "target_article_id": None}
    ]
    assert [name for (name,) in crawl.db.execute("SELECT name FROM tags ORDER BY id")] == ["ماء", "طرق"]


def test_an_edge_is_joined_to_its_target_once_that_is_known(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    other = "https://sample.test/news/other-5678.html"
    crawl.visit(page, article(URL, links=[Link(other, "inline", "هنا", 0)]), found=(pending(other),))
    (target,) = crawl.queue.take(10, without=())
    crawl.visit(target, article(other, "نص آخر.", "عنوان آخر"))
    assert crawl.one("SELECT target_article_id FROM article_links") == 2


def test_a_changed_article_becomes_a_revision_and_the_old_text_stays(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    crawl.visit(page, article(URL, "نص أول."))
    crawl.visit(page, article(URL, "نص ثان."))
    crawl.visit(page, article(URL, "نص ثان."))
    assert crawl.one("SELECT body, revision_count FROM articles") == ("نص ثان.", 1)
    assert crawl.one("SELECT body FROM revisions") == "نص أول."
    assert crawl.writer.counts["articles_new"] == 1
    assert crawl.writer.counts["articles_changed"] == 1
    assert crawl.writer.counts["articles_unchanged"] == 1


def test_what_a_listing_did_not_know_is_filled_in_without_a_revision(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    crawl.visit(page, article(URL))
    crawl.visit(page, article(URL, subtitle="عنوان فرعي", section="مجتمع"))
    assert crawl.one("SELECT subtitle, section, revision_count FROM articles") == ("عنوان فرعي", "مجتمع", 0)
    crawl.visit(page, article(URL, subtitle="عنوان فرعي آخر"))
    assert crawl.one("SELECT subtitle, section, revision_count FROM articles") == ("عنوان فرعي آخر", None, 1)


def test_urls_joined_by_canonical_link_are_one_article(crawl: Crawl) -> None:
    first, second = crawl.seed(URL, "https://sample.test/?p=1234")
    crawl.visit(first, article(URL))
    crawl.visit(second, article(URL))
    assert crawl.one("SELECT count(*) FROM articles") == 1
    assert crawl.page("https://sample.test/?p=1234")["article_id"] == 1


def test_a_canonical_link_to_another_story_is_not_believed(crawl: Crawl) -> None:
    first, second = crawl.seed(URL, "https://sample.test/news/another.html")
    crawl.visit(first, article(URL, "النص الأول.", "العنوان الأول"))
    crawl.visit(second, article(URL, "نص مختلف تماما.", "عنوان مختلف"))
    assert crawl.one("SELECT count(*) FROM articles") == 2
    assert crawl.one("SELECT url FROM articles WHERE title = 'عنوان مختلف'") == "https://sample.test/news/another.html"
    assert "canonical" in crawl.one("SELECT problems FROM articles WHERE title = 'عنوان مختلف'")


def test_a_changed_slug_is_the_same_article_by_its_number(crawl: Crawl) -> None:
    first, second = crawl.seed(URL, "https://sample.test/news/new-slug.html")
    crawl.visit(first, article(URL, external_id="wp:1234"))
    crawl.visit(second, article("https://sample.test/news/new-slug.html", external_id="wp:1234"))
    assert crawl.one("SELECT count(*) FROM articles") == 1


def test_a_number_two_stories_claim_is_believed_once(crawl: Crawl) -> None:
    first, second = crawl.seed(URL, "https://sample.test/news/another.html")
    crawl.visit(first, article(URL, "النص الأول.", "العنوان الأول", external_id="wp:1"))
    crawl.visit(second, article(second.url, "نص مختلف تماما.", "عنوان مختلف", external_id="wp:1"))
    assert crawl.one("SELECT count(*), count(external_id) FROM articles") == (2, 1)


def test_redirects_lead_to_the_article_through_every_hop(crawl: Crawl) -> None:
    a, b = "https://sample.test/old/1", "https://sample.test/old/2"
    crawl.seed(a)
    (page,) = crawl.queue.take(10, without=())
    crawl.visit(page, state="redirected", target=url_key(b), found=(pending(b),))
    (page,) = crawl.queue.take(10, without=())
    crawl.visit(page, state="redirected", target=url_key(URL), found=(pending(URL),))
    (page,) = crawl.queue.take(10, without=())
    crawl.visit(page, article(URL))
    assert [crawl.page(url)["article_id"] for url in (a, b, URL)] == [1, 1, 1]


def test_a_visit_the_database_refuses_takes_no_other_with_it(crawl: Crawl) -> None:
    good, bad = crawl.seed(URL, "https://sample.test/news/bad.html")
    crawl.writer.add(Visit(page=good, at=utc_now(), articles=[article(good.url)]))
    crawl.writer.add(Visit(page=bad, at=utc_now(), articles=[article(bad.url, "نص.", "\ud800")]))
    crawl.writer.flush()
    assert crawl.page(good.url)["state"] == "done"
    assert crawl.page(bad.url)["state"] == "failed"
    assert "could not be stored" in crawl.page(bad.url)["reason"]
    assert crawl.one("SELECT count(*) FROM articles") == 1


def test_a_full_disk_keeps_the_batch_and_the_pages_pending(crawl_of_file: Crawl) -> None:
    crawl = crawl_of_file
    (page,) = crawl.seed(URL)
    crawl.db.execute(f"PRAGMA max_page_count = {crawl.one('PRAGMA page_count')}")
    crawl.writer.add(Visit(page=page, at=utc_now(), articles=[article(URL, "نص. " * 100_000)]))
    with pytest.raises(sqlite3.OperationalError, match="full"):
        crawl.writer.flush()
    assert crawl.page(URL)["state"] == "pending"
    crawl.db.execute("PRAGMA max_page_count = 1000000")
    crawl.writer.flush()
    assert crawl.page(URL)["state"] == "done"


def test_a_listing_is_read_once_a_campaign_and_again_in_the_next(crawl: Crawl) -> None:
    feed = "https://sample.test/feed"
    (page,) = crawl.seed(feed, kind="feed")
    crawl.visit(page)
    assert crawl.seed(feed, kind="feed") == []
    finish_run(crawl.db, crawl.run.id, "finished", utc_now())
    crawl.new_run()
    assert [page.url for page in crawl.seed(feed, kind="feed")] == [feed]


def test_an_article_is_read_again_only_when_a_later_change_is_announced(crawl: Crawl) -> None:
    feed, (page,) = "https://sample.test/feed", crawl.seed(URL)
    crawl.visit(page, article(URL))
    (listing,) = crawl.seed(feed, kind="feed")
    for modified, wanted in (
        (None, []),
        (utc_now() - timedelta(days=1), []),
        (utc_now() + timedelta(minutes=5), [URL]),
    ):
        crawl.visit(listing, found=(pending(URL, modified=modified),))
        assert [page.url for page in crawl.queue.take(10, without=())] == wanted


def test_a_page_met_without_a_date_takes_it_from_the_next_list_that_has_one(crawl: Crawl) -> None:
    (front,) = crawl.seed("https://sample.test/", kind="front")
    crawl.visit(front, found=(pending(URL),))
    day = datetime(2026, 1, 2, tzinfo=UTC)
    crawl.visit(front, found=(pending(URL, published=day),))
    crawl.visit(front, found=(pending(URL, published=day + timedelta(days=9), modified=day),))
    page = crawl.page(URL)
    assert (page["published_at"], page["modified_at"]) == ("2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z")


def test_an_article_that_changed_its_address_and_its_text_is_the_same_one(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    crawl.visit(page, article(URL, "فقرة تبقى.\n\nفقرة تتغير."))
    new = "https://sample.test/news/new-slug-77.html"
    crawl.visit(page, state="redirected", target=url_key(new), found=(pending(new),))
    (target,) = crawl.queue.take(10, without=())
    crawl.visit(target, article(new, "فقرة تبقى.\n\nفقرة تغيرت.", "عنوان جديد"))
    assert crawl.one("SELECT count(*), min(revision_count), min(url) FROM articles") == (1, 1, new)


def test_another_way_of_reading_is_no_change_unless_a_later_modification_says_so(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    moment = Moment(datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "2 يناير 2026", "minute", "rest")
    crawl.visit(page, article(URL, "نص.", modified=moment, methods={"body": "rest"}))
    crawl.visit(page, article(URL, "نص .", modified=moment, methods={"body": "layout"}))
    assert crawl.one("SELECT body, revision_count FROM articles") == ("نص.", 0)
    later = Moment(moment.at + timedelta(hours=1), moment.raw, "minute", "meta")
    crawl.visit(page, article(URL, "نص .", modified=later, methods={"body": "layout"}))
    assert crawl.one("SELECT body, revision_count FROM articles") == ("نص .", 1)


def test_noted_pages_become_pending_when_a_run_wants_them(crawl: Crawl) -> None:
    (listing,) = crawl.seed("https://sample.test/feed", kind="feed")
    crawl.visit(listing, found=(NewPage(URL, url_key(URL), "article", "noted"),))
    assert crawl.queue.take(10, without=()) == []
    crawl.queue.want_noted(None, None, crawl.run.campaign_id)
    assert [page.url for page in crawl.queue.take(10, without=())] == [URL]


def test_a_page_given_up_is_asked_for_again_on_the_next_day_that_names_it(crawl: Crawl) -> None:
    today = utc_now()
    (page,) = crawl.seed(URL)
    crawl.visit(page, state="failed", reason="HTTP 500", at=today)
    crawl.writer.add_sources([pending(URL)], today)
    assert crawl.page(URL)["state"] == "failed"
    crawl.writer.add_sources([pending(URL)], today + timedelta(days=1))
    assert (crawl.page(URL)["state"], crawl.page(URL)["attempts"]) == ("pending", 0)


def test_a_page_given_up_is_asked_for_again_on_the_next_day_that_links_to_it(crawl: Crawl) -> None:
    today = utc_now()
    first, second, third, page = crawl.seed(*(f"https://sample.test/news/{n}.html" for n in (1, 2, 3)), URL)
    crawl.visit(first, found=(pending(URL),), at=today)
    crawl.visit(page, state="failed", reason="HTTP 500", at=today)
    crawl.visit(second, found=(pending(URL),), at=today)
    assert crawl.page(URL)["state"] == "failed"
    crawl.visit(third, found=(pending(URL),), at=today + timedelta(days=1))
    assert crawl.page(URL)["state"] == "pending"


def test_what_a_batch_found_that_could_not_be_written_is_written_with_the_next(crawl_of_file: Crawl) -> None:
    crawl = crawl_of_file
    (page,) = crawl.seed("https://sample.test/news/1.html")
    crawl.db.execute(f"PRAGMA max_page_count = {crawl.one('PRAGMA page_count')}")
    texts = [article(page.url, "نص. " * 100_000)]
    crawl.writer.add(Visit(page=page, at=utc_now(), found=[pending(URL)], articles=texts))
    with pytest.raises(sqlite3.OperationalError, match="full"):
        crawl.writer.flush()
    crawl.db.execute("PRAGMA max_page_count = 1000000")
    crawl.writer.flush()
    assert crawl.page(URL)["state"] == "pending"


@pytest.mark.parametrize("seed", range(12))
def test_what_is_not_told_again_would_have_changed_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    drawn, now = Random(seed), utc_now() + timedelta(hours=2 * seed)  # days end elsewhere
    visits = [
        [
            NewPage(
                (url := f"https://sample.test/news/{drawn.randrange(9)}.html"),
                url_key(url),
                drawn.choice(["article", "article", "section"]),
                drawn.choice(["pending", "pending", "noted"]),
                priority=drawn.choice([10, 20]),
                depth=drawn.choice([1, 2]),
                published=drawn.choice([None, None, None, now - timedelta(days=3)]),
            )
            for _ in range(drawn.randrange(6))
        ]
        for _ in range(60)
    ]
    ends = [drawn.choice(["done", "failed", "failed", "gone"]) for _ in visits]
    rows = []
    for name in ("told once", "told always"):
        crawl = Crawl(tmp_path / f"{name}.db")
        (listing,) = crawl.seed("https://sample.test/news", kind="section")
        for number, (found, state) in enumerate(zip(visits, ends, strict=True)):
            at = now + timedelta(hours=number)
            crawl.visit(listing, found=tuple(found), at=at)
            for page in crawl.queue.take(1, without=()):
                crawl.visit(page, state=state, at=at)
        held = "SELECT key, state, kind, priority, depth, published_at, found_at FROM pages WHERE url LIKE '%.html'"
        rows.append(crawl.db.execute(held).fetchall())
        crawl.db.close()
        monkeypatch.setattr(Writer, "_is_news", lambda self, new, now: True)
    assert rows[0] == rows[1]
    assert len({state for _, state, *_ in rows[0]}) > 1


@pytest.mark.parametrize(("depth", "again"), [(1, True), (2, False)])
def test_an_announced_page_without_an_article_is_looked_at_again(crawl: Crawl, depth: int, again: bool) -> None:
    hour, now = timedelta(hours=1), utc_now()
    crawl.writer.revisit_ages = [hour, 6 * hour]
    (page,) = crawl.seed(URL, depth=depth, modified=now - hour)
    crawl.visit(page, state="rejected", reason="only 7 words", at=now)
    assert crawl.page(URL)["next_visit_at"] == (to_text(now + 5 * hour) if again else None)
    assert crawl.queue.wake_due(now + 5 * hour, 10, 10) == again
    if again:
        crawl.visit(page, state="rejected", reason="only 7 words", at=now + 5 * hour)
        assert crawl.page(URL)["next_visit_at"] is None


def test_best_and_newest_pages_come_first(crawl: Crawl) -> None:
    old, new = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    crawl.seed("https://sample.test/a-1", published=old, priority=60)
    crawl.seed("https://sample.test/b-2", published=new, priority=60)
    crawl.seed("https://sample.test/", kind="front", priority=90)
    urls = [page.url for page in crawl.queue.take(10, without=())]
    assert urls == ["https://sample.test/", "https://sample.test/b-2", "https://sample.test/a-1"]
    assert [page.url for page in crawl.queue.take(1, without=(), below=90)] == ["https://sample.test/b-2"]


def test_a_failed_page_comes_back_when_its_time_has_come(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    later = utc_now() + timedelta(minutes=1)
    crawl.visit(page, state="retry", reason="HTTP 500", next_visit=later)
    crawl.queue.wake(utc_now())
    assert crawl.queue.take(10, without=()) == []
    crawl.queue.wake(later)
    (again,) = crawl.queue.take(10, without=())
    assert (again.url, again.attempts) == (URL, 1)


def test_a_page_that_was_not_read_is_asked_for_whole_again(crawl: Crawl) -> None:
    (page,) = crawl.seed(URL)
    crawl.visit(page, state="retry", reason="the reader died", etag='"1"', next_visit=utc_now())
    crawl.queue.wake(utc_now() + timedelta(seconds=1))
    (again,) = crawl.queue.take(10, without=())
    assert again.etag is None
    crawl.visit(again, article(URL), etag='"1"')
    assert crawl.page(URL)["etag"] == '"1"'


@pytest.mark.parametrize(
    ("mode", "reason", "age", "resumed"),
    [
        ("update", None, timedelta(minutes=5), True),
        ("update", None, timedelta(hours=2), False),
        ("update", "finished", timedelta(minutes=5), False),
        ("backfill", None, timedelta(days=30), True),
        ("backfill", "limit", timedelta(days=1), True),
        ("backfill", "finished", timedelta(minutes=5), False),
    ],
)
def test_which_interrupted_runs_are_gone_on_with(
    crawl: Crawl, mode: str, reason: str | None, age: timedelta, resumed: bool
) -> None:
    first = start_run(crawl.db, crawl.site_id, mode, {"since": "x"}, utc_now() - age)
    if reason:
        finish_run(crawl.db, first.id, reason, utc_now() - age)
    second = start_run(crawl.db, crawl.site_id, mode, {"since": "x"}, utc_now())
    assert second.resumed is resumed
    assert (second.campaign_id == first.campaign_id) is resumed
    assert not start_run(crawl.db, crawl.site_id, mode, {"since": "y"}, utc_now()).resumed


def test_a_batch_another_program_keeps_out_is_kept_and_written_once_it_lets_go(
    crawl_of_file: Crawl, tmp_path: Path
) -> None:
    crawl = crawl_of_file
    (page,) = crawl.seed(URL)
    crawl.db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "news.db")
    other.execute("BEGIN IMMEDIATE")
    crawl.writer.add(Visit(page=page, at=utc_now(), status=200, articles=[article(URL)]))
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            crawl.writer.flush()
        assert crawl.one("SELECT count(*) FROM articles") == 0
        assert crawl.page(URL)["state"] == "pending"
    other.rollback()
    assert [visit.page.url for visit in crawl.writer.flush()] == [URL]
    assert crawl.one("SELECT count(*) FROM articles") == 1
    assert crawl.page(URL)["state"] == "done"
