"""Files and folders that are there whole or not at all: written beside their place, synced, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Write a file that takes the place of `target` once it is whole. On an error `target` stays as it was."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = _beside(target, "part")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync(target.parent)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Fill a folder that takes the place of `target` once it is whole. On an error `target` stays as it was.

    Folders cannot be exchanged in one step: for a moment there is none of that name, and the old one is beside it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft, old = _beside(target, "part"), _beside(target, "old")
    for leftover in (draft, old):
        if leftover.exists():
            shutil.rmtree(leftover)
    try:
        draft.mkdir()
        yield draft
        os.sync()  # once for all: a file at a time takes minutes for a corpus of a hundred thousand
        if target.exists():
            target.rename(old)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def bring_back(target: Path) -> None:
    """Give the old folder its name again where a kill came between the two renames."""
    old = _beside(target, "old")
    if old.exists() and not target.exists():
        old.rename(target)


def keep(old: Path, new: Path) -> None:
    """Let a file or folder that is not written again stand in a new folder, without copying it where that is possible.

    Raises `OSError` where it is not there any more.
    """
    if old.is_dir():
        new.mkdir()
        with os.scandir(old) as entries:  # one by one: a month may hold many
            for entry in entries:
                keep(Path(entry.path), new / entry.name)
        return
    try:
        new.hardlink_to(old)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without links
        shutil.copyfile(old, new)


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of the files in a folder."""
    if not path.is_dir():
        return path.stat().st_size
    with os.scandir(path) as entries:
        return sum(size_of(Path(entry.path)) for entry in entries)


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f"{target.name}.{ending}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
