"""`moroccan-news`: Scrapy's command line with this project's settings, from any folder."""

import os

from scrapy.cmdline import execute


def main() -> None:
    """Run a command as `scrapy` would inside the project: `moroccan-news crawl hespress`."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawler.settings")
    execute()
