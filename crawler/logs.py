"""The log: one line an event, as text or as JSON, each with the site and the run it belongs to.

Several crawls may share a process. Each is a tree of tasks, and what they log carries the site and run of their tree.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from datetime import UTC, datetime

from scrapy.settings import BaseSettings

from crawler.clock import to_text
from crawler.database.address import without_password
from crawler.report import json_line
from crawler.terminal import shown

_CRAWL: ContextVar[tuple[str, int | None]] = ContextVar("crawl", default=("", None))


def belongs_to(site: str, run: int | None = None) -> None:
    """Let all that the present task, and those it starts from now on, log belong to a site and a run."""
    _CRAWL.set((site, run))


class TextFormatter(logging.Formatter):
    """LOG_FORMAT on one line, a traceback's lines joined; the message begins with site and run: hespress#12."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as its line."""
        return without_password(shown(super().format(record)))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        """Return the line without a traceback."""
        site, run = _CRAWL.get()
        crawl = f"{site}#{run}" if run is not None else site or "-"
        record.message = f"{crawl} {record.message}"
        return super().formatMessage(record)


class JsonFormatter(logging.Formatter):
    """An object a line: `at`, `level`, `logger`, `site`, `run`, `message`, and `exception` where there was one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as its line."""
        site, run = _CRAWL.get()
        exception = {"exception": record.exc_text or self.formatException(record.exc_info)} if record.exc_info else {}
        line = json_line(
            {
                "at": to_text(datetime.fromtimestamp(record.created, UTC)),
                "level": record.levelname,
                "logger": record.name,
                "site": site or None,
                "run": run,
                "message": record.getMessage(),
                **exception,
            }
        )
        return without_password(line)


def set_up(settings: BaseSettings) -> None:
    """Log as the settings say. Scrapy's own handler, which knows no crawl, must not be there:
    `LOG_INSTALL_ROOT_HANDLER` off.
    """
    handler: logging.Handler
    if file := settings["LOG_FILE"]:
        mode = "a" if settings.getbool("LOG_FILE_APPEND") else "w"
        handler = logging.FileHandler(file, mode, settings["LOG_ENCODING"])
    elif settings.getbool("LOG_ENABLED"):
        handler = logging.StreamHandler()
    else:
        handler = logging.NullHandler()
    handler.setFormatter(JsonFormatter() if settings.getbool("LOG_JSON") else TextFormatter(settings["LOG_FORMAT"]))
    handler.setLevel(settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
    logging.root.setLevel(settings["LOG_LEVEL"])
    # Scrapy lets its own loggers make records of every page and item, whether any is printed or not.
    logging.getLogger("scrapy").setLevel(logging.NOTSET)
