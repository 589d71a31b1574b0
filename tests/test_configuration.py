"""Settings from files and the environment, who crawls, and what is decided for single sites."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.project import get_project_settings

from crawler.configuration import ConfigurationError, configured
from crawler.contact import NoContact, identify, robots_name
from crawler.overrides import Hours, OverrideError, check_names, overrides_of
from crawler.settings_table import page, settings_of
from tests.crawls import ROOT, one
from tests.newsroom.press import Press, start_press
from tests.starting import scrapy
from tests.updates import shortest_gap, update

DEFAULTS = {"DATABASE": "news.db", "DOWNLOAD_DELAY": 1.0, "RETRY_PATIENCE": 120, "LOG_JSON": False, "CONTACT": None}
LISTED = {"RETRY_DELAYS": [10, 60]}


def files(folder: Path, own: str = "", project: str = "") -> dict[str, str]:
    """Write a person's own file and the project's; return the environment that names the first."""
    (folder / "xdg" / "moroccan-news").mkdir(parents=True)
    (folder / "xdg" / "moroccan-news" / "config.toml").write_text(own)
    (folder / "project" / "below").mkdir(parents=True)
    (folder / "project" / "pyproject.toml").write_text(project)
    return {"XDG_CONFIG_HOME": str(folder / "xdg")}


def test_own_file_project_and_environment_have_the_word_in_this_order(tmp_path: Path) -> None:
    below = tmp_path / "project" / "below"
    own = 'database = "own.db"\ncontact = "a@b.example"\nretry_patience = 5'
    project = '[tool.moroccan-news]\nDATABASE = "project.db"\ndownload_delay = 2'
    environment = files(tmp_path, own, project)
    found = {"DATABASE": "project.db", "CONTACT": "a@b.example", "RETRY_PATIENCE": 5, "DOWNLOAD_DELAY": 2}
    assert configured(DEFAULTS, environment, below) == found
    assert configured(DEFAULTS, environment | {"NEWS_DATABASE": "e.db"}, below) == found | {"DATABASE": "e.db"}


def test_values_of_the_environment_become_what_their_settings_are(tmp_path: Path) -> None:
    environment = {
        "NEWS_DOWNLOAD_DELAY": "2.5",
        "NEWS_LOG_JSON": "yes",
        "NEWS_RETRY_DELAYS": "1,2",
        "NEWS_API_KEY": "x",
    }
    found = configured(DEFAULTS | LISTED, files(tmp_path) | environment | {"NEWS_API_KEY": "x"}, tmp_path)
    assert found == {"DOWNLOAD_DELAY": 2.5, "LOG_JSON": True, "RETRY_DELAYS": ["1", "2"]}


def test_settings_of_scrapy_may_stand_in_the_files_too(tmp_path: Path) -> None:
    environment = files(tmp_path, own="dns_timeout = 5")
    assert configured(DEFAULTS, environment, tmp_path) == {"DNS_TIMEOUT": 5}


@pytest.mark.parametrize(
    ("own", "project", "variables", "said"),
    [
        ("databse = 'x'", "", {}, "config.toml: there is no setting 'databse'; nearest: database"),
        ("", "[tool.moroccan-news]\nzzz = 1", {}, "[tool.moroccan-news]: there is no setting 'zzz'; docs/settings.md"),
        ("contact = 5", "", {}, "config.toml contact=5: must be text"),
        ("download_delay = true", "", {}, "download_delay=True: must be a number"),
        ("log_json = 'perhaps'", "", {}, "log_json=perhaps: must be true or false"),
        ("retry_delays = 5", "", {}, "retry_delays=5: must be a list"),
        ("contact = ", "", {}, "config.toml: Invalid value"),
        ("", "", {"NEWS_DATABSE": "x"}, "NEWS_DATABSE: there is no such setting; nearest: NEWS_DATABASE"),
        ("", "", {"NEWS_RETRY_PATIENCE": "1.5"}, "NEWS_RETRY_PATIENCE=1.5: must be a number"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, own: str, project: str, variables: dict[str, str], said: str
) -> None:
    environment = files(tmp_path, own, project) | variables
    with pytest.raises(ConfigurationError) as wrong:
        configured(DEFAULTS | LISTED, environment, tmp_path / "project")
    assert said in str(wrong.value)


def command_in(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return scrapy(*arguments, env={"XDG_CONFIG_HOME": str(folder)} | variables)


def test_every_command_takes_settings_from_there_and_the_command_line_has_the_last_word(tmp_path: Path) -> None:
    assert command_in(tmp_path, "settings", "--get", "DOWNLOAD_DELAY", NEWS_DOWNLOAD_DELAY="7").stdout == "7.0\n"
    done = command_in(
        tmp_path, "settings", "--get", "DOWNLOAD_DELAY", "-s", "DOWNLOAD_DELAY=9", NEWS_DOWNLOAD_DELAY="7"
    )
    assert done.stdout == "9\n"
    wrong = command_in(tmp_path, "list", NEWS_DOWNLOAD_DELAY="soon")
    assert wrong.returncode == 2
    assert wrong.stderr == "Error: NEWS_DOWNLOAD_DELAY=soon: must be a number\n"


def test_the_page_of_settings_is_up_to_date_and_gives_each_its_reason() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page(), "run make docs"
    assert [each.name for each in settings_of((ROOT / "crawler" / "settings.py").read_text()) if not each.reason] == []
    settings = settings_of("# Both of them.\nONE = 1\nTWO = 2  # The second.\n\nTHREE = 3\nTABLE = {}\n")
    assert [(each.name, each.default, each.reason) for each in settings] == [
        ("ONE", "1", "Both of them."),
        ("TWO", "2", "The second."),
        ("THREE", "3", ""),
    ]


# Who crawls


def agent(**settings: Any) -> Settings:
    return Settings({"USER_AGENT": "moroccan-news/0.1", "CONTACT": None, **settings})


def test_no_crawl_loads_what_listens_and_every_crawl_what_else_scrapy_brings() -> None:
    brought = get_project_settings()["EXTENSIONS_BASE"].copy_to_dict()
    left_out = default_settings.EXTENSIONS_BASE.keys() - brought.keys()
    assert left_out == {"scrapy.extensions.remote_control.RemoteControl", "scrapy.extensions.telnet.TelnetConsole"}
    assert brought.items() <= default_settings.EXTENSIONS_BASE.items()


def test_a_contact_stands_in_the_user_agent_and_robots_do_not_see_it() -> None:
    settings = agent(CONTACT="press@example.org")
    identify(settings, ["www.example.ma"])
    assert settings["USER_AGENT"] == "moroccan-news/0.1 (+press@example.org)"
    assert robots_name(settings) == "moroccan-news/0.1"


def test_this_machine_and_a_user_agent_of_ones_own_need_no_contact() -> None:
    identify(agent(), ["127.0.0.1:8000", "localhost", "[::1]:80", "paper.localhost:1"])
    own = agent(USER_AGENT="university-corpus/2 (+https://corpus.example.org)")
    identify(own, ["www.example.ma"])
    assert robots_name(own) == own["USER_AGENT"] == "university-corpus/2 (+https://corpus.example.org)"


@pytest.mark.parametrize("contact", ["me", "me at example.org", "ftp://example.org", "a@b", "a@b.example) evil("])
def test_a_contact_nobody_could_write_to_is_refused(contact: str) -> None:
    with pytest.raises(NoContact, match="must be an e-mail address or the address of a page"):
        identify(agent(CONTACT=contact), ["127.0.0.1"])


@pytest.mark.parametrize("command", [["crawl", "hespress"], ["update", "--sites", "hespress"]])
def test_a_live_crawl_without_a_terminal_says_how_to_set_a_contact(tmp_path: Path, command: list[str]) -> None:
    done = command_in(tmp_path, *command, "-s", f"DATABASE={tmp_path / 'news.db'}")
    assert done.returncode == 2
    for way in ("[tool.moroccan-news]", "NEWS_CONTACT", "-s CONTACT="):
        assert way in done.stderr
    assert one(tmp_path / "news.db", "SELECT count(*) FROM runs") == 0


def test_a_person_is_asked_once_and_the_answer_is_kept(tmp_path: Path) -> None:
    code = (
        "from crawler.contact import identify; from scrapy.utils.project import get_project_settings as of\n"
        "settings = of(); identify(settings, ['www.example.ma']); print(settings['USER_AGENT'])"
    )
    environment = os.environ | {"XDG_CONFIG_HOME": str(tmp_path)}
    terminal, end = pty.openpty()
    asked = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        stdin=end,
        stderr=end,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.write(terminal, b"nobody\npress@example.org\n")
    output, _ = asked.communicate(timeout=60)
    assert output == "moroccan-news/0.1 (+press@example.org)\n"
    said = os.read(terminal, 10_000).decode()
    assert "That is neither an e-mail address nor the address of a page." in said
    assert f"Kept in {tmp_path / 'moroccan-news' / 'config.toml'}" in said
    again = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert again.stdout == output


# Single sites


def sites_file(folder: Path, text: str) -> Settings:
    path = folder / "sites.toml"
    path.write_text(text)
    return Settings({"SITES_FILE": str(path)})


def test_what_is_decided_for_a_site_is_read(tmp_path: Path) -> None:
    text = '[paper]\npace = 5\nhours = "22:00-06:00"\nsections = ["/a", "/b"]\n\n[other]\noff = true\n'
    overrides = check_names(sites_file(tmp_path, text), ["paper", "other"])
    assert overrides["paper"].pace == 5.0
    assert overrides["paper"].sections == ("/a", "/b")
    assert overrides["other"].off
    assert str(overrides["paper"].hours) == "22:00-06:00"


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [("07:00-23:00", ["07:00", "22:59"], ["06:59", "23:00"]), ("22:00-06:00", ["23:00", "05:59"], ["06:00", "21:59"])],
)
def test_hours_may_go_over_midnight_and_are_the_sites_own(
    tmp_path: Path, hours: str, inside: list[str], outside: list[str]
) -> None:
    override = overrides_of(sites_file(tmp_path, f'[paper]\nhours = "{hours}"'))["paper"]
    for times, expected in ((inside, True), (outside, False)):
        for text in times:
            moment = datetime.fromisoformat(f"2027-01-15T{text}:00+00:00")
            assert override.open_at(moment, "UTC") is expected
    summer = datetime(2026, 7, 1, 6, 30, tzinfo=UTC)  # 07:30 in Morocco then
    assert override.open_at(summer, "Africa/Casablanca") is (hours == "07:00-23:00")
    assert isinstance(override.hours, Hours)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[paper]\npace = 1\n\n[papr]\noff = true\n", ":4: no spider is called 'papr'; nearest: paper"),
        ("[paper]\n# slower\npaec = 5\n", ":3: paper: there is no 'paec'; nearest: pace"),
        ("[paper]\noff = true\npace = 0\n", ":3: paper: pace = 0: must be a number of seconds above 0"),
        ('[paper]\nhours = "7-23"\n', ":2: paper: hours = '7-23': must be times such as"),
        ('[paper]\nhours = "07:00-27:00"\n', ":2: paper: hours ="),
        ('[other]\n[paper]\nsections = "/a"\n', ":3: paper: sections = '/a': must be a list of paths"),
        ("[paper]\noff = 1\n", ":2: paper: off = 1: must be true or false"),
        ("[paper]\nregion = 'ma fr'\n", ":2: paper: region: 'ma fr' must be a word of small letters"),
        ("[paper]\ntags = 'daily'\n", ":2: paper: tags = 'daily': must be a list of words"),
        ("[paper]\ntags = ['a=b']\n", ":2: paper: tags: 'a=b' must be a word"),
        ("pace = 5\n", ":1: pace stands in no site's table"),
        ("[paper\n", "at line 1"),
    ],
)
def test_what_cannot_be_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(OverrideError) as wrong:
        check_names(sites_file(tmp_path, text), ["paper", "other"])
    assert said in str(wrong.value)


def test_a_file_that_is_named_must_be_there() -> None:
    with pytest.raises(OverrideError, match=r"there is no file none\.toml"):
        overrides_of(Settings({"SITES_FILE": "none.toml"}))
    assert overrides_of(Settings({"SITES_FILE": "sites.toml"})) == {}


@pytest.fixture(scope="module")
def press() -> Any:
    with start_press(3, articles=6, rest=False) as running:
        yield running


def test_an_update_keeps_to_what_is_decided_for_each_site(press: Press, tmp_path: Path) -> None:
    minute = datetime.now(UTC).replace(second=0)
    closed = f"{(minute.hour + 6) % 24:02}:00-{(minute.hour + 8) % 24:02}:00"
    file = tmp_path / "sites.toml"
    file.write_text(f'[paper01]\npace = 0.5\nsections = []\n[paper02]\noff = true\n[paper03]\nhours = "{closed}"\n')
    done = update(press, tmp_path / "news.db", SITES_FILE=file, DOWNLOAD_DELAY=None)
    assert done.returncode == 0, done.stderr
    log = press.log()
    assert not log["paper02"]
    assert not log["paper03"]
    assert "paper03: left alone at this hour" in done.stdout
    assert shortest_gap(press) >= 0.5
    assert "/fr/politique/" not in {entry.path for entry in log["paper01"]}
    refused = update(press, tmp_path / "news.db", "--sites", "paper02", SITES_FILE=file)
    assert refused.returncode == 2
    assert "paper02 is switched off in sites.toml" in refused.stderr
    file.write_text("[paper1]\noff = true\n")
    wrong = update(press, tmp_path / "news.db", SITES_FILE=file)
    assert wrong.returncode == 2
    assert "sites.toml:1: no spider is called 'paper1'; nearest: paper01" in wrong.stderr
