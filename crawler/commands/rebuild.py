"""`scrapy rebuild PATH...`: the spiders and pipelines of a crawl over archived pages, with no network.

Exit codes: 0 all was read; 1 a file was damaged or unknown, or the database failed; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from crawler.archive.reading import files_in
from crawler.commands.crawl import spider_class
from crawler.database import DatabaseError
from crawler.database.address import file_of_database, without_password
from crawler.database.errors import StorageError
from crawler.database.snapshot import take_snapshot
from crawler.readers import look_for_garbage_seldom
from crawler.rebuild.report import Bar, print_result
from crawler.rebuild.run import Result, rebuild
from crawler.site import Site


class Command(ScrapyCommand):
    """Rebuild a database from archives."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_LEVEL": "WARNING"}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] PATH..."

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return "Read archived pages into the database: WARC, WACZ, saved HTML, MHTML, text"

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Send archived pages through the spiders and pipelines of a crawl, with no network. A PATH is a WARC file "
            "(gzip or zstd), a WACZ, an HTML, MHTML or text file, or a folder of them. Records that are held change "
            "only where they are read better now. Killed, it goes on with the same command."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SPIDER", help="read the pages of this spider's site only")
        parser.add_argument("--compare", action="store_true", help="say what would change, and change nothing")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Rebuild, and say what it brought."""
        paths = [Path(name) for name in args]
        if not paths:
            raise UsageError("name the files or folders to read")
        if missing := [name for name, path in zip(args, paths, strict=True) if not path.exists()]:
            raise UsageError(f"no such file or folder: {', '.join(missing)}", print_help=False)
        assert self.settings is not None
        if opts.site:
            declared = spider_class(get_spider_loader(self.settings), opts.site)
            if not isinstance(getattr(declared, "site", None), Site):
                raise UsageError(f"spider {opts.site!r} declares no site: leave --site out", print_help=False)
        try:
            result = self._compare(paths, opts.site) if opts.compare else self._rebuild(paths, opts.site)
        except KeyboardInterrupt:
            self._fail("stopped; the same command goes on from here")
            return
        except DatabaseError as error:
            self._fail(str(error))
            return
        except StorageError as error:
            database = without_password(self.settings["DATABASE"])
            self._fail(
                f"{database} cannot be written: {error}. Nothing is lost: mend it and run the same command again."
            )
            return
        print_result(result, compared=opts.compare)
        self.exitcode = 1 if result.damage else 0

    def _rebuild(self, paths: list[Path], site: str | None, database: Path | None = None) -> Result:
        assert self.settings is not None
        bar = Bar(files_in(paths))
        try:
            target = database or self.settings["DATABASE"]
            key = "compare" if database else ""
            look_for_garbage_seldom()
            return rebuild(self.settings, paths, target, only=site, watcher=bar, key=key)
        finally:
            bar.close()

    def _compare(self, paths: list[Path], site: str | None) -> Result:
        """Rebuild into a copy beside the database, which is then thrown away."""
        assert self.settings is not None
        database = file_of_database(self.settings["DATABASE"], "--compare")
        if not database.exists():
            raise UsageError(f"nothing to compare with: {database} does not exist", print_help=False)
        with tempfile.TemporaryDirectory(prefix=f".{database.name}-compare-", dir=database.parent) as folder:
            copy = Path(folder, database.name)
            take_snapshot(database, copy)
            return self._rebuild(paths, site, copy)

    def _fail(self, reason: str) -> None:
        print(f"Error: {reason}", file=sys.stderr)
        self.exitcode = 1
