"""The crawl end to end: the real command line against the sample newspaper."""

from __future__ import annotations

import itertools
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler.urls import url_key
from tests.crawls import articles_in, crawl, one, rows, start_crawl
from tests.newsroom import Newsroom, Story, spawn

BACKFILL = {"mode": "backfill"}
TATWEEL = "ـ"
"""Stretches a headline for looks; no letter, so it is not stored."""


def stored(database: Path) -> dict[bytes, dict[str, Any]]:
    """Return the stored articles by the identity of their URL."""
    articles = rows(database, "SELECT * FROM articles")
    return {url_key(article["url"]): article for article in articles}


def names(database: Path, table: str, article_id: int) -> list[str]:
    query = f"SELECT name FROM article_{table} JOIN {table} ON id = {table[:-1]}_id WHERE article_id = ?"
    return [row["name"] for row in rows(database, f"{query} ORDER BY position", article_id)]


def differences(story: Story, article: dict[str, Any] | None, database: Path) -> list[str]:
    """Return what is wrong with the row of a story."""
    if article is None:
        return ["missing"]
    at = (article["published_at"] or "")[:16]
    right = {
        "title": article["title"] == story.title.replace(TATWEEL, ""),
        "paragraphs": article["body"] == story.body,
        "section": article["section"] == story.section,
        "tags": names(database, "tags", article["id"]) == list(story.tags),
        "author": names(database, "authors", article["id"]) == [story.author],
        "minute": at == story.published.strftime("%Y-%m-%dT%H:%M"),
        "language": article["language"] == story.lang,
    }
    return [name for name, holds in right.items() if not holds]


def wrong(paper: Newsroom, database: Path) -> dict[str, list[str]]:
    """Return, by URL, every story not stored exactly as it is."""
    articles = stored(database)
    found = {story.path: differences(story, articles.get(key(paper, story)), database) for story in paper.stories}
    return {path: faults for path, faults in found.items() if faults}


def key(paper: Newsroom, story: Story) -> bytes:
    """Return the identity of a story's URL."""
    return url_key(paper.url + story.path)


@pytest.fixture(scope="module")
def paper() -> Any:
    with Newsroom(articles=60, crawl_delay=0) as running:
        yield running


