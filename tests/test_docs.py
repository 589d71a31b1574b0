"""What README and docs say is true: their SQL and Python run on the sample newspaper, their commands exist.

A block that cannot be run stands behind a comment that says why: `<!-- not run: needs the network -->`.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.cmdline import _get_commands_dict
from scrapy.utils.project import get_project_settings

from crawler.database import open_database
from tests.crawls import ROOT
from tests.sample import sample_database

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?P<mark><!-- not run: [^>]+ -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.M | re.S)
TYPED = ("exports.md", "reading.md")
"""Pages whose commands run as they stand, one after another in one folder."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the docs assume it: a database in `output`, of a site that they speak of."""
    found = tmp_path_factory.mktemp("docs")
    (found / "output").mkdir()
    shutil.move(sample_database(found), found / "output" / "news.db")
    db = open_database(found / "output" / "news.db")
    db.execute("UPDATE sites SET name = 'hespress'")
    db.close()
    return found


def blocks(*languages: str, pages: list[Path] = PAGES) -> Iterator[tuple[str, str]]:
    """Yield page and text of the blocks that can be run."""
    for page in pages:
        for block in BLOCK.finditer(page.read_text("utf-8")):
            if block["language"] in languages and not block["mark"]:
                yield page.name, block["text"]


def commands(text: str) -> Iterator[list[str]]:
    """Yield the commands of a shell block, without comments."""
    for line in text.replace("\\\n", " ").splitlines():
        if words := shlex.split(line, comments=True):
            yield words


@pytest.mark.parametrize("page", sorted({page for page, _ in blocks("sql")}))
def test_every_query_runs(folder: Path, page: str) -> None:
    db = open_database(folder / "output" / "news.db")
    found = [text for name, text in blocks("sql") if name == page]
    answered = 0
    for text in found:
        statement = ""
        for line in text.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                answered += bool(db.execute(statement).fetchall())
                statement = ""
        assert not statement.strip(), f"{page}: no semicolon after {statement}"
    assert answered or page not in ("README.md", "schema.md"), "queries none of which finds anything show nothing"
    db.close()


def test_every_command_and_option_exists() -> None:
    known = _get_commands_dict(get_project_settings(), inproject=True)
    unknown = []
    for page, text in blocks("sh"):
        for words in commands(text):
            if words[0] not in ("scrapy", "moroccan-news") or "..." in words:
                continue
            command = known.get(words[1])
            if command is None:
                unknown.append(f"{page}: {' '.join(words)}")
                continue
            command.settings = get_project_settings()
            parser = ArgumentParser(conflict_handler="resolve")
            command.add_options(parser)
            options = {option.split("=")[0] for option in words[2:] if option.startswith("-") and len(option) > 1}
            unknown += [f"{page}: {words[1]} {each}" for each in options - set(parser._option_string_actions)]
    assert unknown == []


def test_the_commands_of_exports_and_reading_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")
    for _, text in blocks("sh", pages=[ROOT / "docs" / page for page in TYPED]):
        for words in commands(text):
            words[0] = "moroccan-news" if words[0] == "scrapy" else words[0]
            if words[0] == "sqlite3" and not shutil.which("sqlite3"):
                continue  # Debian's, and not everybody's
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
            assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
            assert done.stdout.strip()
    assert (folder / "news.parquet").is_dir()


def test_the_python_of_reading_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    command = ["moroccan-news", "export", "news.parquet"]
    subprocess.run([Path(sys.executable).parent / command[0], *command[1:]], check=True, capture_output=True)
    ran = 0
    for page, text in blocks("python", pages=[ROOT / "docs" / "reading.md"]):
        exec(compile(text, page, "exec"), {})
        assert capsys.readouterr().out.strip(), text
        ran += 1
    assert ran > 3
