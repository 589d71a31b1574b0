"""Looking at articles again: when, what of it is a change, and what becomes of those that are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from crawler.revisits import born, next_visit
from crawler.urls import url_key
from crawler.versions import Version
from tests.clocked import Clocked
from tests.crawls import one, rows
from tests.newsroom import Newsroom, Story
from tests.newsroom.calendar import NEWEST
from tests.test_crawl import TATWEEL, key

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGES = (HOUR, 6 * HOUR, DAY, 7 * DAY)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def due_after(visited: datetime, birth: datetime = NOON) -> timedelta | None:
    """Return at which age an article is due again."""
    due = next_visit(birth, visited, AGES)
    return due - birth if due else None


def test_an_article_is_due_at_each_age_it_has_not_been_seen_at() -> None:
    assert due_after(NOON + timedelta(minutes=5)) == HOUR
    assert due_after(NOON + HOUR) == 6 * HOUR
    assert due_after(NOON + 7 * HOUR) == DAY
    assert due_after(NOON + 2 * DAY) == 7 * DAY


def test_one_visit_stands_for_all_ages_missed_and_after_the_last_there_is_none() -> None:
    assert due_after(NOON + 3 * DAY) == 7 * DAY
    assert due_after(NOON + 7 * DAY) is None
    assert due_after(NOON + 3000 * DAY) is None
    assert next_visit(NOON, NOON, ()) is None


def test_age_counts_from_publication_as_far_as_the_page_can_be_trusted_with_it() -> None:
    seen = NOON + 2 * HOUR
    assert born(NOON, "minute", seen) == NOON
    assert born(None, None, seen) == seen
    assert born(NOON + 5 * DAY, "minute", seen) == seen, "dated after it was seen"
    midnight = NOON.replace(hour=0)
    assert born(midnight, "day", seen) == seen, "printed without a time of day"
    assert born(midnight, "day", seen + 30 * DAY) == midnight + DAY


STORED = Version("أكد الوزير", "تفاصيل", "فقرة أولى.\n\nفقرة ثانية.", ("كاتبة",))


@pytest.mark.parametrize(
    ("found", "differs"),
    [
        (STORED, False),
        (Version("اكد الوزير", "تفاصيل", STORED.body, ("كاتبة",)), True),  # a letter
        (Version("أكَد الوزير", "تفاصيل", STORED.body, ("كاتبة",)), True),  # a vowel mark
        (Version(STORED.title, "تفاصيل", "فقرة أولى.", ("كاتبة",)), True),
        (Version(STORED.title, "تفاصيل أخرى", STORED.body, ("كاتبة",)), True),
        (Version(STORED.title, "تفاصيل", STORED.body, ("كاتب",)), True),
        (Version(STORED.title, None, STORED.body, ()), False),  # a listing knows less
    ],
)
def test_title_standfirst_text_and_authors_make_a_version(found: Version, differs: bool) -> None:
    assert STORED.differs(found) is differs


@pytest.fixture
def paper() -> Iterator[Newsroom]:
    with Newsroom(articles=12, crawl_delay=0) as running:
        yield running


def asked(paper: Newsroom, story: Story, since: int = 0) -> list[int]:
    """Return what the address of a story answered from the request numbered `since` on."""
    return [entry.status for entry in paper.log[since:] if url_key(paper.url + entry.path) == key(paper, story)]


def test_a_young_article_is_looked_at_again_on_schedule_and_an_old_one_never(paper: Newsroom, tmp_path: Path) -> None:
    start = NEWEST + HOUR
    young = paper.publish("magazine", at=start)
    old = paper.stories[0]
    with Clocked(tmp_path / "news.db", url=paper.url) as news:
        for hours in (0.1, 0.5, 1.1, 2, 5, 6.1, 12, 24.1, 48, 7 * 24 + 1, 8 * 24, 60 * 24):
            news.crawl(start + hours * HOUR)
        assert asked(paper, young) == [200, 304, 304, 304, 304]
        assert asked(paper, old) == [200]
    assert one(tmp_path / "news.db", "SELECT count(*) FROM pages WHERE next_visit_at IS NOT NULL") == 0


def test_after_a_pause_of_weeks_there_is_one_visit_for_all_that_were_missed(paper: Newsroom, tmp_path: Path) -> None:
    start = NEWEST + HOUR
    young = paper.publish("jannah", at=start)
    with Clocked(tmp_path / "news.db", url=paper.url) as news:
        news.crawl(start + HOUR / 2)
        news.crawl(start + 40 * DAY)
        news.crawl(start + 41 * DAY)
    assert asked(paper, young) == [200, 304]


def test_what_readers_leave_on_a_page_makes_no_revision_and_an_author_does(paper: Newsroom, tmp_path: Path) -> None:
    start, database = NEWEST + HOUR, tmp_path / "news.db"
    stories = [paper.publish(edition, at=start) for edition in ("jannah", "newspaper", "magazine")]
    with Clocked(database, url=paper.url) as news:
        news.crawl(start + HOUR / 10)
        for story in stories:
            paper.stir(story.id)
        news.crawl(start + 2 * HOUR)
        assert [asked(paper, story) for story in stories] == [[200, 200]] * 3, "the pages did change"
        assert one(database, "SELECT count(*) FROM revisions") == 0
        for story in stories:
            paper.edit(story.id, author="Salma Berrada", at=start + 3 * HOUR)
        news.crawl(start + 7 * HOUR)
    kept = {row["authors"] for row in rows(database, "SELECT authors FROM revisions")}
    assert kept == {f'["{story.author}"]' for story in stories}
    assert one(database, "SELECT count(*) FROM revisions") == 3


@pytest.mark.parametrize("how", ["404", "410", "front"])
def test_an_article_taken_down_keeps_its_text_and_says_since_when(paper: Newsroom, tmp_path: Path, how: str) -> None:
    start, database = NEWEST + HOUR, tmp_path / "news.db"
    story = paper.publish("newspaper", at=start)
    held = "SELECT body, gone_at, revision_count FROM articles WHERE title = ?"
    with Clocked(database, url=paper.url) as news:
        news.crawl(start + HOUR / 10)
        paper.withdraw(story.id, how)
        news.crawl(start + 2 * HOUR)
        (row,) = rows(database, held, story.title)
        assert row["body"] == story.body
        assert row["gone_at"].startswith((start + 2 * HOUR).strftime("%Y-%m-%dT%H:%M"))
        news.crawl(start + 7 * HOUR)
        assert rows(database, held, story.title) == [row], "gone since it was first missed"
        paper.restore(story.id)
        news.crawl(start + 25 * HOUR)
        assert rows(database, held, story.title) == [{"body": story.body, "gone_at": None, "revision_count": 0}]


def test_news_goes_before_revisits_and_a_run_makes_only_so_many(paper: Newsroom, tmp_path: Path) -> None:
    start = NEWEST + HOUR
    seen = [paper.publish("newspaper", at=start + timedelta(minutes=minute)) for minute in range(8)]
    with Clocked(tmp_path / "news.db", url=paper.url) as news:
        news.crawl(start + HOUR / 5)
        fresh = [paper.publish("newspaper", at=start + 2 * HOUR + timedelta(minutes=minute)) for minute in range(8)]
        before = len(paper.log)
        slow = {"REVISITS_A_RUN": 3, "CONCURRENT_REQUESTS": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
        news.crawl(start + 3 * HOUR, settings=slow)
    places = {url_key(paper.url + entry.path): number for number, entry in enumerate(paper.log[before:])}
    again = [story for story in seen if key(paper, story) in places]
    assert again == seen[-3:], "the newest of those that are due"
    assert max(places[key(paper, story)] for story in fresh) < min(places[key(paper, story)] for story in again)


def test_a_site_may_declare_ages_of_its_own() -> None:
    from crawler.site import Site
    from crawler.spider import NewsSpider

    class Wire(NewsSpider):
        name = "wire"
        site = Site(title="Wire", home="https://wire.test/", revisit_ages=(timedelta(minutes=10),))

    assert Wire().revisit_ages() == [timedelta(minutes=10)]


@dataclass
class Truth:
    """What was up at each visit to a story: (title, body, author), one after the other, no state twice in a row."""

    states: list[tuple[str, str, str]] = field(default_factory=list)
    gone: bool = False

    def show(self, story: Story) -> None:
        state = (story.title.replace(TATWEEL, ""), story.body, story.author)
        self.gone = False
        if not self.states or self.states[-1] != state:
            self.states.append(state)


@pytest.mark.long
def test_a_week_of_200_edits_is_held_state_by_state(tmp_path: Path) -> None:
    """Text, headlines and authors change, readers come by, stories go and come back; a crawl every 90 minutes."""
    random, start, database = Random(7), NEWEST + HOUR, tmp_path / "news.db"
    edits: Counter[str] = Counter()
    truth: dict[bytes, Truth] = {}
    away: set[int] = set()
    with Newsroom(articles=12, crawl_delay=0) as paper, Clocked(database, url=paper.url) as news:
        live: list[Story] = []
        ticks = [start + number * HOUR * 1.5 for number in range(8 * 16 + 1)]
        for number, now in enumerate(ticks):
            if number % 2 == 0 and number < 7 * 16:
                edition = ("jannah", "newspaper", "magazine")[number // 2 % 3]
                live.append(paper.publish(edition, at=now))
            while edits.total() < min(200, 200 * number // (7 * 16)):
                story = random.choice(live[-5:])
                what = random.choice(("text", "title", "author", "stir", "stir", "stir", "take down or restore"))
                edits[what] += 1
                if what == "text":
                    paper.edit(story.id, paragraph=random.randrange(len(story.paragraphs)), at=now)
                elif what == "title":
                    paper.edit(story.id, title=f"{story.title} {edits.total()}", at=now)
                elif what == "author":
                    paper.edit(story.id, author=random.choice(("Salma Berrada", "Yassine Tazi", "هدى العلمي")), at=now)
                elif what == "stir":
                    paper.stir(story.id)
                elif story.id in away:
                    away.remove(story.id)
                    paper.restore(story.id)
                else:
                    away.add(story.id)
                    paper.withdraw(story.id, random.choice(("404", "410", "front")))
            before = len(paper.log)
            news.crawl(now + timedelta(minutes=5))
            up = {key(paper, story): story for story in paper.stories}
            for entry in paper.log[before:]:
                page = url_key(paper.url + entry.path)
                if page in up and entry.status in (200, 304):
                    truth.setdefault(page, Truth()).show(up[page])
                elif page in truth:
                    truth[page].gone = True
    assert edits.total() == 200
    held: dict[bytes, Truth] = {}
    query = "SELECT title, body, authors FROM revisions WHERE article_id = ? ORDER BY id"
    current = (
        "SELECT a.id, url, title, body, gone_at, json_group_array(name) AS authors FROM articles a"
        " JOIN article_authors ON article_id = a.id JOIN authors p ON p.id = author_id GROUP BY a.id"
    )
    for row in rows(database, current):
        versions = [*rows(database, query, row["id"]), row]
        states = [(each["title"], each["body"], each["authors"][2:-2]) for each in versions]
        held[url_key(row["url"])] = Truth(states, row["gone_at"] is not None)
    assert held == truth
    changed = sum(len(story.states) - 1 for story in truth.values())
    assert (
        changed
        == one(database, "SELECT count(*) FROM revisions")
        == one(database, "SELECT sum(revision_count) FROM articles")
    )
    assert changed > 40, "the week was too quiet to show anything"
    print(f"\n{dict(edits)}: {len(truth)} articles, {changed} revisions")
