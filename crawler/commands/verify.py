"""`scrapy verify`: is the database sound, and does the archive hold what the database says it does?

The archive is looked at where ARCHIVE names its folder. Exit codes: 0 all is well, 1 something is wrong or could
not be read, 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.database import DatabaseError, open_existing
from crawler.database.address import without_password
from crawler.database.engine import Database
from crawler.database.integrity import captures, damage, false_hashes
from crawler.terminal import shown


class Command(ScrapyCommand):
    """Check the database, and the archive against it."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Check the database for damage, and the archive (-s ARCHIVE=folder) for every record it should hold"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what is wrong, one line each, and what was looked at."""
        assert self.settings is not None
        if args:
            raise UsageError("verify takes no arguments; name database and archive with -s DATABASE= -s ARCHIVE=")
        database, archive = self.settings["DATABASE"], self.settings["ARCHIVE"]
        try:
            db = open_existing(database)
        except DatabaseError as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        faults = 0
        for fault in found(db, Path(archive) if archive else None):
            faults += 1
            print(shown(fault))
        counts = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM captures)"
        articles, kept = db.execute(counts).fetchone()
        db.close()
        looked_at = f"{kept} records of {archive}" if archive else "no archive (-s ARCHIVE=folder)"
        print(f"{faults} faults; looked at {without_password(database)} with {articles} articles, {looked_at}")
        self.exitcode = int(faults > 0)


def found(db: Database, archive: Path | None) -> Iterator[str]:
    """Yield what is wrong with the database and, where one is given, with the archive."""
    yield from damage(db)
    yield from false_hashes(db)
    if archive is not None:
        from crawler.archive.verify import fault_of  # noqa: PLC0415 - warcio is slow to load

        for file, recordings in groupby(captures(db), key=lambda each: each[1].file):
            if not (archive / file).exists():
                yield f"{file} is not there: {sum(1 for _ in recordings)} records"
                continue
            for capture_id, recording in recordings:
                if fault := fault_of(archive, recording):
                    yield f"capture {capture_id}: {fault} ({recording.url})"
