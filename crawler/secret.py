"""A value that is used and never shown: passwords, and addresses that whoever knows them may write to."""

from __future__ import annotations

from dataclasses import dataclass

HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Secret:
    """Three asterisks wherever it is printed, logged or dumped; `value` is what it is."""

    value: str

    def __str__(self) -> str:
        return HIDDEN

    __repr__ = __str__


def revealed(setting: object) -> str:
    """Return a setting that may be a secret as it is, "" where it is not set."""
    return setting.value if isinstance(setting, Secret) else str(setting or "")
