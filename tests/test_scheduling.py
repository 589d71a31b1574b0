"""The examples of docs/scheduling: each is run, or checked by the tool it is for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests.crawls import ROOT, copied, rows
from tests.newsroom.press import start_press
from tests.starting import scrapy
from tests.updates import PACE, environment, unlike

EXAMPLES = ROOT / "docs" / "scheduling"
PLACE = "/opt/moroccan-news"


def commands_of(text: str) -> list[str]:
    """Return the `scrapy` commands of an example, without what follows them."""
    return re.findall(r"\.venv/bin/(scrapy [^|>&\n\"]+)", text)


@pytest.mark.parametrize("file", ["moroccan-news.cron", "moroccan-news.service", "update.yml", "airflow_dag.py"])
def test_every_command_of_an_example_is_one_we_have(file: str) -> None:
    commands = commands_of((EXAMPLES / file).read_text(encoding="utf-8"))
    assert any(command.startswith("scrapy update --for ") for command in commands)
    for command in commands:
        _, name, *words = command.split()
        done = scrapy(name, "-h")
        assert done.returncode == 0, done.stderr
        assert [word for word in words if word.startswith("-") and word not in done.stdout] == []


def test_the_line_for_cron_updates_the_press_in_an_environment_as_bare_as_crons(tmp_path: Path) -> None:
    lines = [line for line in (EXAMPLES / "moroccan-news.cron").read_text().splitlines() if line and line[0] != "#"]
    variables = dict(line.split("=", 1) for line in lines if re.match(r"\w+=", line))
    (entry,) = (line for line in lines if line not in [f"{name}={value}" for name, value in variables.items()])
    *when, user, command = entry.split(maxsplit=6)
    assert len(when) == 5
    assert user == "news"
    folder = copied(tmp_path)
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("pages", "__pycache__"))
    (folder / "output").mkdir()
    (folder / ".venv").symlink_to(Path(sys.executable).parent.parent)
    with start_press(2, articles=3, rest=False) as press:
        bare = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "PYTHONPATH": str(folder)}
        settings = {"NEWS_SPIDER_MODULES": "tests.press_spiders", "NEWS_DOWNLOAD_DELAY": str(PACE)}
        done = subprocess.run(
            ["/bin/sh", "-c", command.replace(PLACE, str(folder))],
            env=bare | variables | settings | press.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert unlike(press, folder / "output" / "news.db") == []
    assert "all well" in (folder / "output" / "update.txt").read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze (Debian's systemd)")
def test_systemd_takes_service_and_timer(tmp_path: Path) -> None:
    for name in ("moroccan-news.service", "moroccan-news.timer"):
        text = (
            (EXAMPLES / name).read_text().replace(f"{PLACE}/.venv/bin/scrapy", "/bin/true").replace("User=news\n", "")
        )
        (tmp_path / name).write_text(text)
    units = [str(tmp_path / name) for name in ("moroccan-news.service", "moroccan-news.timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if "moroccan-news" in line]
    assert (done.returncode, complaints) == (0, [])
    calendar = re.search(r"OnCalendar=(.*)", (EXAMPLES / "moroccan-news.timer").read_text())
    assert calendar
    subprocess.run(["systemd-analyze", "calendar", calendar[1]], check=True, capture_output=True, timeout=60)


def test_the_workflow_is_whole_and_the_dag_compiles() -> None:
    workflow = yaml.safe_load((EXAMPLES / "update.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["update"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    for step in steps:  # the shell's own check
        if "run" in step:
            script = re.sub(r"\$\{\{.*?\}\}", "x", step["run"])
            subprocess.run(["bash", "-n", "-c", script], check=True, timeout=60)
    compile((EXAMPLES / "airflow_dag.py").read_text(encoding="utf-8"), "airflow_dag.py", "exec")


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_compose_file_is_whole() -> None:
    """Docker is not asked: what is checked is that all that one part names is there."""
    compose = yaml.safe_load((EXAMPLES / "compose.yml").read_text(encoding="utf-8"))
    database, worker = compose["services"]["database"], compose["services"]["worker"]
    assert worker["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "pg_isready" in database["healthcheck"]["test"]
    assert [mount.partition(":")[0] for mount in database["volumes"]] == list(compose["volumes"])
    address = urllib.parse.urlsplit(worker["environment"]["NEWS_DATABASE"])
    assert (address.scheme, address.hostname, address.path) == ("postgresql", "database", "/news")
    assert address.username == database["environment"]["POSTGRES_USER"]
    assert database["environment"]["POSTGRES_DB"] == "news"
    assert "NEWS_CONTACT" in worker["environment"]
    assert (EXAMPLES / worker["build"]["context"]).resolve() == ROOT
    program, command = worker["command"].split()
    assert program in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert (ROOT / "crawler" / "commands" / f"{command}.py").is_file()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_scrapyd_takes_the_project_and_crawls_on_request(tmp_path: Path) -> None:
    environment_folder = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", environment_folder], check=True)
    programs = environment_folder / "bin"
    folder = copied(tmp_path / "checkout")
    shutil.copy(ROOT / "README.md", folder)
    shutil.copy(ROOT / "LICENSE", folder)
    install = [programs / "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*install, "scrapyd==1.6.*", "scrapyd-client", "setuptools>=77,<81", str(folder)], check=True, timeout=600
    )
    subprocess.run([programs / "pip", "uninstall", "--quiet", "--yes", "moroccan-news"], check=True)
    shutil.rmtree(folder / "build", ignore_errors=True)
    with start_press(1, articles=3, rest=False) as press:
        port = 6801
        conf = (EXAMPLES / "scrapyd.conf").read_text().replace("6800", str(port))
        (tmp_path / "scrapyd.conf").write_text(conf)
        database = tmp_path / "news.db"
        more = {"NEWS_DATABASE": str(database), "NEWS_DOWNLOAD_DELAY": str(PACE)}
        with subprocess.Popen(
            [programs / "scrapyd"], cwd=tmp_path, env=environment(press, **more), stdout=subprocess.DEVNULL
        ) as scrapyd:
            try:
                url = f"http://127.0.0.1:{port}"
                wait_for(lambda: "ok" in call(url, "daemonstatus.json"))
                deploy = [programs / "scrapyd-deploy", "-p", "moroccan-news", "-v", "1"]
                cfg = (folder / "scrapy.cfg").read_text().replace("[deploy]", f"[deploy]\nurl = {url}/")
                (folder / "scrapy.cfg").write_text(cfg)
                subprocess.run(deploy, cwd=folder, check=True, timeout=120)
                assert "hespress" in call(url, "listspiders.json?project=moroccan-news")
                asked = {
                    "project": "moroccan-news",
                    "spider": "news",
                    "url": f"http://127.0.1.1:{press.port}/",
                    "setting": "LOG_LEVEL=DEBUG",
                }
                job = json.loads(call(url, "schedule.json", asked))
                assert job["status"] == "ok", job
                wait_for(lambda: job["jobid"] in str(json.loads(call(url, "listjobs.json"))["finished"]))
                logs = [file.read_text() for file in (tmp_path / "scrapyd" / "logs").rglob("*.log")]
            finally:
                scrapyd.terminate()
        assert [row["reason"] for row in rows(database, "SELECT reason FROM runs")] == ["finished"], logs
        assert unlike(press, database) == []


def call(url: str, path: str, values: dict[str, str] | None = None) -> str:
    """Ask Scrapyd, by POST where there are values."""
    data = urllib.parse.urlencode(values).encode() if values else None
    try:
        with urllib.request.urlopen(f"{url}/{path}", data, timeout=60) as response:
            return str(response.read().decode())
    except OSError as error:
        return str(error)


def wait_for(holds: object, seconds: float = 120) -> None:
    """Wait until something holds."""
    assert callable(holds)
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.5)
