"""Peers at work, each run by its own Python: `python peer_crawlers.py NAME URLS.json RECORDS.jsonl`.

Every peer gets the addresses of all articles, the easy half of a crawl, and 32 downloads at a time where it lets
us say so; it writes a line of JSON (url, title, body) for each article it got. Uses nothing of this project.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

THREADS = 32

Record = dict[str, Any]
PEERS: dict[str, Callable[[list[str]], Iterable[Record]]] = {}


def peer(crawl: Callable[[list[str]], Iterable[Record]]) -> Callable[[list[str]], Iterable[Record]]:
    """Enter a peer under its function's name."""
    PEERS[crawl.__name__] = crawl
    return crawl


@peer
def scrapy_trafilatura(urls: list[str]) -> Iterable[Record]:
    """A plain Scrapy spider that hands each page to trafilatura."""
    import trafilatura
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess

    found: list[Record] = []

    class Plain(Spider):
        name = "plain"

        async def start(self) -> Any:
            for url in urls:
                yield Request(url)

        def parse(self, response: Any) -> None:
            page = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
            if page:
                found.append({"url": response.url, "title": page.title, "body": page.text})

    settings = {"CONCURRENT_REQUESTS": THREADS, "CONCURRENT_REQUESTS_PER_DOMAIN": THREADS, "DOWNLOAD_DELAY": 0}
    process = AsyncCrawlerProcess(settings | {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False})
    process.crawl(Plain)
    process.start()
    return found


@peer
def trafilatura(urls: list[str]) -> Iterator[Record]:
    """Trafilatura's own downloads, buffered and in threads, and its extraction."""
    from trafilatura import bare_extraction
    from trafilatura.downloads import (
        add_to_compressed_dict,
        buffered_downloads,
        load_download_buffer,
    )
    from trafilatura.settings import Extractor, use_config

    options = Extractor(config=use_config())
    options.config["DEFAULT"]["SSRF_PROTECTION"] = "off"  # the paper is on loopback
    store = add_to_compressed_dict(urls)
    while not store.done:
        batch, store = load_download_buffer(store, sleep_time=0)
        for url, content in buffered_downloads(batch, THREADS, options):
            page = bare_extraction(content, url=url, with_metadata=True) if content else None
            if page:
                yield {"url": url, "title": page.title, "body": page.text}


@peer
def newspaper4k(urls: list[str]) -> Iterator[Record]:
    """Newspaper4k's `fetch_news`: downloads in threads, then parses."""
    from newspaper.mthreading import fetch_news

    for article in fetch_news(urls, threads=THREADS):
        if not article.is_parsed:
            article.parse()
        yield {"url": article.original_url, "title": article.title, "body": article.text}


@peer
def newsplease(urls: list[str]) -> Iterator[Record]:
    """news-please's `from_urls`, its way for a list of articles; without a timeout named it loses every article."""
    from newsplease import NewsPlease

    for url, article in NewsPlease.from_urls(urls, request_args={"timeout": 30}).items():
        if article:
            yield {"url": url, "title": article.title, "body": article.maintext}


if __name__ == "__main__":
    name, listed, records = sys.argv[1:]
    with Path(records).open("w") as out:
        for record in PEERS[name](json.loads(Path(listed).read_text())):
            out.write(json.dumps(record) + "\n")