@pytest.fixture(scope="module")
def whole(paper: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database after a backfill over pages, without REST."""
    database = tmp_path_factory.mktemp("whole") / "news.db"
    crawl("news", database, url=paper.url, rest="no", settings={"READER_PROCESS": True}, **BACKFILL)
    return database


def test_a_backfill_stores_every_story_once_and_right(paper: Newsroom, whole: Path) -> None:
    assert wrong(paper, whole) == {}
    assert one(whole, "SELECT count(*) FROM articles") == len(paper.stories)


def test_rest_serves_the_articles_themselves(paper: Newsroom, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    crawl("wordpress", database, url=paper.url, **BACKFILL)
    assert {url: found for url, found in wrong(paper, database).items() if found != ["section"]} == {}
    fetched = one(database, "SELECT count(*) FROM pages WHERE kind = 'article' AND status = 200")
    assert fetched < len(paper.stories) / 2, "articles that REST had brought were fetched again"


def test_edges_say_where_they_lead_and_of_what_kind(paper: Newsroom, whole: Path) -> None:
    story = next(story for story in paper.stories if story.related and story.inline)
    by_id = {story.id: story for story in paper.stories}
    edges = rows(
        whole,
        "SELECT l.kind, l.text, l.url, target.url AS target FROM article_links l"
        " JOIN articles a ON a.id = l.article_id LEFT JOIN articles target ON target.id = target_article_id"
        " WHERE a.url = ? ORDER BY position",
        stored(whole)[key(paper, story)]["url"],
    )
    kinds = Counter(edge["kind"] for edge in edges)
    assert kinds["tag"] == len(story.tags)
    assert kinds["author"] == 1
    related = {url_key(edge["target"]) for edge in edges if edge["kind"] == "related" and edge["target"]}
    named = {key(paper, by_id[number]) for number in (*story.related, *story.read_also)}
    assert named <= related
    assert len(related) <= len(named) + 1, "more than the box, the read-also line and the check-also box"
    inline = {url_key(edge["target"]) for edge in edges if edge["kind"] == "inline" and edge["target"]}
    assert {key(paper, by_id[number]) for number in story.inline} <= inline
    assert all(edge["text"] for edge in edges if edge["kind"] == "related")


def test_one_article_under_many_urls_is_one_row(tmp_path: Path) -> None:
    with Newsroom(articles=30, crawl_delay=0, oddities=True) as paper:
        database = tmp_path / "news.db"
        crawl("news", database, url=paper.url, rest="no", settings={"DOWNLOAD_TIMEOUT": 3}, **BACKFILL)
        urls = [row["url"] for row in rows(database, "SELECT url FROM articles")]
        assert len(urls) == len({url_key(url) for url in urls})
        doubles = rows(database, "SELECT title, count(*) n FROM articles GROUP BY title, body HAVING n > 1")
        assert doubles == []


def test_every_oddity_ends_in_its_own_state(tmp_path: Path) -> None:
    with Newsroom(articles=10, crawl_delay=0, oddities=True) as paper:
        database = tmp_path / "news.db"
        settings = {"DOWNLOAD_TIMEOUT": 3, "DOWNLOAD_MAXSIZE": 8 * 1024 * 1024}
        crawl("news", database, url=paper.url, rest="no", settings=settings, **BACKFILL)
        states = {row["key"]: row for row in rows(database, "SELECT key, state, reason FROM pages")}
        found = {}
        for oddity in paper.oddities:
            row = states.get(url_key(paper.url + oddity.path))
            found[oddity.path] = (row["state"] if row else "unknown", row["reason"] if row else None)
        expected = {oddity.path: oddity.expected for oddity in paper.oddities}
        unlike = {path: found[path] for path in expected if found[path][0] != expected[path]}
        assert unlike == {}
        unexplained = [path for path, (state, reason) in found.items() if state != "done" and not reason]
        assert unexplained == []


def test_a_second_update_asks_for_listings_only_and_each_answers_304(tmp_path: Path) -> None:
    with Newsroom(articles=60, crawl_delay=0) as paper:
        database = tmp_path / "news.db"
        crawl("news", database, url=paper.url)
        articles = one(database, "SELECT count(*) FROM articles")
        assert articles > 0
        before = len(paper.log)
        crawl("news", database, url=paper.url)
        asked = [entry for entry in paper.log[before:] if entry.path != "/robots.txt"]
        assert {entry.status for entry in asked} == {304}
        kinds = {row["kind"] for row in rows(database, "SELECT kind FROM pages WHERE status = 304")}
        assert kinds <= {"front", "feed", "sitemap", "section"}
        assert len(asked) <= 10
        assert one(database, "SELECT count(*) FROM articles") == articles
        assert one(database, "SELECT count(*) FROM revisions") == 0


def test_an_announced_edit_makes_one_revision_and_keeps_the_old_text(tmp_path: Path) -> None:
    with Newsroom(articles=60, crawl_delay=0) as paper:
        database = tmp_path / "news.db"
        crawl("news", database, url=paper.url)
        story = [story for story in paper.stories if story.edition == "newspaper"][-1]
        before = stored(database)[key(paper, story)]["body"]
        time.sleep(1.1)
        new_text = "Ce paragraphe a été corrigé par la rédaction une heure après sa parution."
        paper.edit(story.id, paragraph=0, text=new_text)
        already = len(paper.log)
        crawl("news", database, url=paper.url)
        crawl("news", database, url=paper.url)
        article = stored(database)[key(paper, story)]
        assert new_text in article["body"]
        assert [row["body"] for row in rows(database, "SELECT body FROM revisions")] == [before]
        assert article["revision_count"] == 1
        fetched = [entry.path for entry in paper.log[already:] if entry.status == 200]
        assert sum(url_key(paper.url + path) == key(paper, story) for path in fetched) == 1


def test_new_stories_are_found_and_the_old_ones_left_alone(tmp_path: Path) -> None:
    with Newsroom(articles=40, crawl_delay=0) as paper:
        database = tmp_path / "news.db"
        crawl("news", database, url=paper.url)
        before = one(database, "SELECT count(*) FROM articles")
        published = [paper.publish() for _ in range(3)]
        crawl("news", database, url=paper.url)
        held = stored(database)
        assert all(key(paper, story) in held for story in published)
        assert len(held) == before + 3


def test_limit_stops_after_so_many_articles_and_the_next_run_goes_on(tmp_path: Path) -> None:
    with Newsroom(articles=30, crawl_delay=0) as paper:
        database = tmp_path / "news.db"
        crawl("news", database, url=paper.url, rest="no", limit=7, **BACKFILL)
        assert one(database, "SELECT count(*) FROM articles") == 7
        assert one(database, "SELECT reason FROM runs") == "limit"
        crawl("news", database, url=paper.url, rest="no", **BACKFILL)
        assert one(database, "SELECT count(*) FROM articles") == len(paper.stories)
        fetched = Counter(entry.path for entry in paper.log if entry.status == 200 and entry.path != "/robots.txt")
        assert fetched.most_common(1)[0][1] == 1, "a page was fetched twice"


def test_a_backfill_walks_its_lists_while_it_fetches_articles(tmp_path: Path) -> None:
    with Newsroom(articles=200, crawl_delay=0) as paper:
        database = tmp_path / "news.db"
        crawl("news", database, url=paper.url, rest="no", **BACKFILL)
        kinds = {
            row["url"].removeprefix(paper.url): row["kind"] for row in rows(database, "SELECT url, kind FROM pages")
        }
        order = [kinds.get(entry.path) for entry in paper.log]
        half = [at for at, kind in enumerate(order) if kind == "article"][100]
        assert order[:half].count("section") > order[half:].count("section") > 0


def test_a_backfill_keeps_to_its_dates(tmp_path: Path) -> None:
    with Newsroom(articles=60, crawl_delay=0) as paper:
        database = tmp_path / "news.db"
        times = sorted(story.published for story in paper.stories)
        since, until = times[20].date(), times[40].date()
        crawl("wordpress", database, url=paper.url, since=since, until=until, **BACKFILL)
        held = stored(database)
        inside = [story for story in paper.stories if since <= story.published.date() <= until]
        assert inside
        assert all(key(paper, story) in held for story in inside)


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_crawl_goes_on_as_if_nothing_had_happened(tmp_path: Path, seed: int) -> None:
    """The short form of the kill suite (tests/test_kill.py)."""
    with spawn(articles=150, page_kb=5, links=10, crawl_delay=0) as paper:
        database = tmp_path / "news.db"
        arguments = {"url": paper.url, "mode": "backfill", "rest": "no"}
        moment = random.Random(seed).random()
        with start_crawl("news", database, **arguments) as process:
            while process.poll() is None and articles_in(database) <= moment * 150:
                time.sleep(0.01)
            process.kill()
            assert process.wait() == -signal.SIGKILL
        crawl("news", database, **arguments)
        held = stored(database)
        assert {url_key(story["url"]) for story in paper.truth()} == set(held)
        assert one(database, "SELECT count(*) FROM articles") == len(held)
        assert one(database, "PRAGMA integrity_check") == "ok"


def test_crawl_delay_is_obeyed(tmp_path: Path) -> None:
    with Newsroom(articles=10, crawl_delay=0.3) as paper:
        crawl("news", tmp_path / "news.db", url=paper.url, limit=5)
        times = [entry.at for entry in paper.log if entry.path != "/robots.txt"]
        gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
        assert len(gaps) >= 4
        assert min(gaps[1:]) > 0.25


def test_the_crawler_says_who_it_is_and_sends_no_cookies(tmp_path: Path) -> None:
    with Newsroom(articles=10, crawl_delay=0) as paper:
        crawl("news", tmp_path / "news.db", url=paper.url, limit=2)
        assert {(entry.user_agent or "").split("/")[0] for entry in paper.log} == {"moroccan-news"}
