"""The first ten minutes of README.md, word for word, in a fresh clone, with a real cron."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import lxml.html
import pytest

from tests.crawls import ROOT

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]

CRON = shutil.which("cron", path="/usr/sbin:/usr/bin")


def blocks() -> list[str]:
    """Return the shell blocks of the section, in order."""
    section = re.search(r"^## The first ten minutes\n(.*?)^## ", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    assert section
    return re.findall(r"^```sh\n(.*?)^```$", section[1], re.M | re.S)


@pytest.fixture
def cron() -> Iterator[None]:
    """A cron at work, and the table of this user's jobs as it was when it ends."""
    if CRON is None or os.geteuid() != 0:
        pytest.skip("needs Debian's cron, and root to start it")
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False).stdout
    daemon = subprocess.Popen([CRON, "-f"], stderr=subprocess.DEVNULL)  # ends by itself where one runs already
    try:
        yield
    finally:
        subprocess.run(["crontab", "-"], input=before, text=True, check=True)
        daemon.terminate()
        daemon.wait(10)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a newcomer gets."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a checkout")
    subprocess.run(["git", "clone", "--quiet", ROOT, tmp_path / "moroccan-news"], check=True)
    return tmp_path / "moroccan-news"


class Shell:
    """A person's shell: what is started with & goes on, and what is exported stays."""

    def __init__(self, folder: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("NEWS_", "VIRTUAL"))}
        self._bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc", "-m"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def type(self, lines: str) -> str:
        """Type lines and return what is printed until all are done. Asserts that each succeeds."""
        assert self._bash.stdin is not None and self._bash.stdout is not None
        said = ""
        for line in lines.splitlines():
            self._bash.stdin.write(f'{line}\necho "typed: $?"\n')
            self._bash.stdin.flush()
            for answer in self._bash.stdout:
                if answer.startswith("typed: "):
                    assert answer == "typed: 0\n", f"{line}\n{said}"
                    break
                said += answer
        return said

    def close(self) -> None:
        """End it and what it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._bash.pid, signal.SIGTERM)
        for job in subprocess.run(
            ["ps", "--sid", str(self._bash.pid), "-o", "pid="], capture_output=True, text=True, check=False
        ).stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(job), signal.SIGTERM)
        self._bash.wait(20)


def test_a_newcomer_has_a_site_crawled_on_a_schedule_within_ten_minutes(cron: None, clone: Path) -> None:
    started = time.monotonic()
    begin, look, end = blocks()
    shell = Shell(clone)
    try:
        said = shell.type(begin)
        assert "Articles stored" in said
        assert "wrote spiders/sample.py" in said
        assert (clone / "output" / "demo.db").exists()
        while not any(run["reason"] == "finished" for run in runs(clone)):
            assert time.monotonic() - started < 900, "no update finished"
            time.sleep(2)

        *commands, browse = look.splitlines()
        assert browse.startswith("scrapy browse ")
        said = shell.type("\n".join(commands))
        assert re.search(r"\bsample +update\b.* finished ", said)
        # Of health; a slow machine has had its five updates by now.
        assert re.search(r"^ *sample .*\b(?:new|well)\b", said, re.M)
        assert re.search(r"articles found", said)
        with (clone / "output" / "news.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.DictReader(file))) >= 50
        shell.type(f"{browse.partition('#')[0]} &")
        front = lxml.html.document_fromstring(page("http://127.0.0.1:8001"))
        assert int(front.xpath("string(//p[@class='sum']/strong)").replace(",", "")) >= 50
        assert front.xpath("//section[h2/@id='sites']//tbody/tr/th/a/text()") == ["sample"]
        finished = "//section[h2/@id='runs']//tbody/tr[td[1]='sample' and td[2]='update' and td[4]='finished']"
        assert front.xpath(finished)
        newest = front.xpath("//section[h2/@id='newest']//ol/li//a/@href")
        assert newest and lxml.html.document_fromstring(page(f"http://127.0.0.1:8001{newest[0]}")).xpath(
            "//article/div[@class='text']/p"
        )

        shell.type(end)
        assert "sample" not in subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False).stdout
    finally:
        shell.close()
    print(f"\nthe newcomer's path took {time.monotonic() - started:.0f} s")


def runs(folder: Path) -> list[dict[str, str]]:
    """Return the runs recorded so far."""
    if not (folder / "output" / "news.db").exists():
        return []
    command: list[str | Path] = [folder / ".venv" / "bin" / "scrapy", "runs", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def page(url: str) -> str:
    """Return a page once its server answers."""
    for _ in range(120):
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())
        time.sleep(0.5)
    raise AssertionError(f"{url} does not answer")
