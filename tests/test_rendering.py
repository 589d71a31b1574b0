"""Sites that show nothing without JavaScript, read through a real Chromium that reaches nothing by itself."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from scrapy.statscollectors import DummyStatsCollector

from crawler import rendering
from crawler.browser import CHROMIUMS, NoBrowser, find_browser
from crawler.clock import utc_now
from crawler.rendering import RenderingMiddleware
from crawler.site import Site
from crawler.visits import Page, Visit
from tests.crawls import FAST, ROOT, crawl, one, rows
from tests.newsroom import Newsroom
from tests.test_crawl import wrong

APPLICATION = {"SPIDER_MODULES": "tests.rendered"}

needs_chromium = pytest.mark.skipif(not any(map(shutil.which, CHROMIUMS)), reason="needs Debian's chromium")


@pytest.fixture
def profiles(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The folder of this test's browsers, by which their command lines tell them; Chromium needs a short path."""
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield folder


def browsers(profiles: str) -> list[int]:
    found = psutil.process_iter(["pid", "cmdline"])
    return [process.pid for process in found if profiles in " ".join(process.info["cmdline"] or ())]


def gone_within(seconds: float, profiles: str) -> bool:
    deadline = time.monotonic() + seconds
    while browsers(profiles) and time.monotonic() < deadline:
        time.sleep(0.2)
    return not browsers(profiles)


@needs_chromium
@pytest.mark.long
def test_a_paper_that_is_empty_without_javascript_is_crawled_whole(
    tmp_path: Path, profiles: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "news.db"
    with Newsroom(articles=8, application=True) as paper:
        monkeypatch.setenv("APPLICATION", f"{paper.url}/")
        crawl("application", database, settings=APPLICATION)
        assert wrong(paper, database) == {}
        # What its scripts tried to reach: another server, what robots.txt forbids, more than can bring text.
        assert paper.trespasses == []
        assert [entry.path for entry in paper.log if entry.path.startswith(("/private/", "/media/"))] == []
        assert {entry.method for entry in paper.log} == {"GET"}
        assert {entry.user_agent for entry in paper.log} == {f"moroccan-news/0.1 (+{FAST['CONTACT']})"}
    assert gone_within(10, profiles)


@needs_chromium
@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_browser_outlives_its_crawl(how: signal.Signals, tmp_path: Path, profiles: str) -> None:
    with Newsroom(articles=30, application=True) as paper:
        words = [sys.executable, "-m", "scrapy", "crawl", "application"]
        for name, value in (FAST | APPLICATION | {"DATABASE": tmp_path / "news.db"}).items():
            words += ["-s", f"{name}={value}"]
        environment = os.environ | {"APPLICATION": f"{paper.url}/"}
        with subprocess.Popen(
            words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            while not browsers(profiles):
                assert process.poll() is None
                time.sleep(0.1)
            process.send_signal(how)
            process.wait(60)
        assert gone_within(15, profiles)


def test_the_paper_is_empty_without_javascript(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with Newsroom(articles=5, application=True) as paper:
        crawl("news", database, url=paper.url)
        assert one(database, "SELECT count(*) FROM articles") == 0
        told = {"state": "failed", "reason": "nothing is shown without JavaScript"}
        assert rows(database, "SELECT DISTINCT state, reason FROM pages WHERE kind = 'article'") == [told]


# What scripts can do to a browser


class Crawl:
    """As much of a crawl as a page without parts needs."""

    def __init__(self) -> None:
        self.spider = SimpleNamespace(site=Site("Example", "http://example.ma/", rendered=True))
        self.settings = Settings({"USER_AGENT": "test"})
        self.stats = DummyStatsCollector(SimpleNamespace(settings=Settings()))  # type: ignore[arg-type]


def rendered(*bodies: str) -> list[str | BaseException]:
    """Return what each of the pages is rendered to by one browser, or why it is not."""
    url = "http://example.ma/politique/a-headline-of-some-length/"
    visit = Visit(Page(1, url, "article", depth=1), utc_now())

    async def render() -> list[str | BaseException]:
        middleware: Any = RenderingMiddleware(Crawl())  # type: ignore[arg-type]
        found: list[str | BaseException] = []
        for body in bodies:
            response = HtmlResponse(url, body=body.encode(), encoding="utf-8")
            try:
                found.append((await middleware.process_response(Request(url, meta={"visit": visit}), response)).text)
            except Exception as error:
                found.append(error)
        await middleware.close()
        return found

    return asyncio.run(render())


@needs_chromium
@pytest.mark.long
def test_a_page_made_to_hang_or_fill_the_browser_fails_and_the_next_is_rendered(
    profiles: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "PAGE_SECONDS", 15)
    endless, full, large, fine = rendered(
        "<script>while (true) {}</script>",
        "<script>const all = []; while (true) all.push(new Array(1e6).fill('x'));</script>",
        "<body><script>document.body.innerHTML = 'x'.repeat(9e6)</script>",
        "<body><script>document.body.innerHTML = '<p>Written by a script.</p>'</script>",
    )
    assert isinstance(endless, DownloadTimeoutError)
    assert isinstance(full, DownloadFailedError)
    assert isinstance(large, DownloadCancelledError)
    assert isinstance(fine, str) and "<p>Written by a script.</p>" in fine
    assert gone_within(10, profiles)


# Where there is no browser


def test_without_a_browser_the_crawl_says_what_to_install(tmp_path: Path) -> None:
    settings = APPLICATION | {"BROWSER": tmp_path / "no-such-program"}
    done = crawl("application", tmp_path / "news.db", settings=settings, check=False)
    assert done.returncode == 1
    assert "Sample application shows nothing without JavaScript" in done.stderr
    assert "apt-get install chromium" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_a_browser_that_does_not_start_ends_the_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Newsroom(articles=5, application=True) as paper:
        monkeypatch.setenv("APPLICATION", f"{paper.url}/")
        settings = APPLICATION | {"BROWSER": shutil.which("false")}
        done = crawl("application", tmp_path / "news.db", settings=settings, check=False)
    assert done.returncode == 1
    assert "The browser did not start" in done.stderr
    assert one(tmp_path / "news.db", "SELECT count(*) FROM pages WHERE state = 'failed'") == 0


def test_without_the_extra_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright", None)  # as where it is not installed
    with pytest.raises(NoBrowser, match=r"pip install 'moroccan-news\[browser\]'"):
        find_browser(Settings())


def test_a_browser_can_be_named() -> None:
    assert find_browser(Settings({"BROWSER": sys.executable})) == sys.executable
