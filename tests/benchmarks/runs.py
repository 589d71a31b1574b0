"""Running crawls as processes of their own and measuring them from outside."""

from __future__ import annotations

import compileall
import json
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any

import psutil

ROOT = Path(__file__).parent.parent.parent

FULL_SPEED = {
    "DOWNLOAD_DELAY": "0",
    "CONCURRENT_REQUESTS": "32",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "32",
    "ROBOTSTXT_OBEY": "False",
    "LOG_LEVEL": "WARNING",
}
"""Settings of every benchmark, ours and the bare spider's alike."""


@dataclass(frozen=True)
class Measured:
    """A finished process with its children: wall and processor seconds, peak memory in MiB."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


def measure(command: list[str]) -> Measured:
    """Run a command to its end and measure it with its children; raises `CalledProcessError` when it fails.

    What Python compiles once is compiled before, also where it may not write that down by itself.
    """
    compileall.compile_dir(ROOT, quiet=2, maxlevels=2)
    started = perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    ended, sizes = Event(), [0]

    def watch() -> None:
        while not ended.wait(0.25):
            sizes.append(_memory(process.pid))

    watcher = Thread(target=watch)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Measured(seconds, usage.ru_utime + usage.ru_stime, max(sizes) / 2**20)


def _memory(pid: int) -> int:
    """Return the resident bytes of a process and its children."""
    total = 0
    with suppress(psutil.Error):
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.Error):
                total += process.memory_info().rss
    return total


def crawl_command(spider: str, database: Path, arguments: dict[str, str], **settings: str) -> list[str]:
    """Return the command line of a crawl at full speed."""
    command = [sys.executable, "-m", "scrapy", "crawl", spider]
    for name, value in arguments.items():
        command += ["-a", f"{name}={value}"]
    for name, value in (FULL_SPEED | {"DATABASE": str(database)} | settings).items():
        command += ["-s", f"{name}={value}"]
    return command


def bare_command(urls: list[str], folder: Path, **settings: Any) -> list[str]:
    """Return the command line of a Scrapy spider that only downloads `urls`, with Scrapy's own scheduler."""
    listed = folder / "urls.json"
    listed.write_text(json.dumps(urls))
    return [sys.executable, "-m", "tests.benchmarks.bare_spider", str(listed), json.dumps(settings)]


def machine() -> str:
    """Return what the figures were measured on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}"


def cores_at_once() -> float:
    """Return how many times the work of one core all do at once: as many as they are, where they are left to us.

    Two that are threads of one core, or whose time others take, do less, and with them whatever needs both.
    """
    cores = sorted(os.sched_getaffinity(0))
    alone = [_loop([core])[0] for core in cores]
    return sum(single / shared for single, shared in zip(alone, _loop(cores), strict=True))


def _loop(cores: list[int]) -> list[float]:
    """Return the seconds that a plain loop takes on each of some cores at once."""
    running = [
        subprocess.Popen([sys.executable, "-c", _LOOP, str(core)], stdout=subprocess.PIPE, text=True) for core in cores
    ]
    return [float(process.communicate()[0]) for process in running]


_LOOP = """
import os, sys, time
os.sched_setaffinity(0, {int(sys.argv[1])})
began = time.perf_counter()
total = 0
for number in range(15_000_000):
    total += number
print(time.perf_counter() - began)
"""


def scratch() -> tempfile.TemporaryDirectory[str]:
    """Return a folder for databases, gone afterwards."""
    return tempfile.TemporaryDirectory(prefix="moroccan-news-")
