"""The process that has loaded the program, for `tests/starting.py`: it forks at each order; the child is the program.

It loads what a command and a crawl load, but no settings, which are read from environment and folder, and no reactor.
With an order come its standard files, and a socket that is told its process number and its exit code: once nobody
listens there any more, the program is killed.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from scrapy.utils.misc import load_object, walk_modules_iter
from scrapy.utils.project import get_project_settings

from tests.forked import ROOT

PACKAGES = ("scrapy.commands", "crawler.commands", "crawler.archive", "spiders")
COMPONENTS = ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES")
ONE_EACH = ("DOWNLOADER", "LOG_FORMATTER", "SCHEDULER", "STATS_CLASS", "TWISTED_DNS_RESOLVER")
OTHERS = ("dateparser.date", "scrapy.cmdline", "scrapy.core.downloader.handlers.http11", "tests.clocked")


def load() -> None:
    """Import what the program would."""
    for package in PACKAGES:
        list(walk_modules_iter(package))
    for module in OTHERS:
        import_module(module)
    settings = get_project_settings()
    for name in COMPONENTS:
        for component in settings.getwithbase(name):
            load_object(component)
    for name in ONE_EACH:
        load_object(settings[name])
    sys.modules.pop("crawler.settings")  # read anew by each child
    assert "twisted.internet.reactor" not in sys.modules
    gc.freeze()  # the collector would write into what all children share


def obey(orders: socket.socket) -> dict[str, Any]:
    """Fork for each order, and return in the child what it is to be; exit once nobody can order any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is pytest's, and its end is ours
    while True:
        order, files, _, _ = socket.recv_fds(orders, 1 << 20, 4)
        _forget_ended(os.WNOHANG if order else 0)
        if not order:
            sys.exit()
        if not os.fork():
            orders.close()
            if not (program := os.fork()):
                return become(json.loads(order), files)
            keep(program, socket.socket(fileno=files[-1]))
        for file in files:
            os.close(file)


def _forget_ended(manner: int) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, manner)[0]:
            pass


def keep(program: int, listener: socket.socket) -> None:
    """Wait for the end of the program, tell its exit code, and exit."""
    ended = os.pidfd_open(program)
    with suppress(BrokenPipeError):
        listener.send(str(program).encode())
    if listener in select.select([ended, listener], [], [])[0]:
        signal.pidfd_send_signal(ended, signal.SIGKILL)
    _, status = os.waitpid(program, 0)
    with suppress(BrokenPipeError):
        listener.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def become(order: dict[str, Any], files: list[int]) -> dict[str, Any]:
    """Make of this process what a new one would be, and return its order."""
    if order["own_session"]:
        os.setsid()
    for number in range(3):
        os.dup2(files[number], number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:1] = [order["cwd"], *filter(None, paths)]
    if Path(order["cwd"]) != ROOT:
        _forget_our_modules()
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    return order


def _forget_our_modules() -> None:
    """Let those of the folder be loaded, which may be another checkout."""
    for name in [*sys.modules]:
        if name.partition(".")[0] in ("crawler", "pipelines", "spiders"):
            del sys.modules[name]


if __name__ == "__main__":
    load()
    ordered = obey(socket.socket(fileno=int(sys.argv[1])))
    sys.argv = ordered["words"]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
