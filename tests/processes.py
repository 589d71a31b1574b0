"""The processes that crawls and rebuilds start."""

from __future__ import annotations

import time

import psutil

from tests.forked import Forked


def is_reader(process: psutil.Process) -> bool:
    """Say whether a child is alive and reads pages."""
    try:
        return "crawler.reader_process" in process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False


def readers_of(parent: Forked) -> list[psutil.Process]:
    """Return the reader processes of a crawl or a rebuild, waiting until there is one."""
    for _ in range(600):
        found = [child for child in psutil.Process(parent.pid).children() if is_reader(child)]
        if found or parent.poll() is not None:
            return found
        time.sleep(0.01)
    return []
