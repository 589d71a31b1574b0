"""Kill -9 at twenty random moments of a rebuild: the same command goes on, nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from crawler.rebuild.run import COMMIT_CAPTURES
from tests.crawls import ROOT, articles_in, one
from tests.marks import some_in_ci
from tests.recording import held, rebuild_command
from tests.starting import scrapy
from tests.warcs import page, write_warc

PAGES = 1_200
KILLS = 20

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An archive of three files, the second cut off in its last record, and the database of a rebuild at one go."""
    folder = tmp_path_factory.mktemp("whole")
    archive = folder / "archive"
    archive.mkdir()
    for part in range(3):
        numbers = range(part * PAGES // 3, (part + 1) * PAGES // 3)
        file = archive / f"{part}.warc.gz"
        write_warc(file, ((f"https://paper.example/story-{number}.html", page(number)) for number in numbers))
        if part == 1:
            os.truncate(file, file.stat().st_size - 100)
    assert run(folder / "whole.db", archive).returncode == 1
    assert one(folder / "whole.db", "SELECT count(*) FROM articles") == PAGES - 1
    return folder


def run(database: Path, archive: Path) -> subprocess.CompletedProcess[str]:
    return scrapy("rebuild", archive, DATABASE=database)


@pytest.mark.parametrize("number", some_in_ci(range(KILLS)))
def test_killed_anywhere_and_started_again_it_is_the_same_rebuild(number: int, whole: Path, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    moment = random.Random(number).uniform(0.02, 0.98)
    command = rebuild_command(database, whole / "archive")
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while articles_in(database) < moment * (PAGES - COMMIT_CAPTURES) and process.poll() is None:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    killed_at = articles_in(database)
    assert 0 < killed_at < PAGES - 1

    done = run(database, whole / "archive")

    assert done.returncode == 1
    assert "1.warc.gz" in done.stderr
    assert held(database) == held(whole / "whole.db")
    assert one(database, "SELECT count(*) FROM rebuilds") == 0
    assert one(database, "PRAGMA integrity_check") == "ok"
    read = one(database, "SELECT sum(counts ->> 'captures') FROM runs")
    assert read == PAGES - 1, "a capture was read twice or never"
