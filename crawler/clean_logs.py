"""What reaches a log: nothing a terminal would obey, no line that a page forged, no secret.

Every record is cleaned as it is made, whoever wrote it and whatever handler prints it.
"""

from __future__ import annotations

import logging
import re
from typing import Any, ClassVar

from scrapy.settings import BaseSettings

from crawler.secret import HIDDEN
from crawler.terminal import printable

_USERINFO = re.compile(r"(?<=://)[^/\s@'\"<>]{1,300}@")
_NAMED = re.compile(
    r"""(?P<name>(?<![A-Za-z])(?:[A-Za-z0-9]{1,40}[_-]){0,5}
        (?:api_?key|key|token|secret|password|passwd|passphrase|pass|pwd|credentials?|authorization|auth)
        ["']?\s{0,3}[=:]\s{0,3}(?:b?["']|(?:Basic|Bearer)\s)?)
        (?P<value>[^\s"'&,;}{)\]]{1,4000})""",
    re.IGNORECASE | re.VERBOSE,
)


def without_secrets(text: str) -> str:
    """Return text with the names and passwords of URLs, and the values of what is named like a key, left out."""
    text = _USERINFO.sub(f"{HIDDEN}@", text)
    return _NAMED.sub(lambda found: f"{found['name']}{HIDDEN}", text)


def cleaned(text: str) -> str:
    """Return a message as it may be logged; lines after its first are indented, so that none passes for a record."""
    return without_secrets(printable(text)).replace("\n", "\n  ")


class CleanRecord(logging.LogRecord):
    """A log record whose text is clean, its traceback too."""

    _formatter: ClassVar[logging.Formatter] = logging.Formatter()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if self.exc_info and self.exc_info[0] is not None:
            self.exc_text = cleaned(self._formatter.formatException(self.exc_info))

    def getMessage(self) -> str:  # noqa: N802 (logging's name)
        """Return the message with its arguments, clean."""
        return cleaned(super().getMessage())


def clean_logs() -> None:
    """Have all records of this process made clean."""
    logging.setLogRecordFactory(CleanRecord)


class CleanLogs:
    """A Scrapy add-on: in place before the first record is made."""

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Clean the logs of whatever crawls in this process."""
        clean_logs()
