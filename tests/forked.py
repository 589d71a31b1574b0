"""Programs forked off the process that has loaded them (`tests/loaded.py`), one beside each process of pytest."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parent.parent

_LOCK = threading.Lock()


@cache
def _orders() -> socket.socket:
    """Start the process that loads; it ends when this socket is closed, as it is when we end, however that may be."""
    orders, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    with theirs:
        loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.loaded", str(theirs.fileno())],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    atexit.register(_end, orders, loaded)
    return orders


def _end(orders: socket.socket, loaded: subprocess.Popen[bytes]) -> None:
    """End the process that loads, and wait for it, so that whoever measures us counts its time as ours."""
    orders.close()
    with suppress(subprocess.TimeoutExpired):
        loaded.wait(10)


class Forked:
    """`python -m WORDS`, forked, with the parts of `subprocess.Popen` that tests use."""

    def __init__(
        self,
        words: Sequence[str],
        files: tuple[int, int, int],
        cwd: Path = ROOT,
        environment: Mapping[str, str] | None = None,
        *,
        own_session: bool = False,
    ) -> None:
        """Start it with these as its standard input, output and errors; the caller keeps and closes them."""
        environment = os.environ if environment is None else environment
        order = {"words": words, "cwd": str(cwd), "environment": dict(environment), "own_session": own_session}
        self._listening, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        with theirs, _LOCK:
            socket.send_fds(_orders(), [json.dumps(order).encode()], [*files, theirs.fileno()])
        self.words = words
        self.pid = int(self._listening.recv(64))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, once it has ended. Raises `subprocess.TimeoutExpired`."""
        if self.returncode is None:
            if timeout is not None and not select.select([self._listening], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.words, timeout)
            self.returncode = int(self._listening.recv(64))
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill it, where it still runs."""
        self._listening.close()
