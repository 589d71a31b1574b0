"""docs/settings.md: every setting with its default and its reason, read off crawler/settings.py.

`python -m crawler.settings_table` prints it (`make docs`).
"""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from crawler.configuration import PREFIX, TABLE

_INTRODUCTION = f"""\
# Settings

This page is made by `make docs` from `crawler/settings.py`; change it there. All of
[Scrapy's settings](https://docs.scrapy.org/en/2.19/topics/settings.html) can be set in the same ways; these are the
crawler's own, and those it sets otherwise than Scrapy does.

Each of these places has the word over the ones before it:

1. `~/.config/moroccan-news/config.toml` (`$XDG_CONFIG_HOME`), for what is yours: `contact = "you@example.org"`
2. `pyproject.toml` of the folder you are in, or of one above it, under `[tool.{TABLE}]`: `database = "output/press.db"`
3. the environment: `{PREFIX}DATABASE=output/press.db`; lists with commas: `{PREFIX}RETRY_DELAYS=10,60`
4. `-s DATABASE=output/press.db`, for one run

A name that is none, or a value that cannot be, is an error that says where it stands. What holds for one site
(its pace, hours and sections) stands in `sites.toml`: [update.md](update.md#one-site).

| setting | default | what it is |
| --- | --- | --- |
"""

_SHOWN = 60
"""Characters of a default that are shown; longer ones are tables of components."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it stands in the file: its name, its value as written, and what the comments say of it."""

    name: str
    default: str
    reason: str


def settings_of(source: str) -> list[Setting]:
    """Return the settings a module assigns, in order. A comment above speaks of all that follow up to a blank line."""
    comments, lines = _comments(source), source.splitlines()
    found: list[Setting] = []
    above, covered = "", 0
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        if isinstance(node.value, ast.Dict):  # components: how the program is put together
            continue
        start, end = node.lineno, node.end_lineno or node.lineno
        block = _block_above(start, comments, lines)
        if block:
            above = block
        elif covered != start - 1:
            above = ""
        own = comments.get(start, "") if start == end else ""
        said = " ".join(part for part in (block, own) if part) or (
            f"(with the one above) {own}".strip() if above else own
        )
        found.append(Setting(node.targets[0].id, ast.unparse(node.value), said))
        covered = end
    return [setting for setting in found if setting.name.isupper()]


def _comments(source: str) -> dict[int, str]:
    """Return the comments of a module by line."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}


def _block_above(line: int, comments: dict[int, str], lines: list[str]) -> str:
    first = line
    while first - 1 in comments and lines[first - 2].startswith("#"):
        first -= 1
    return " ".join(comments[number] for number in range(first, line))


def as_markdown(settings: list[Setting]) -> str:
    """Return the page."""
    rows = [f"| `{setting.name}` | {_default(setting.default)} | {_cell(setting.reason)} |" for setting in settings]
    return _INTRODUCTION + "\n".join(rows) + "\n"


def _default(text: str) -> str:
    return f"`{_cell(text)}`" if len(text) <= _SHOWN else "see the file"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def page() -> str:
    """Return the page of the settings as they stand."""
    return as_markdown(settings_of((Path(__file__).parent / "settings.py").read_text(encoding="utf-8")))


if __name__ == "__main__":
    print(page(), end="")
