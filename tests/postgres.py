"""A PostgreSQL server for tests: Debian's, in a folder of its own, reached by a socket, gone with the session.

A test that takes `database` runs over both engines: it is a path, then the address of a new database of the server.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil
import pytest

BIN = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/nowhere"), key=lambda path: int(path.parent.name))
"""Where Debian has the newest server."""

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""For tests that kill no server."""

needs_postgres = pytest.mark.skipif(
    not (BIN / "initdb").exists() and not os.environ.get("CI"), reason="needs Debian's postgresql"
)


class Server:
    """A server that runs. Databases are made as they are asked for; `options` are the server's."""

    def __init__(self, options: str = QUICK) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="news-postgres-"))
        self._options = f"-c listen_addresses= -c unix_socket_directories={self.folder} {options}"
        self._numbers = count(1)
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()

    def start(self) -> None:
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self.folder / 'log'}", f"--options={self._options}")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", f"--mode={mode}")

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def new(self) -> str:
        """Make an empty database and return its address."""
        name = f"news{next(self._numbers)}"
        self.psql("postgres", f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    def psql(self, name: str, sql: str) -> str:
        words = [BIN / "psql", "-XqAt", "-h", self.folder, "-U", "postgres", "-d", name, "-c", sql]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout

    def processor_seconds(self) -> float:
        """Return the processor seconds of the server and of all its connections so far."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        return sum(map(processor_seconds, [psutil.Process(pid), *psutil.Process(pid).children()]))

    def _run(self, program: str, *words: str) -> None:
        line = [str(BIN / program), "-D", str(self.folder / "data"), *words]
        if os.getuid() == 0:  # the server runs as nobody who may do anything
            line = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *line]
        done = subprocess.run(line, capture_output=True, text=True, cwd="/", check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def processor_seconds(process: psutil.Process) -> float:
    """Return the processor seconds of a process and of its children that ended; none of one that is gone."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that is not there yet, in a file and on a server."""
    if request.param == "sqlite":
        return str(tmp_path / "news.db")
    running: Server = request.getfixturevalue("server")
    return running.new()
