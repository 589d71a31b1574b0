"""`scrapy update`: many sites in one go, in several processes, stopped, killed and started again."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest

from tests.crawls import one, rows
from tests.newsroom.press import Press, start_press
from tests.updates import PACE, events, shortest_gap, start_update, unlike, until, update

pytestmark = pytest.mark.timeout(600)
PAPERS = 6


@pytest.fixture
def press() -> Iterator[Press]:
    with start_press(PAPERS, articles=8, rest=False) as running:
        yield running


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def workers_of(pid: int) -> list[psutil.Process]:
    return [child for child in psutil.Process(pid).children() if "crawler.update.worker" in child.cmdline()]


def reasons(database: Path) -> list[str | None]:
    return [row["reason"] for row in rows(database, "SELECT reason FROM runs ORDER BY id")]


def test_every_site_is_crawled_whole_at_its_pace_in_several_processes(press: Press, database: Path) -> None:
    done = update(press, database, "--json", "--processes", "2")
    assert done.returncode == 0, done.stderr
    told = events(done.stdout)
    assert len({event["pid"] for event in told if event["event"] == "begun"}) == 2
    assert unlike(press, database) == []
    assert shortest_gap(press) >= PACE
    assert reasons(database) == ["finished"] * PAPERS
    assert told[-1]["event"] == "summary"
    assert told[-1]["new"] == one(database, "SELECT count(*) FROM articles")
    ended = {event["site"]: event for event in told if event["event"] == "ended"}
    assert {site: event["asked"] for site, event in ended.items()} == {
        # the run's count leaves robots.txt out
        name: len(log) - 1
        for name, log in press.log().items()
    }


def test_a_person_is_told_site_by_site_and_in_sum(press: Press, database: Path) -> None:
    done = update(press, database)
    assert done.returncode == 0, done.stderr
    assert "paper01: done; " in done.stdout
    assert f"Update of {PAPERS} sites in " in done.stdout
    assert "all well" in done.stdout


def test_sites_are_chosen_by_name_group_and_language(press: Press, database: Path) -> None:
    done = update(press, database, "--sites", "paper01,paper02,paper03", "--languages", "ar", "--articles", "1")
    assert done.returncode == 0, done.stderr
    assert {row["name"] for row in rows(database, "SELECT name FROM sites")} == {"paper01", "paper03"}
    for option, word, hint in (
        ("--sites", "paper1", "nearest: paper01"),
        ("--groups", "pres_spiders", "no group is called 'pres_spiders'"),
        ("--languages", "xx", "no language is called 'xx'"),
        ("--for", "soon", "must be a duration such as 90s, 30m or 2h"),
    ):
        wrong = update(press, database, option, word)
        assert wrong.returncode == 2
        assert hint in wrong.stderr


def test_a_killed_process_is_replaced_and_its_sites_go_on(press: Press, database: Path) -> None:
    process = start_update(press, database, "--processes", "2", DOWNLOAD_DELAY=1)
    for _ in range(PAPERS):
        until(process, "begun")
    time.sleep(3)
    workers_of(process.pid)[0].kill()
    died = until(process, "died")
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert died["code"] == -signal.SIGKILL
    assert died["sites"]
    assert unlike(press, database) == []
    # What the dead process had is one campaign with what went on.
    assert one(database, "SELECT count(DISTINCT campaign_id) FROM runs") == PAPERS
    assert one(database, "SELECT count(*) FROM runs") == PAPERS + len(died["sites"])
    summary = events(output)[-1]
    assert summary["new"] <= one(database, "SELECT count(*) FROM articles")


def test_a_site_that_kills_its_process_takes_no_other_with_it(press: Press, database: Path) -> None:
    done = update(press, database, "--json", "--processes", "2", env={"PRESS_DEADLY": "paper03"})
    told = events(done.stdout)
    assert done.returncode == 1
    assert told[-1]["failed"] == {"paper03": "died"}
    assert [event["sites"] for event in told if event["event"] == "died"][-1] == ["paper03"]
    others = rows(database, "SELECT reason FROM runs JOIN sites ON sites.id = site_id WHERE name <> 'paper03'")
    assert [row["reason"] for row in others].count("finished") == PAPERS - 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_it_cleanly_and_the_next_update_goes_on(
    press: Press, database: Path, number: signal.Signals
) -> None:
    process = start_update(press, database, DOWNLOAD_DELAY=1)
    until(process, "begun")
    time.sleep(3)
    os.killpg(process.pid, number)  # as a terminal and systemd do: to every process
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert set(reasons(database)) <= {"shutdown"}
    assert one(database, "SELECT count(*) FROM pages WHERE state IN ('failed', 'retry')") == 0
    asked = {name: len(log) for name, log in press.log().items()}
    assert update(press, database).returncode == 0
    assert unlike(press, database) == []
    repeated = [entry.path for name, log in press.log().items() for entry in log[asked[name] :] if entry.if_none_match]
    assert repeated == [], "listings read before the stop were read again"


def test_a_second_signal_ends_it_at_once(press: Press, database: Path) -> None:
    process = start_update(press, database, DOWNLOAD_DELAY=5)
    until(process, "begun")
    process.send_signal(signal.SIGINT)
    until(process, "stopping")
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    process.communicate(timeout=60)
    assert time.monotonic() - began < 10
    assert process.returncode == 2


def test_a_second_update_says_who_holds_the_first(press: Press, database: Path) -> None:
    process = start_update(press, database, DOWNLOAD_DELAY=5)
    until(process, "begun")
    second = update(press, database)
    assert second.returncode == 2
    assert f"another update of {database} is running: process {process.pid}, since " in second.stderr
    process.terminate()
    process.communicate(timeout=60)
    assert update(press, database, "--articles", "1").returncode == 0


@pytest.mark.long
def test_processes_end_their_runs_and_hold_the_lock_when_the_first_one_is_killed(press: Press, database: Path) -> None:
    process = start_update(press, database, DOWNLOAD_DELAY=1)
    until(process, "begun")
    workers = workers_of(process.pid)
    assert workers
    process.kill()
    process.wait()
    second = update(press, database)
    assert second.returncode == 0 or "(which is gone; its processes are ending)" in second.stderr
    psutil.wait_procs(workers, timeout=30)
    process.communicate(timeout=30)
    assert None not in reasons(database)
    assert update(press, database).returncode == 0
    assert unlike(press, database) == []


@pytest.mark.long
def test_a_budget_of_time_ends_it_and_the_next_update_goes_on(press: Press, database: Path) -> None:
    done = update(press, database, "--for", "3s", "--json")
    assert done.returncode == 0, done.stderr
    summary = events(done.stdout)[-1]
    assert len(summary["left"]) == PAPERS
    assert set(reasons(database)) <= {"budget"}
    assert update(press, database).returncode == 0
    assert unlike(press, database) == []
    assert one(database, "SELECT count(DISTINCT campaign_id) FROM runs") == PAPERS


def test_a_budget_of_articles_ends_it_soon_after(database: Path) -> None:
    with start_press(2, articles=100, rest=False) as press:
        done = update(press, database, "--articles", "5")
    assert done.returncode == 0, done.stderr
    assert 5 <= one(database, "SELECT count(*) FROM articles") < 100


def test_a_site_that_does_not_let_us_in_makes_the_exit_code_1(press: Press, database: Path) -> None:
    press.post(2, "break", what="all refused")
    done = update(press, database, RETRY_DELAYS="1")
    assert done.returncode == 1
    assert "paper02" in done.stdout.splitlines()[-1]
    assert "all well" not in done.stdout


@pytest.mark.long
def test_a_site_whose_hours_end_is_stopped_and_the_others_go_on(press: Press, database: Path, tmp_path: Path) -> None:
    now = datetime.now(ZoneInfo("Africa/Casablanca"))
    begin, end = now - timedelta(hours=1), now + timedelta(minutes=2)
    file = tmp_path / "sites.toml"
    file.write_text(f'[paper01]\npace = 30\nhours = "{begin:%H:%M}-{end:%H:%M}"\n')
    done = update(press, database, "--json", SITES_FILE=file, DOWNLOAD_DELAY=None)
    assert done.returncode == 0, done.stderr
    summary = events(done.stdout)[-1]
    assert summary["left"] == ["paper01"]
    query = "SELECT reason FROM runs JOIN sites ON sites.id = site_id WHERE name {} 'paper01'"
    assert one(database, query.format("=")) == "hours"
    assert {row["reason"] for row in rows(database, query.format("<>"))} == {"finished"}


def test_another_program_holding_the_database_loses_nothing(press: Press, database: Path) -> None:
    process = start_update(press, database)
    until(process, "begun")
    for _ in range(4):
        other = sqlite3.connect(database, timeout=30)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(1)
        other.rollback()
        other.close()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert unlike(press, database) == []


def test_a_database_that_cannot_be_used_is_named(press: Press, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no database, only a note that is long enough to look like something else\n" * 100)
    done = update(press, path)
    assert done.returncode == 2
    assert "is no SQLite database" in done.stderr
