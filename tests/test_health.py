"""The rules of health: no alarm over 200 ordinary days, every illness named at the first update that shows it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.clock import to_text
from crawler.database import open_database
from crawler.database.engine import Database
from crawler.database.health import all_health, figures
from crawler.database.runs import seconds_of_last_updates
from crawler.database.tallies import counted, forget_old_readings
from crawler.health import Figures, Health, Run, SourceReading, judge
from crawler.health.evidence import Share, chance_of, lost_share, too_short
from crawler.health.numbers import Number, covered_days, may_be_quiet, too_few
from tests.simulated_site import START, Illness, Site, updates

DAYS = 200
BEGINS = START + timedelta(days=60, hours=1)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def alarms(site: Site, days: int = DAYS) -> list[tuple[datetime, list[str]]]:
    """Return when an ordinary site was called anything but well or new, and why."""
    judged = ((at, judge(known, at)) for at, known, _ in updates(site, days))
    return [(at, [reason.text for reason in health.reasons]) for at, health in judged if health.verdict in BAD]


BAD = ("ill", "silent")


@pytest.mark.parametrize("daily", [3, 10, 40, 120, 400])
@pytest.mark.parametrize("seed", [1, 2])
def test_200_ordinary_days_raise_no_alarm(daily: int, seed: int) -> None:
    assert alarms(Site(daily, every=24, seed=seed)) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("daily", "every"), [(3, 6), (10, 6), (40, 3), (60, 1), (400, 6)])
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.longest) for seed in (2, 3))])
def test_200_ordinary_days_of_many_updates_raise_no_alarm(daily: int, every: int, seed: int) -> None:
    assert alarms(Site(daily, every, seed)) == []


def first_alarm(site: Site) -> tuple[int, Health]:
    """Return the number of the first update since the illness began that shows it (from 1), and what it says."""
    number = 0
    for at, known, run in updates(site, 75):
        if at >= site.begins:
            number += 1
            if (health := judge(known, at)).verdict == "ill":
                return number, health
            assert run.articles or not number, "an update without articles shows nothing"
    raise AssertionError("never caught")


@pytest.mark.parametrize(
    ("illness", "cause"),
    [
        ("layout", "layout"),
        ("feed gone", "source"),
        ("feed empty", "source"),
        ("dates", "field"),
        ("authors", "field"),
        ("half fail", "pages"),
        ("half unseen", "source"),
        ("nothing", "refused"),
        ("forbidden", "refused"),
        ("robots", "refused"),
    ],
)
@pytest.mark.parametrize("daily", [40, 400])
def test_every_illness_is_named_at_the_first_daily_update(illness: Illness, cause: str, daily: int) -> None:
    number, health = first_alarm(Site(daily, illness=illness, begins=BEGINS, seed=5))
    assert number == 1
    assert cause in [reason.cause for reason in health.reasons]


@pytest.mark.parametrize("illness", ["layout", "feed gone", "feed empty", "half unseen", "forbidden", "robots"])
def test_a_site_of_ten_articles_a_day_shows_what_its_templates_lost_at_once(illness: Illness) -> None:
    assert first_alarm(Site(10, illness=illness, begins=BEGINS, seed=5))[0] == 1


def test_a_theme_that_is_lost_is_told_from_a_layout() -> None:
    _, health = first_alarm(Site(40, structure="theme:jannah", illness="theme", begins=BEGINS))
    assert [reason.cause for reason in health.reasons] == ["theme"]


def test_a_newsroom_that_writes_half_is_noticed_within_a_week() -> None:
    number, health = first_alarm(Site(120, illness="half unwritten", begins=BEGINS, seed=5))
    assert number <= 7
    assert [reason.cause for reason in health.reasons] == ["articles"]


@pytest.mark.parametrize("daily", [30, 60])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_newsroom_that_was_silent_for_two_days_and_writes_again_is_well_within_a_day(daily: int, seed: int) -> None:
    ends = BEGINS + timedelta(hours=40)
    site = Site(daily, every=1, illness="unwritten", begins=BEGINS, ends=ends, seed=seed)
    judged = ((at, judge(known, at)) for at, known, _ in updates(site, 70))
    ill = [at for at, health in judged if "articles" in {reason.cause for reason in health.reasons}]
    assert BEGINS < ill[0] < BEGINS + timedelta(hours=26)
    assert ends <= ill[-1] < ends + timedelta(hours=24)


def of(articles: int, hours_ago: float, **fields: dict[str, int]) -> Run:
    return Run(NOW - timedelta(hours=hours_ago), articles=articles, fields=fields, pages={"done": articles})


def verdict(*runs: Run, now: datetime = NOW) -> Any:
    return judge(Figures("site", runs), now).verdict


def ordinary(count: int = 30, **known: Any) -> list[Run]:
    """Return hourly runs, the newest an hour ago."""
    runs = [of(4, hours, body={"layout": 4}) for hours in range(count, 0, -1)]
    feed = {"https://x.test/feed": SourceReading("feed", "done", announced=20)}
    return [Run(run.started, articles=4, fields=run.fields, pages=run.pages, sources=feed) for run in runs]


def with_feed(reading: SourceReading, hours_ago: float = 0) -> Run:
    return Run(NOW - timedelta(hours=hours_ago), sources={"https://x.test/feed": reading, "https://x.test/": FRONT})


FRONT = SourceReading("front", "done")
FAILING = SourceReading("feed", "retry", "HTTP 502")


def test_an_error_that_passes_is_given_a_second_update() -> None:
    assert verdict(*ordinary(), with_feed(FAILING)) == "well"
    assert verdict(*ordinary(), with_feed(FAILING, 0.5), with_feed(FAILING)) == "ill"


def test_a_source_that_was_never_answered_is_remarked_and_no_illness() -> None:
    never = [with_feed(SourceReading("feed", "gone", "HTTP 404"), hours) for hours in range(9, 0, -1)]
    health = judge(Figures("site", tuple(never)), NOW)
    assert health.verdict == "well"
    assert "never answered: HTTP 404" in health.remarks[0].text


def test_an_hour_without_news_says_nothing() -> None:
    assert verdict(*ordinary(), *(of(0, hours / 10) for hours in range(9, 0, -1))) == "well"


def test_what_has_recovered_is_well() -> None:
    lost = [of(4, hours / 10, body={"generic": 4}) for hours in range(9, 1, -1)]
    assert verdict(*ordinary(), *lost) == "ill"
    assert verdict(*ordinary(), *lost, of(4, 0.1, body={"layout": 4})) == "well"


def test_one_article_without_tags_does_not_bring_a_mended_illness_back() -> None:
    usual, ill, mended = [Share(9, 10)] * 20, [Share(0, 3)] * 4, [Share(2, 2)] * 2
    assert lost_share([*ill, *usual])
    assert lost_share([Share(0, 1), *ill, *usual])
    assert lost_share([Share(0, 1), *mended, *ill, *usual]) is None


def test_an_illness_is_not_the_measure_of_the_next() -> None:
    usual, ill = [Share(4, 4)] * 100, [Share(0, 10)] * 8
    assert lost_share([Share(5, 11), *usual])
    assert lost_share([Share(5, 11), *usual[50:], *ill, *usual[:50]])


def test_silence_is_a_pause_longer_than_any_usual() -> None:
    runs = ordinary()
    assert verdict(*runs, now=NOW + timedelta(hours=1)) == "well"
    assert verdict(*runs, now=NOW + timedelta(hours=3)) == "silent"


def test_few_updates_make_a_new_site() -> None:
    assert verdict() == "new"
    assert verdict(*ordinary(4)) == "new"


@given(st.integers(1, 30), st.integers(20, 500), st.data())
def test_the_fewer_the_less_likely(of_now: int, of_usual: int, data: st.DataObject) -> None:
    usual = Share(data.draw(st.integers(0, of_usual)), of_usual)
    chances = [chance_of(Share(got, of_now), usual) for got in range(of_now + 1)]
    assert chances == sorted(chances)
    assert chances[-1] == pytest.approx(1)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=40))
def test_a_site_that_always_was_as_it_is_has_lost_nothing(runs: list[tuple[int, int]]) -> None:
    same = [Share(of, of) for _, of in runs]
    assert lost_share(same) is None
    assert lost_share([Share(0, of) for _, of in runs]) is None


def test_a_list_of_fixed_length_may_not_be_halved_but_one_of_the_last_days_may() -> None:
    assert too_short([10, *[20] * 10], fixed=True) == 20
    assert too_short([18, *[20] * 10], fixed=True) is None
    assert too_short([10, *[20, 31, 12, 40] * 5], fixed=True) is None
    assert too_short([0, *[20, 31, 12, 40] * 5], fixed=True) is not None
    assert too_short([9, *[20] * 10], fixed=False) is None


def test_an_illness_of_days_does_not_become_its_own_measure() -> None:
    assert too_short([0, 0, 0, 0, 0, 0, 0, 0, *[20] * 10], fixed=True) == 20


def test_a_public_holiday_is_no_illness() -> None:
    assert may_be_quiet(date(2026, 3, 20))  # Eid al-Fitr
    assert may_be_quiet(date(2026, 3, 22))  # a day later, as the moon was seen
    assert not may_be_quiet(date(2026, 6, 3))
    counts = [150, *[400] * 56]
    assert too_few(counts, [True] * 57, date(2026, 3, 21)) is None
    assert too_few(counts, [True] * 57, date(2026, 6, 3)) == Number(1, 150, 400)


def test_days_that_no_update_ended_are_not_counted() -> None:
    finished = [NOW - timedelta(days=day, minutes=7 * day) for day in (5, 4, 2, 1, 0)]
    assert covered_days(finished, NOW, 7) == (True, True, True, False, True, False, False)


def test_reasons_are_counted_without_what_they_say_of_one_page() -> None:
    assert counted("HTTP 404") == "HTTP 404"
    assert counted("redirects to https://x.test/a") == counted("redirects to https://x.test/b")
    assert counted("only 7 words") == counted("only 19 words")
    assert counted("longer than any article: 12 characters") == "longer than any article"


def put(db: Any, table: str, row: dict[str, Any]) -> None:
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def test_figures_count_what_appeared_by_day_and_join_interrupted_runs(database: str) -> None:
    db = open_database(database)
    put(db, "sites", {"id": 1, "name": "s", "title": "S", "home": "https://s.test/", "languages": "[]"})
    run = {"site_id": 1, "mode": "update", "arguments": "{}", "versions": "{}"}
    first, second = to_text(NOW - timedelta(days=3)), to_text(NOW)
    put(db, "runs", run | {"id": 1, "campaign_id": 1, "started_at": first, "reason": "finished"})
    put(db, "runs", run | {"id": 2, "campaign_id": 2, "started_at": second})
    put(db, "runs", run | {"id": 3, "campaign_id": 2, "started_at": second, "reason": "finished"})
    for number, hours in enumerate([1, 2, 25, 49, 50, 51]):
        at = to_text(NOW - timedelta(hours=hours))
        texts = dict.fromkeys(("title", "body", "blocks", "methods"), "") | {"url": f"u{number}", "content_hash": "h"}
        seen = dict.fromkeys(("first_seen_at", "last_seen_at", "changed_at"), at)
        put(db, "articles", texts | seen | {"site_id": 1, "word_count": 1, "published_at": at if number else None})
    db.execute("INSERT INTO run_fields VALUES (2, 'title', 'h1', 3, 0), (3, 'title', 'h1', 4, 1)")
    db.execute("INSERT INTO run_pages VALUES (3, 'article', 'retry', 'HTTP 502', 2)")
    # Nobody knew the rules, so these pages were not asked for: they show nothing of the site's articles.
    db.execute("INSERT INTO run_pages VALUES (3, 'article', 'retry', 'robots.txt unreachable', 3)")
    known = figures(db, 1, "s", NOW)
    assert known.published[:3] == (2, 1, 3)
    assert [run.articles for run in known.runs] == [0, 7]
    assert known.runs[-1].layout_missed == {"title": 1}
    assert known.runs[-1].pages == {"retry": 2}
    assert known.runs[-1].errors == {("retry", "HTTP 502"): 2, ("retry", "robots.txt unreachable"): 3}
    assert [health.site for health in all_health(db, NOW)] == ["s"]
    assert all_health(db, NOW, ["t"]) == []
    db.close()


def with_one_feed(path: Path) -> Database:
    """Return a database of a site whose feed is known."""
    db = open_database(path)
    put(db, "sites", {"id": 1, "name": "s", "title": "S", "home": "https://s.test/", "languages": "[]"})
    feed = {"id": 1, "site_id": 1, "key": b"0", "url": "u", "kind": "feed", "state": "done", "found_at": to_text(NOW)}
    put(db, "pages", feed)
    return db


def test_an_update_costs_the_same_however_many_there_were(tmp_path: Any) -> None:
    costs = []
    for name, days in (("young.db", 70), ("old.db", 700)):
        db = with_one_feed(tmp_path / name)
        db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :runs)"
            " INSERT INTO runs (id, site_id, campaign_id, mode, arguments, versions, reason, started_at, finished_at)"
            " SELECT i, 1, i, 'update', '{}', '{}', 'finished', at, at FROM (SELECT i,"
            " strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-' || (:runs - i) || ' hours') AS at FROM n)",
            {"runs": 24 * days, "now": to_text(NOW)},
        )
        db.execute("INSERT INTO run_sources SELECT id, 1, 'done', NULL, 20 FROM runs ORDER BY id DESC LIMIT 1400")
        steps = Counter[str]()
        db.conn.set_progress_handler(lambda steps=steps: steps.update(["steps"]), 100)
        forget_old_readings(db, NOW)
        all_health(db, NOW)
        seconds_of_last_updates(db)
        costs.append(steps["steps"])
    assert costs[1] < 1.1 * costs[0]


def test_old_readings_are_forgotten_and_no_others(tmp_path: Any) -> None:
    db = with_one_feed(tmp_path / "news.db")
    run = {"site_id": 1, "mode": "update", "arguments": "{}", "versions": "{}"}
    for number, days in enumerate((90, 70, 61, 59, 1), 1):
        started = to_text(NOW - timedelta(days=days))
        put(db, "runs", run | {"id": number, "campaign_id": number, "started_at": started})
        db.execute("INSERT INTO run_sources VALUES (?, 1, 'done', NULL, 20)", [number])
    forget_old_readings(db, NOW)
    assert [row[0] for row in db.execute("SELECT run_id FROM run_sources")] == [4, 5]
