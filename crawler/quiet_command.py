"""The manner of commands that ask sites for a few pages: a person reads what they print, not Scrapy's log."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


class QuietCommand(ScrapyCommand):
    """A command of the project that keeps Scrapy's log off the terminal, unless it is asked for."""

    requires_project = True
    quietest = "ERROR"
    """The level of the log: what went wrong with a page is in what the command prints."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take the options, of which `--loglevel` may still ask for a log."""
        assert self.settings is not None
        self.settings.set("LOG_LEVEL", self.quietest, priority="spider")
        super().process_options(args, opts)
