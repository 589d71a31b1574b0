"""Starting the program in tests, as `python -m scrapy ...` does, without loading it anew each time.

A process that has loaded it (`tests/loaded.py`) stands beside each process of pytest from the first start on, and forks
for each.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.forked import ROOT, Forked

OF_PYTHON = ("PYTHON", "LC_", "LANG")
"""What names of variables begin with that Python reads only as it starts."""

OBEYED = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
"""Those of them that a fork can obey all the same; what is loaded already is not looked for anew."""


def scrapy(
    *words: str | Path,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    timeout: float = 240,
    **settings: object,
) -> subprocess.CompletedProcess[str]:
    """Run a command of the project to its end, on a terminal of 200 columns; `env` is what it finds besides in its
    environment. Raises `subprocess.TimeoutExpired`.
    """
    return run_module("scrapy", *words, *setting_words(settings), cwd=cwd, env=env, timeout=timeout)


class Started(Forked):
    """A command of the project that goes on while the test does. What it prints is read from `stdout`."""

    def __init__(self, *words: str | Path, env: Mapping[str, str] | None = None, own_session: bool = False) -> None:
        """Start it."""
        read, write = os.pipe()
        self.stdout = os.fdopen(read, encoding="utf-8")
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - read until the end
        with Path(os.devnull).open() as nothing:
            files = (nothing.fileno(), write, self._errors.fileno())
            super().__init__(["scrapy", *map(str, words)], files, ROOT, _environment(env), own_session=own_session)
        os.close(write)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Return the rest of its output, and its errors, once it has ended. Raises `subprocess.TimeoutExpired`."""
        self.wait(timeout)
        self._errors.seek(0)
        return self.stdout.read(), self._errors.read()


def setting_words(settings: Mapping[str, object]) -> list[str]:
    """Return the words of a command line that set these; what is None is not set."""
    return [word for name, value in settings.items() if value is not None for word in ("-s", f"{name}={value}")]


def run_module(
    module: str, *words: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None, timeout: float = 240
) -> subprocess.CompletedProcess[str]:
    """Run `python -m MODULE WORDS` to its end. Raises `subprocess.TimeoutExpired`."""
    line = [module, *map(str, words)]
    with (
        Path(os.devnull).open() as nothing,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
    ):
        files = (nothing.fileno(), out.fileno(), errors.fileno())
        with Forked(line, files, cwd, _environment(env)) as forked:
            code = forked.wait(timeout)
        out.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(line, code, out.read(), errors.read())


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    environment = os.environ | {"COLUMNS": "200"} | (more or {})
    for name in environment.keys() - OBEYED:
        if name.startswith(OF_PYTHON) and environment[name] != os.environ.get(name):
            raise ValueError(f"{name} says how Python starts, and a fork does not start it")
    return environment
