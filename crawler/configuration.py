"""Settings that a person keeps: in a file of their own, in the project's pyproject.toml, in the environment.

Each has the word over the one before it, and `-s NAME=value` over them all. Nothing here imports Scrapy unless a name
is in doubt: settings are read by every command.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.secret import HIDDEN, Secret

PREFIX = "NEWS_"
"""What the environment's names of settings begin with: NEWS_DATABASE is DATABASE."""

TABLE = "moroccan-news"
"""The table under [tool] in pyproject.toml."""

SECRETS = frozenset({"NOTIFY_WEBHOOK", "SMTP_PASSWORD"})
"""Settings whose values are shown nowhere, wrong ones neither."""

NEAR = 0.75
"""How alike an unknown variable of the environment must be to a setting to be called a typing error."""


_UNKNOWN = object()


class ConfigurationError(ValueError):
    """A setting that does not exist or cannot have its value; the message names where it stands."""


def own_file(environment: Mapping[str, str]) -> Path:
    """Return the file of a person's own settings, as the XDG directories have it."""
    home = environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "~")).expanduser() / ".config"
    return Path(home) / "moroccan-news" / "config.toml"


def configured(
    defaults: Mapping[str, object], environment: Mapping[str, str], folder: Path | None = None
) -> dict[str, object]:
    """Return the settings that differ from `defaults`, whose names in capitals are those there are.

    `folder` is where pyproject.toml is looked for, and in the folders above it; without one, the present folder.
    Raises `ConfigurationError`.
    """
    known = {name: value for name, value in defaults.items() if name.isupper()}
    found: dict[str, object] = {}
    own = own_file(environment)
    found |= _of_table(_read(own), known, str(own))
    if project := _pyproject(folder or Path.cwd()):
        table = _read(project).get("tool", {}).get(TABLE, {})
        found |= _of_table(table, known, f"{project} [tool.{TABLE}]")
    for variable, text in environment.items():
        if name := _setting_of(variable, known):
            found[name] = _valued(name, text, known[name], variable)
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: {error}") from None


def _pyproject(folder: Path) -> Path | None:
    files = (above / "pyproject.toml" for above in (folder, *folder.parents))
    return next((file for file in files if file.is_file()), None)


def _of_table(table: Mapping[str, Any], known: Mapping[str, object], where: str) -> dict[str, object]:
    found = {}
    for written, value in table.items():
        name = written.upper()
        default = known[name] if name in known else _scrapys_default(name)
        if default is _UNKNOWN:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            hint = f"nearest: {', '.join(each.lower() for each in near)}" if near else "docs/settings.md has them all"
            raise ConfigurationError(f"{where}: there is no setting {written!r}; {hint}")
        found[name] = _valued(name, value, default, f"{where} {written}")
    return found


def _setting_of(variable: str, known: Mapping[str, object]) -> str | None:
    """Return the setting a variable of the environment names; variables of other programs are left alone."""
    name = variable.removeprefix(PREFIX)
    if name == variable:
        return None
    if name in known:
        return name
    if near := difflib.get_close_matches(name, known, n=1, cutoff=NEAR):
        raise ConfigurationError(f"{variable}: there is no such setting; nearest: {PREFIX}{near[0]}")
    return None


def _scrapys_default(name: str) -> object:
    from scrapy.settings import default_settings  # noqa: PLC0415 (takes a second, and is seldom needed)

    return getattr(default_settings, name, _UNKNOWN)


def _valued(name: str, value: Any, default: object, where: str) -> object:
    """Return a value as its setting takes it: as the default is, where there is one."""
    if name in SECRETS:
        return _checked(Secret(value) if isinstance(value, str) else None, where, HIDDEN, "text")
    if isinstance(default, bool):
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        return _checked(words.get(str(value).lower()), where, value, "true or false")
    if isinstance(default, (int, float)):
        number = type(default)
        if isinstance(value, str):
            return _checked(_number(value, number), where, value, "a number")
        right = isinstance(value, (int, float)) and not isinstance(value, bool)
        return _checked(value if right else None, where, value, "a number")
    if isinstance(default, list):
        items = value.split(",") if isinstance(value, str) else value
        return _checked(items if isinstance(items, list) else None, where, value, "a list")
    if isinstance(default, dict):
        raise ConfigurationError(f"{where}: {name} is set in crawler/settings.py, or with -s for one run")
    if default is None or isinstance(default, str):
        return _checked(value if isinstance(value, str) else None, where, value, "text")
    return value


def _number(text: str, kind: type[int] | type[float]) -> float | int | None:
    try:
        return kind(text)
    except ValueError:
        return None


def _checked(value: object, where: str, given: object, wanted: str) -> object:
    if value is None:
        raise ConfigurationError(f"{where}={given}: must be {wanted}")
    return value


def remember(name: str, value: str) -> Path:
    """Write a setting of text into the file of a person's own settings, and return that file."""
    path = own_file(os.environ)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip().upper() != name]
    path.parent.mkdir(parents=True, exist_ok=True)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    path.write_text("\n".join([f'{name.lower()} = "{escaped}"', *kept]) + "\n", encoding="utf-8")
    return path
