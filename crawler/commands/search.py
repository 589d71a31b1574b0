"""`scrapy search "..."`: the articles that answer a query, best first.

Exit codes: 0 shown, also when nothing was found; 1 there is no such database or site; 2 the command was wrong.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any, ClassVar

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.arguments import count_of, day_of
from crawler.database import DatabaseError, open_existing
from crawler.database.errors import StorageError
from crawler.search import Filters, search
from crawler.search_report import as_json, print_answer
from crawler.text.search_query import NOTHING, match_expression


class Command(ScrapyCommand):
    """Search the articles held."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] WORDS"

    def short_desc(self) -> str:
        """Return the line `scrapy` lists the command with."""
        return 'Find articles by their words: search "المدرسة العمومية" --since 2026-01-01'

    def long_desc(self) -> str:
        """Say what the command does."""
        return (
            "Find the articles that have all the words, in any spelling and with or without what is joined to them; "
            'headlines count most. "A phrase" in quotation marks is found as it stands, -word leaves out the articles '
            "that have it, beginning* finds what begins so. Put '...' around it all, or a -- before a -word."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="NAME", help="only of this site")
        parser.add_argument("--language", metavar="CODE", help="only in this language: ar, fr ...")
        parser.add_argument("--since", metavar="DAY", help="published on this day (2026-01-31) or later")
        parser.add_argument("--until", metavar="DAY", help="published on this day or earlier")
        parser.add_argument("--limit", metavar="N", default="10", help="articles shown (default: 10)")
        parser.add_argument("--json", action="store_true", help="print everything as one JSON object instead")
        parser.add_argument(
            "--match", action="store_true", help="print the expression for `articles_fts MATCH` instead, and search not"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Search and print, or print the expression."""
        if unknown := [word for word in args if word.startswith("--") and word != "--"]:
            raise UsageError(f"there is no option {unknown[0]}", print_help=False)
        typed = " ".join(args)
        expression = match_expression(typed)
        if expression == NOTHING:
            raise UsageError("name a word to look for", print_help=False)
        if opts.match:
            print(expression)
            return
        try:
            since, until = day_of("--since", opts.since), day_of("--until", opts.until)
            limit = count_of("--limit", opts.limit)
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from None
        assert self.settings is not None and limit is not None
        filters = Filters(
            site=opts.site,
            language=opts.language,
            since=since.date() if since else None,
            until=until.date() if until else None,
        )
        try:
            db = open_existing(self.settings["DATABASE"])
            answer = search(db, typed, filters, limit=limit)
            db.close()
        except (DatabaseError, StorageError, ValueError) as error:
            print(f"Error: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        if opts.json:
            print(as_json(typed, answer))
        else:
            print_answer(Console(highlight=False, emoji=False, markup=False), answer)
