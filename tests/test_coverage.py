"""What is held against what was announced: days, gaps, the calendar, and filling what is missing."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import etree

from crawler.calendar_svg import GAP, PART, calendar_svg
from crawler.coverage import Coverage, Day, Gap, Missing, Numbers, by_month, cover, date_in, number_in
from tests.crawls import crawl, one, rows
from tests.newsroom import Newsroom
from tests.starting import scrapy

MONDAY = date(2026, 11, 2)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def covered(held: dict[date, int], missing: tuple[Missing, ...] = (), urls: dict[str, date] | None = None) -> Coverage:
    return cover(held, missing, {}, Numbers((urls or {}).items()))


def test_pages_missing_are_named_day_by_day_with_their_reasons() -> None:
    missing = [Missing(f"https://a.test/{n}", day(n), None, "failed: HTTP 500") for n in (3, 4, 4, 9)]
    found = covered({day(n): 5 for n in range(12)}, (*missing, Missing("https://a.test/x", None, None, "noted")))
    assert found.gaps == [
        Gap(day(3), day(4), 3, {"failed: HTTP 500": 3}),
        Gap(day(9), day(9), 1, {"failed: HTTP 500": 1}),
    ]
    assert found.undated == Counter({"noted": 1})


def test_silence_is_a_gap_where_articles_are_to_be_expected() -> None:
    silent = covered({day(n): 4 for n in range(30) if n not in (10, 11, 12)})
    (gap,) = silent.gaps
    assert (gap.first, gap.last, gap.missing) == (day(10), day(12), 0)
    assert gap.expected == pytest.approx(12)
    weekly = covered({day(7 * n): 1 for n in range(20)})
    assert weekly.gaps == [], "a site that publishes once a week is not silent in between"


def test_numbers_in_urls_tell_what_passed_in_silence_and_when_a_page_appeared() -> None:
    held = {f"https://a.test/story-{10_000 + 10 * n}.html": day(n) for n in range(30) if n not in (10, 11)}
    silent = covered({day(n): 6 for n in range(30) if n not in (10, 11)}, (), held)
    assert [gap.numbers for gap in silent.gaps] == [(10_090, 10_120)]
    numbers = Numbers(held.items())
    assert numbers.day_of("https://a.test/other-10034.html", None) == day(3)
    assert numbers.day_of("https://a.test/other-10034.html", day(4)) == day(4)
    assert numbers.day_of("https://a.test/other-10034.html", day(400)) == day(3), "modified long after"
    assert numbers.day_of("https://a.test/other-99999.html", day(7)) == day(7)


@pytest.mark.parametrize(
    ("url", "number", "found"),
    [
        ("https://a.test/politics/12345-title.html", 12345, None),
        ("https://a.test/2026/11/05/title-987654.html", 987654, date(2026, 11, 5)),
        ("https://a.test/2026/11/05/title/", None, date(2026, 11, 5)),
        ("https://a.test/2026/13/45/title/", None, None),
        ("https://a.test/2026/02/30/title/", None, None),
        ("https://a.test/%D8%A7%D9%84%D9%85-1234567890.html", 1234567890, None),
        ("https://a.test/title", None, None),
    ],
)
def test_numbers_and_dates_of_urls(url: str, number: int | None, found: date | None) -> None:
    assert (number_in(url), date_in(url)) == (number, found)


def test_months_are_sums_of_days() -> None:
    months = by_month({date(2026, 1, 31): Day(1, 2, 3), date(2026, 1, 1): Day(10), date(2026, 2, 1): Day(5)})
    assert months == {"2026-01": Day(11, 2, 3), "2026-02": Day(5)}


def test_the_calendar_is_well_formed_and_colours_every_day() -> None:
    days = {date(2024, 2, 29): Day(3), date(2025, 6, 1): Day(1, 2), date(2025, 6, 2): Day(0, 2)}
    picture = etree.fromstring(calendar_svg("<a & b>", days, {date(2025, 6, 3)}).encode())
    cells = {
        cell.findtext("{*}title", "").split(":")[0]: cell.get("fill")
        for cell in picture.iter("{*}rect")
        if cell.findtext("{*}title")
    }
    assert len(cells) == 366 + 365
    assert [cells[f"2025-06-0{number}"] for number in (1, 2, 3)] == [PART, GAP, GAP]
    assert picture.findtext("{*}title") == "<a & b>"
    assert not [element.tag for element in picture.iter() if etree.QName(element).localname in ("script", "image", "a")]
    assert etree.fromstring(calendar_svg("empty", {}).encode()).tag.endswith("svg")


def coverage(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("coverage", *words, DATABASE=database)


@pytest.mark.long
def test_a_hole_is_named_exactly_and_filled_by_the_next_crawl(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with Newsroom(articles=60, crawl_delay=0) as paper:
        host = paper.url.removeprefix("http://")
        days = sorted({story.published.date() for story in paper.stories})
        hole = days[-12:-8] + days[-3:-2]
        lost = [story for story in paper.stories if story.published.date() in hole]
        for story in lost:
            paper.withdraw(story.id, "503")
        crawl("news", database, url=paper.url, rest="no", mode="backfill")
        report = json.loads(coverage(database, host, "--json").stdout)
        missing = Counter(str(story.published.date()) for story in lost)
        assert {each["day"]: each["missing"] for each in report["days"] if each["missing"]} == missing
        named = {
            str(date.fromisoformat(gap["first"]) + timedelta(days=number))
            for gap in report["gaps"]
            if gap["missing"]
            for number in range((date.fromisoformat(gap["last"]) - date.fromisoformat(gap["first"])).days + 1)
        }
        assert named == set(missing)
        assert {reason for gap in report["gaps"] for reason in gap["reasons"]} == {"failed: HTTP 503"}

        picture = tmp_path / "calendar.svg"
        told = coverage(database, host, "--svg", str(picture), "--fill")
        assert told.returncode == 0, told.stderr
        assert f"{len(lost)} pages queued; fetch them with: scrapy crawl news -a url={paper.url}/" in told.stdout
        assert f"-a mode=backfill -a since={hole[-1]} -a until={hole[-1]}" in told.stdout
        assert GAP in picture.read_text("utf-8")

        for story in lost:
            paper.restore(story.id)
        crawl("news", database, url=paper.url)
        after = json.loads(coverage(database, host, "--json").stdout)
        assert [gap for gap in after["gaps"] if gap["missing"]] == []
        assert sum(each["held"] for each in after["days"]) == len(paper.stories)
        assert "No gaps" in coverage(database, host).stdout


def test_a_rest_api_says_how_many_there_are(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with Newsroom(articles=30, crawl_delay=0) as paper:
        crawl("wordpress", database, url=paper.url, mode="backfill")
        report = json.loads(coverage(database, paper.url.removeprefix("http://"), "--json").stdout)
    assert report["rest"] == [{"since": None, "until": None, "announced": 30, "held": 30}]
    assert sum(source["held"] for source in report["sources"]) >= 30


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    assert "there is no database" in coverage(database, "hespress").stderr
    with Newsroom(articles=5, crawl_delay=0) as paper:
        crawl("news", database, url=paper.url)
    unknown = coverage(database, "hespress")
    assert (unknown.returncode, "there are: 127.0.0.1:" in unknown.stderr) == (1, True)
    assert coverage(database).returncode == 2
    assert one(database, "SELECT count(*) FROM sites") == 1
    assert rows(database, "SELECT 1 FROM articles")
