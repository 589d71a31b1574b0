"""Being told: who is told what of the health of sites, and that nobody is told twice."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.clock import to_text, utc_now
from crawler.configuration import ConfigurationError, configured
from crawler.health import Health, Reason
from crawler.health.changes import Told, change_of
from crawler.notify.channels import Outlets, outlets_of
from crawler.notify.message import MOST_BYTES, MOST_SITES, message_of
from crawler.notify.telling import Delivery, tell
from crawler.secret import Secret
from tests.crawls import one, rows
from tests.judged import GONE, Judged
from tests.newsroom.press import start_press
from tests.receivers import Hook, Mailbox, hook, mail_server
from tests.starting import scrapy
from tests.updates import events, update

NOW = utc_now()
HOSTILE = (
    'no feed\r\nBcc: all@other.test "quoted" \\ <script>alert(1)</script> <!channel> @all [here](http://other.test)'
)


@pytest.fixture
def webhook() -> Iterator[Hook]:
    with hook() as running:
        yield running


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    return Judged(tmp_path / "news.db")


def outlets(webhook: Hook | None = None, mailbox: Mailbox | None = None, **settings: Any) -> Outlets:
    if webhook:
        settings["NOTIFY_WEBHOOK"] = webhook.url
    if mailbox:
        mail = {"NOTIFY_EMAIL": "you@home.test", "SMTP_HOST": "127.0.0.1", "SMTP_TLS": "none"}
        settings |= mail | {"SMTP_PORT": mailbox.port}
    return outlets_of(Settings(settings))


def texts(webhook: Hook) -> list[str]:
    return [json.loads(post.body)["text"] for post in webhook.posts]


# What is a change


def ill(*keys: str, **known: Any) -> Health:
    return Health("paper", "ill", tuple(Reason("source", "3 of 4", key) for key in keys), last_run=NOW, **known)


WELL = Health("paper", "well", last_run=NOW)
SILENT = Health("paper", "silent", last_run=NOW)
NEW = Health("paper", "new", last_run=NOW)
FORGOTTEN = Health("paper", "new")
"""A site none of whose runs is young enough to be judged by."""


@pytest.mark.parametrize(
    ("course", "told"),
    [
        ([WELL, WELL], []),
        ([NEW, NEW, WELL], []),
        ([ill("a"), ill("a"), WELL, WELL], ["ill", "well"]),
        ([ill("a"), ill("a", "b"), ill("b"), ill("a"), ill("a", "b"), WELL], ["ill", "worse", "well"]),
        ([ill("a"), ill("b")], ["ill", "worse"]),
        ([ill("a"), WELL, ill("a")], ["ill", "well", "ill"]),
        ([WELL, SILENT, SILENT, WELL], ["silent", "well"]),
        ([SILENT, ill("a"), WELL], ["silent", "ill", "well"]),
        ([NEW, ill("a"), NEW], ["ill", "well"]),
        ([ill("a"), FORGOTTEN, FORGOTTEN], ["ill"]),
    ],
)
def test_only_changes_are_told(course: list[Health], told: list[str]) -> None:
    known: Told | None = None
    said = []
    for health in course:
        if change := change_of(health, known, NOW):
            said.append(change.kind)
            known = change.after
    assert said == told


def test_numbers_in_a_reason_are_no_change() -> None:
    first, second = (Health("paper", "ill", (Reason("pages", text),)) for text in ("3 of 9 pages", "4 of 9 pages"))
    change = change_of(first, None, NOW)
    assert change and change_of(second, change.after, NOW) is None


def test_an_illness_keeps_the_time_it_began() -> None:
    first = change_of(ill("a"), None, NOW)
    assert first
    later = change_of(replace(ill("a", "b"), last_run=NOW + timedelta(hours=5)), first.after, NOW)
    assert later and later.after.since == NOW
    assert [reason.about for reason in later.reasons] == ["b"]


# What is said


def test_a_message_is_bounded_and_counts_whom_it_does_not_name() -> None:
    sites = [
        Health(f"paper{n:03}", "ill", (Reason("source", "ه" * 1000, str(n)),) * 9, last_run=NOW) for n in range(99)
    ]
    short = [Health(f"paper{n:03}", "ill", (Reason("refused", "no answer"),), last_run=NOW) for n in range(99)]
    for some in (sites, short):
        message = message_of([change for each in some if (change := change_of(each, None, NOW))], {})
        named = message.text.count(" is ill:")
        assert 1 <= named <= MOST_SITES
        assert f"And {99 - named} sites ill: scrapy health names them." in message.text
        assert len(message.text.encode()) < MOST_BYTES + 100
        assert message.title == "Moroccan press: 99 sites ill"


def test_a_message_says_what_to_look_at(judged: Judged, webhook: Hook) -> None:
    judged.ordinary("hespress", "goud")
    judged.update("hespress", "goud", feed=GONE)
    tell(judged.path, outlets(webhook), {"hespress": "spiders/hespress.py"})
    (text,) = texts(webhook)
    assert text.startswith("Moroccan press: 2 sites ill\n\n")
    assert "hespress is ill:\n- feed https://paper.test/1/feed: HTTP 404: see sources in spiders/hespress.py" in text
    assert "see sources in a spider of its own" in text


def test_a_secret_in_the_address_of_a_source_is_not_told(judged: Judged, webhook: Hook, tmp_path: Path) -> None:
    judged.ordinary("paper")
    judged.update("paper", feed=("gone", "https://me:hidden@paper.test/?token=hidden"))
    files = {"NOTIFY_PROMETHEUS": str(tmp_path / "news.prom"), "STATUS_PAGE": str(tmp_path / "status.html")}
    tell(judged.path, outlets(webhook, **files), {})
    assert "paper.test/?token=***" in texts(webhook)[0]
    for told in (*texts(webhook), *((tmp_path / name).read_text() for name in ("news.prom", "status.html"))):
        assert "hidden@" not in told and "token=hidden" not in told


# Who is told when


def test_an_illness_and_its_end_are_two_messages(judged: Judged, webhook: Hook) -> None:
    judged.ordinary("paper", "other")
    assert tell(judged.path, outlets(webhook), {}).deliveries == []
    for _ in range(3):
        judged.update("paper", feed=GONE)
        tell(judged.path, outlets(webhook), {})
    for _ in range(2):
        judged.update("paper")
        tell(judged.path, outlets(webhook), {})
    first, last = texts(webhook)
    assert "paper is ill:" in first
    assert "paper is well again (ill since " in last
    assert "other" not in first + last
    (row,) = rows(judged.path, "SELECT channel, verdict, causes, announced_at FROM announcements")
    assert (row["channel"], row["verdict"], row["causes"]) == ("webhook", "well", "[]")
    assert row["announced_at"] >= to_text(NOW)


def test_another_source_that_fails_is_told_alone(judged: Judged, webhook: Hook) -> None:
    judged.ordinary("paper")
    judged.update("paper", feed=GONE)
    tell(judged.path, outlets(webhook), {})
    judged.update("paper", feed=GONE, front=("redirected", "redirects"))
    assert [delivery.changes for delivery in tell(judged.path, outlets(webhook), {}).deliveries] == [1]
    last = texts(webhook)[-1]
    assert "paper, ill since " in last and "/front" in last and "/feed" not in last


def test_a_site_nobody_updates_is_told_silent(judged: Judged, webhook: Hook) -> None:
    judged.at -= timedelta(hours=3)
    judged.ordinary("paper")
    tell(judged.path, outlets(webhook), {})
    tell(judged.path, outlets(webhook), {})
    (text,) = texts(webhook)
    assert "paper: no update since " in text and "scrapy runs paper" in text
    judged.at = utc_now() - timedelta(minutes=9)
    judged.update("paper")
    tell(judged.path, outlets(webhook), {})
    assert "paper is updated again (silent since " in texts(webhook)[-1]


def test_a_channel_that_is_down_is_told_at_the_next_run_and_the_other_not_twice(
    judged: Judged, webhook: Hook, mailbox: Mailbox
) -> None:
    judged.ordinary("paper")
    judged.update("paper", feed=GONE)
    webhook.status = 503
    both = outlets(webhook, mailbox)
    why = "HTTP 503: the receiver takes nothing now; the next run tells it again"
    assert tell(judged.path, both, {}).deliveries == [Delivery("webhook", 1, why), Delivery("email", 1)]
    webhook.status = 204
    assert tell(judged.path, both, {}).deliveries == [Delivery("webhook", 1)]
    assert tell(judged.path, both, {}).deliveries == []
    assert len(mailbox.mails) == 1
    assert webhook.posts[0].body == webhook.posts[1].body


def test_what_a_channel_that_was_down_never_heard_of_is_not_told_when_it_is_over(judged: Judged, webhook: Hook) -> None:
    judged.ordinary("paper")
    judged.update("paper", feed=GONE)
    webhook.status = 500
    tell(judged.path, outlets(webhook), {})
    judged.update("paper")
    assert tell(judged.path, outlets(webhook), {}).deliveries == []


def _tell(path: Path, url: str) -> None:
    tell(path, outlets_of(Settings({"NOTIFY_WEBHOOK": url})), {})


def test_two_processes_at_once_do_not_tell_twice(judged: Judged, webhook: Hook) -> None:
    judged.ordinary("paper")
    judged.update("paper", feed=GONE)
    webhook.delay = 1
    spawn = get_context("spawn")
    processes = [spawn.Process(target=_tell, args=(judged.path, webhook.url)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(webhook.posts) == 1


# Names and reasons of no good intent


def test_nothing_a_site_says_is_markup_a_mention_or_a_header(judged: Judged, webhook: Hook, mailbox: Mailbox) -> None:
    name = 'paper"\r\nX-Evil: 1\x1b[31m<b>'
    judged.ordinary(name)
    judged.update(name, feed=("gone", HOSTILE))
    tell(judged.path, outlets(webhook, mailbox), {})
    (text,) = texts(webhook)
    assert "<" not in text and "@all" not in text and "](http" not in text and "\r" not in text and "\x1b" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Moroccan press: 1 site ill"
    assert mail["To"] == "you@home.test" and mail["Bcc"] is None and mail["X-Evil"] is None
    lines = mail.get_content().splitlines()
    assert lines[0] == 'paper" X-Evil: 1[31m<b> is ill:'
    assert lines[1].startswith('- feed https://paper.test/1/feed: no feed Bcc: all@other.test "quoted" \\ <script>')
    ntfy = outlets(webhook, NOTIFY_WEBHOOK_SHAPE="ntfy")
    judged.update(name)
    tell(judged.path, ntfy, {})
    assert webhook.posts[-1].headers["Title"] == "Moroccan press: 1 site well again"
    assert "X-Evil" not in webhook.posts[-1].headers


# Settings


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"NOTIFY_WEBHOOK": "ftp://a.test/hidden"}, "NOTIFY_WEBHOOK: must be the address of a webhook"),
        ({"NOTIFY_WEBHOOK": "https://a.test:x/hidden"}, "NOTIFY_WEBHOOK: must be the address of a webhook"),
        ({"NOTIFY_WEBHOOK": "https://a.test/\r\nhidden: 1"}, "NOTIFY_WEBHOOK: must be the address of a webhook"),
        (
            {"NOTIFY_WEBHOOK": "https://a.test/hidden", "NOTIFY_WEBHOOK_SHAPE": "teams"},
            "NOTIFY_WEBHOOK_SHAPE=teams: must be slack, mattermost or ntfy",
        ),
        ({"NOTIFY_EMAIL": "a@b.test"}, "NOTIFY_EMAIL needs SMTP_HOST"),
        ({"NOTIFY_EMAIL": "a@b.test\nBcc: c@d.test", "SMTP_HOST": "h"}, "must be an e-mail address such as"),
        ({"NOTIFY_EMAIL": "a@b.test,,", "SMTP_HOST": "h"}, "NOTIFY_EMAIL='': must be an e-mail address"),
        ({"NOTIFY_EMAIL": "a@b.test", "SMTP_HOST": "h", "SMTP_FROM": "me"}, "SMTP_FROM='me': must be an e-mail"),
        ({"NOTIFY_EMAIL": "a@b.test", "SMTP_HOST": "h/x"}, "SMTP_HOST='h/x': must be the name or address"),
        (
            {"NOTIFY_EMAIL": "a@b.test", "SMTP_HOST": "h", "SMTP_TLS": "yes"},
            "SMTP_TLS=yes: must be starttls, ssl or none",
        ),
        ({"NOTIFY_EMAIL": "a@b.test", "SMTP_HOST": "h", "SMTP_PORT": "x"}, "SMTP_PORT=x: must be the number of a port"),
        ({"NOTIFY_EMAIL": "a@b.test", "SMTP_HOST": "h", "SMTP_PASSWORD": "hidden"}, "belong together: set both or"),
        (
            {
                "NOTIFY_EMAIL": "a@b.test",
                "SMTP_HOST": "mail.test",
                "SMTP_TLS": "none",
                "SMTP_USER": "u",
                "SMTP_PASSWORD": "hidden",
            },
            "SMTP_TLS=none would send the password readable: use starttls or ssl",
        ),
        ({"NOTIFY_PROMETHEUS": "news.txt"}, "NOTIFY_PROMETHEUS=news.txt: must end in .prom"),
    ],
)
def test_what_is_wrong_is_said_without_a_secret(settings: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        outlets_of(Settings({"SMTP_TLS": "starttls", **settings}))
    assert said in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_secrets_of_files_and_the_environment_show_nowhere(tmp_path: Path) -> None:
    own = tmp_path / "moroccan-news" / "config.toml"
    own.parent.mkdir()
    own.write_text('smtp_password = "hidden"')
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "NEWS_NOTIFY_WEBHOOK": "https://a.test/hidden"}
    known = {"NOTIFY_WEBHOOK": None, "SMTP_PASSWORD": None}
    found = configured(known, environment, tmp_path)
    assert found == {"NOTIFY_WEBHOOK": Secret("https://a.test/hidden"), "SMTP_PASSWORD": Secret("hidden")}
    assert str(found) == "{'SMTP_PASSWORD': ***, 'NOTIFY_WEBHOOK': ***}"
    assert "hidden" not in repr(outlets_of(Settings({"NOTIFY_WEBHOOK": found["NOTIFY_WEBHOOK"]})))
    own.write_text('smtp_password = ["hidden"]')
    with pytest.raises(ConfigurationError) as caught:
        configured(known, environment, tmp_path)
    assert "smtp_password=***: must be text" in str(caught.value)


# The commands


def health(database: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    given = {"NEWS_DATABASE": str(database), "XDG_CONFIG_HOME": str(database.parent)}
    return scrapy(*words, env=given | variables)


def test_the_command_tells_and_its_exit_code_says_whether_it_could(judged: Judged, webhook: Hook) -> None:
    judged.ordinary("paper")
    judged.update("paper", feed=GONE)
    webhook.status = 404
    secret = f"{webhook.url}/services/hidden"
    failed = health(judged.path, "health", "--notify", NEWS_NOTIFY_WEBHOOK=secret)
    assert failed.returncode == 3
    assert "Error: webhook: HTTP 404: check NOTIFY_WEBHOOK, the receiver does not take it" in failed.stderr
    webhook.status = 200
    done = health(judged.path, "health", "--notify", "--json", NEWS_NOTIFY_WEBHOOK=secret)
    assert done.returncode == 1, done.stderr
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["ill"]
    assert [post.path for post in webhook.posts] == ["/services/hidden"] * 2
    assert "hidden" not in failed.stdout + failed.stderr + done.stdout + done.stderr


def test_nobody_to_tell_is_a_wrong_command_that_says_how(tmp_path: Path) -> None:
    nobody = health(tmp_path / "news.db", "health", "--notify")
    assert nobody.returncode == 2
    assert "set NOTIFY_WEBHOOK, NOTIFY_EMAIL, NOTIFY_PROMETHEUS or STATUS_PAGE" in nobody.stderr


@pytest.mark.timeout(300)
def test_an_update_tells_at_its_end(tmp_path: Path, webhook: Hook) -> None:
    database, page = tmp_path / "news.db", tmp_path / "status.html"
    with start_press(1, articles=3, rest=False) as press:
        to = {"NEWS_NOTIFY_WEBHOOK": f"{webhook.url}/hidden", "NEWS_STATUS_PAGE": str(page)}
        press.post(1, "break?what=all+refused")
        webhook.status = 500
        untold = update(press, database, "--json", env=to, DOWNLOAD_DELAY=0.01, REFUSAL_PAUSE=0.01, RETRY_PATIENCE=0)
        assert untold.returncode == 3, untold.stderr
        told = events(untold.stdout)
        assert [(event["outlet"], event["changes"]) for event in told[-3:-1]] == [("webhook", 1), ("status page", None)]
        assert told[-3]["failure"].startswith("HTTP 500: ")
        assert told[-1]["exit_code"] == 3
        assert "paper01 <em" in page.read_text("utf-8")
    assert one(database, "SELECT count(*) FROM announcements") == 0
    assert "hidden" not in untold.stdout + untold.stderr
    assert "hidden" not in str(rows(database, "SELECT * FROM runs"))
