"""What the first record of every file says of the run that wrote it: software, spider, settings."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version

from scrapy.settings import BaseSettings

from crawler.own_version import own_version

_SETTINGS = (
    "USER_AGENT",
    "ROBOTSTXT_OBEY",
    "DOWNLOAD_DELAY",
    "CONCURRENT_REQUESTS",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "DOWNLOAD_TIMEOUT",
    "DOWNLOAD_MAXSIZE",
    "DOWNLOAD_VERIFY_CERTIFICATES",
    "COOKIES_ENABLED",
    "COMPRESSION_ENABLED",
    "RETRY_DELAYS",
    "ARCHIVE_FILE_SIZE",
)
"""Settings that decide what is asked for and how. Named one by one: others may hold passwords."""


def facts_of(settings: BaseSettings, spider: str, mode: str, arguments: dict[str, str]) -> dict[str, str]:
    """Return the fields of the warcinfo record, in the words the WARC standard has for them."""
    return {
        "software": (f"moroccan-news/{own_version()} Scrapy/{version('scrapy')} Python/{platform.python_version()}"),
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "http-header-user-agent": settings["USER_AGENT"],
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "spider": spider,
        "arguments": json.dumps({"mode": mode} | arguments),
        "settings": json.dumps({name: settings[name] for name in _SETTINGS}, default=str),
    }
