"""Chaos: every kind of fault of networks and servers at once. Each page is right in the database, or says why not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from crawler.urls import url_key
from tests.crawls import crawl, one, rows
from tests.newsroom import spawn
from tests.newsroom.chaos import LASTING, PASSING

HARMLESS = {"late", "unknown encoding", "other charset"}
"""What a page survives."""

ENDINGS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("hung up", "reset", "nonsense on the wire"), ("failed", "connection failed")),
    **dict.fromkeys(
        ("cut", "cut chunks", "cut without length", "cut gzip", "too long a length"), ("failed", "the answer broke off")
    ),
    **dict.fromkeys(("stalled", "late head"), ("failed", "no answer within DOWNLOAD_TIMEOUT")),
    "endless head": ("failed", "the head of the answer did not end"),
    "no gzip": ("failed", "BadGzipFile: .*"),
    "captcha": ("failed", "a captcha in place of the page"),
    **{f"HTTP {status}": ("failed", f"HTTP {status}") for status in (429, 500, 502, 503)},
    **{f"HTTP {status}": ("gone", f"HTTP {status}") for status in (404, 410)},
    "to itself": ("failed", "redirects without end"),
    "in circles": ("redirected", "redirects to .*turn=x+"),
    "off the site": ("offsite", "redirects to https://parked.example/"),
    "into the network": ("offsite", "redirects to http://169.254.169.254/.*"),
    "to the front page": ("rejected", "redirects to what is no article: .*"),
    "empty": ("rejected", "no title"),
    "noise": ("rejected", "no title|no text|only .* words|.*no paragraph"),
}
"""The state and reason of a page whose last answer was befallen by each."""

SETTINGS = {
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_TIMEOUT": 5,
    "RETRY_DELAYS": "1,1,1,1",
    "LOG_LEVEL": "CRITICAL",
    "READER_PROCESS": True,
}


@pytest.mark.parametrize(
    ("articles", "seed"),
    [
        (120, 7),
        pytest.param(1_500, 4, marks=pytest.mark.long),
        *(pytest.param(10_000, seed, marks=pytest.mark.longest) for seed in (1, 2, 3)),
    ],
)
@pytest.mark.timeout(1800)
def test_in_chaos_every_page_is_right_or_says_why_not(articles: int, seed: int, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with spawn(articles=articles, seed=seed, page_kb=5, links=10, rest=False, chaos=0.2) as paper:
        for _ in range(5):  # what is left to later runs, too
            arguments = {"url": paper.url, "mode": "backfill", "rest": "no"}
            crawl("news", database, settings=SETTINGS, check=False, timeout=1500, **arguments)
            if one(database, "SELECT count(*) FROM pages WHERE state IN ('pending', 'retry')") == 0:
                break
        truth = paper.truth()
        befell: defaultdict[bytes, list[str | None]] = defaultdict(list)
        for entry in paper.log():
            befell[url_key(paper.url + entry.path)].append(entry.fault)
    pages = {row["key"]: row for row in rows(database, "SELECT key, id, state, reason, target_id FROM pages")}
    stored = {url_key(row["url"]): row for row in rows(database, "SELECT url, title, body FROM articles")}

    missing = [story["url"] for story in truth if url_key(story["url"]) not in pages]
    assert missing == []
    wrong = [said for story in truth if (said := wrong_about(story, pages, stored, befell))]
    assert wrong == []
    assert len(stored) > 0.9 * articles
    assert one(database, "SELECT count(*) FROM (SELECT 1 FROM articles GROUP BY title, body HAVING count(*) > 1)") == 0
    assert one(database, "PRAGMA integrity_check") == "ok"
    seen = Counter(fault for faults in befell.values() for fault in faults)
    print(
        f"{len(stored)} of {articles} stored; {dict(Counter(page['state'] for page in pages.values()))}; {dict(seen)}"
    )
    if articles >= 10_000:
        assert (PASSING | LASTING).keys() <= seen.keys(), "a kind of fault never happened"


def without_pull_quotes(body: str) -> str:
    """Return a text without the paragraphs that repeat a sentence of another, as layouts do and no reader wants."""
    blocks = body.split("\n\n")
    return "\n\n".join(block for block in blocks if not any(block in other for other in blocks if other != block))


def wrong_about(
    story: dict[str, Any],
    pages: dict[bytes, dict[str, Any]],
    stored: dict[bytes, dict[str, Any]],
    befell: dict[bytes, list[str | None]],
) -> str | None:
    """Return what the database says of a story that is not so."""
    key = url_key(story["url"])
    page, last = pages[key], befell[key][-1] if befell[key] else "never asked for"
    if page["state"] == "done":
        article = stored.get(key)
        if last is not None and last not in HARMLESS:
            return f"{story['url']} is said to be read, after {last}"
        bodies = (story["body"], without_pull_quotes(story["body"]))
        if article is None or article["title"] != story["title"].replace("ـ", "") or article["body"] not in bodies:
            return f"{story['url']} is not stored as it is, after {last}"
        return None
    state, reason = ENDINGS.get(last or "", ("done", ""))
    if page["state"] != state or not re.fullmatch(reason, page["reason"] or ""):
        return f"{story['url']} is {page['state']} ({page['reason']}) after {last}"
    return None
