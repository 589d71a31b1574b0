"""Workers of a cluster in tests: the real command, on a real PostgreSQL server, against a press of sample papers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Self

import psutil

from crawler.urls import url_key
from tests.crawls import ROOT
from tests.newsroom.press import Press, host_of_paper, name_of_paper
from tests.postgres import Server
from tests.starting import scrapy, setting_words
from tests.updates import PACE, environment


class Cluster:
    """A database of a server, a press to crawl into it, and the workers started; `settings` are of every command."""

    def __init__(self, server: Server, press: Press, **settings: Any) -> None:
        self.server = server
        self.press = press
        self.database = server.new()
        self._settings = {"SPIDER_MODULES": "tests.press_spiders", "DATABASE": self.database, "DOWNLOAD_DELAY": PACE}
        self._settings |= {"WORKER_SILENCE": 4, **settings}
        self.workers: list[WorkerProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.kill()

    def line(self, *words: str, **settings: Any) -> list[str]:
        return [sys.executable, "-m", "scrapy", *words, *setting_words(self._settings | settings)]

    def run(self, *words: str, check: bool = True, **settings: Any) -> subprocess.CompletedProcess[str]:
        done = scrapy(*words, env=self.press.environment, **self._settings | settings)
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def work(self, *words: str, log: Path, **settings: Any) -> WorkerProcess:
        """Start a worker, whose log goes into a file."""
        line = self.line("work", *words, **settings)
        with log.open("ab") as out:
            process = subprocess.Popen(line, cwd=ROOT, env=environment(self.press), stdout=out, stderr=out)
        self.workers.append(WorkerProcess(process))
        return self.workers[-1]

    def sql(self, sql: str) -> list[tuple[str, ...]]:
        name = self.database.partition("?")[0].rpartition("/")[2]
        return [tuple(line.split("|")) for line in self.server.psql(name, sql).splitlines()]

    def stored(self) -> int:
        """Return how many articles are stored, 0 before there is a table, and while the server is away."""
        try:
            return int(self.sql("SELECT count(*) FROM articles")[0][0])
        except subprocess.CalledProcessError:
            return 0

    def jobs(self) -> dict[str, int]:
        """Return how many jobs there are in each state."""
        found = self.sql("SELECT status, count(*) FROM cluster.procrastinate_jobs GROUP BY 1")
        return {status: int(count) for status, count in found}

    def wait(self, seconds: float, until: Callable[[], object] | None = None, *, pause: float = 0.2) -> None:
        """Wait until no job waits or is under way, or something else is so, looking after every `pause` seconds."""
        end = time.monotonic() + seconds
        while not (until() if until else self.jobs().keys() <= {"succeeded", "failed"}):
            assert time.monotonic() < end, (self.jobs(), self.sql("SELECT * FROM cluster.endings"))
            time.sleep(pause)

    def unlike(self) -> list[str]:
        """Return what differs between the stories of the press and the articles stored."""
        held = [url_key(url) for (url,) in self.sql("SELECT url FROM articles")]
        told = {url_key(each["url"]) for paper in range(1, self.press.papers + 1) for each in self.press.truth(paper)}
        doubled = [f"{len(held) - len(set(held))} doubled"] if len(held) > len(set(held)) else []
        missing = [f"missing {key!r}" for key in told - set(held)]
        return [*missing, *(f"strange {key!r}" for key in set(held) - told), *doubled]


class WorkerProcess:
    """A worker that was started."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def family(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        return []

    def kill(self) -> None:
        """Kill -9 it with all its processes, as a machine dies."""
        for process in self.family():
            with suppress(psutil.Error):
                process.kill()
        self.process.wait()

    def kill_alone(self) -> None:
        """Kill -9 it; its processes find themselves orphans."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def too_early(press: Press, pace: float) -> list[str]:
    """Return the requests that came before a paper's pace allowed, by the papers' own logs."""
    return [
        f"{paper}: {later.path} {later.at - earlier.at:.3f} s after {earlier.path}, {earlier.user_agent} then"
        f" {later.user_agent}"
        for paper, log in press.log().items()
        for earlier, later in pairwise(log)
        if later.at - earlier.at < pace
    ]


def at_once(press: Press) -> list[str]:
    """Return the papers that one worker asked before and after another one did. Each has a name as its user agent."""
    found = []
    for paper, log in press.log().items():
        turns = [name for name, _ in groupby(entry.user_agent for entry in log)]
        found += [f"{paper}: {turns}"] if len(turns) > len(set(turns)) else []
    return found


def never_asked(press: Press) -> list[str]:
    """Return the articles of the press nobody asked for."""
    log = press.log()
    return [
        story["url"]
        for number in range(1, press.papers + 1)
        for asked in [{url_key(story_url(press, number, entry.path)) for entry in log[name_of_paper(number)]}]
        for story in press.truth(number)
        if url_key(story["url"]) not in asked
    ]


def story_url(press: Press, number: int, path: str) -> str:
    return f"http://{host_of_paper(number)}:{press.port}{path}"


def lines_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """Return the objects a command printed with `--json`."""
    return [json.loads(line) for line in done.stdout.splitlines()]
