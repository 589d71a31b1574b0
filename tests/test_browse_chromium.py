"""The website in a real browser: read as a person reads it, on a desktop and on a phone. Screenshots go to output/."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from crawler.browser import CHROMIUMS
from tests.browsing import FIRST_CHANGE, Shelf, make_shelf, served
from tests.crawls import ROOT, one
from tests.replay.browse import FLAGS

CHROMIUM = next(filter(None, map(shutil.which, CHROMIUMS)), None)
SCREENSHOTS = ROOT / "output" / "screenshots"
WIDTHS = {"desktop": 1280, "phone": 390}

pytestmark = [pytest.mark.long, pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return make_shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="module")
def site(shelf: Shelf) -> Iterator[str]:
    with served(shelf) as address:
        yield address


@pytest.fixture(scope="module")
def net_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which Chromium notes every connection it opens, for the pages and for itself."""
    return tmp_path_factory.mktemp("net") / "log.json"


@pytest.fixture(scope="module")
def browser(net_log: Path) -> Iterator[Browser]:
    # What Chromium asks its makers for goes to a proxy nobody listens at; loopback needs none.
    flags = [*FLAGS, "--proxy-server=127.0.0.1:9", f"--log-net-log={net_log}"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": WIDTHS["desktop"], "height": 900}, accept_downloads=True)
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    opened.close()
    assert faults == []


def test_a_reader_searches_in_arabic_narrows_opens_an_article_and_sees_what_changed(
    page: Page, site: str, shelf: Shelf
) -> None:
    page.goto(site)
    page.fill("input[name=q]", "الفقره مصحّحة")  # another spelling of what stands in the article
    page.click("text=Search")
    assert page.locator("ol.list > li").count() == 1
    assert page.locator("mark").first.text_content() in FIRST_CHANGE
    page.click("aside a:has-text('العربية')")
    assert "language=ar" in page.url
    page.click("ol.list .headline a")
    assert page.url == f"{site}/article/{shelf.changed}"
    text = page.locator("div.text p").first
    assert text.text_content() == FIRST_CHANGE
    assert text.evaluate("node => getComputedStyle(node).direction") == "rtl"
    right = text.evaluate(
        "node => { const range = document.createRange(); range.selectNodeContents(node);"
        " return node.getBoundingClientRect().right - range.getBoundingClientRect().right }"
    )
    assert right < 1, "Arabic text begins at the right edge"
    page.click("text=what changed then >> nth=0")
    assert FIRST_CHANGE in page.locator("ins").all_text_contents()


def test_a_reader_downloads_a_list_as_csv(page: Page, site: str, shelf: Shelf, tmp_path: Path) -> None:
    page.goto(f"{site}/search?language=fr")
    with page.expect_download() as waiting:
        page.click("p.also >> text=CSV")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "articles.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert len(table) == one(shelf.database, "SELECT count(*) FROM articles WHERE language = 'fr'")


def pages_of(shelf: Shelf) -> dict[str, str]:
    french = one(shelf.database, "SELECT id FROM articles WHERE language = 'fr' ORDER BY id LIMIT 1")
    return {
        "front": "/",
        "list": "/search",
        "search": "/search?q=مدينة",
        "nothing": "/search?q=zzzz",
        "article-arabic": f"/article/{shelf.changed}",
        "article-french": f"/article/{french}",
        "change": f"/article/{shelf.changed}/change/1",
        "database": "/news",
        "table": "/news/articles?_size=5&_facet=language",
        "row": f"/news/articles/{shelf.changed}",
    }


@pytest.mark.parametrize("device", WIDTHS)
def test_no_page_is_wider_than_the_screen_or_keeps_people_out(
    device: str, browser: Browser, site: str, shelf: Shelf
) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    # axe is a script: the pages' own policy would not let it in.
    context = browser.new_context(viewport={"width": WIDTHS[device], "height": 900}, bypass_csp=True)
    page = context.new_page()
    for name, address in pages_of(shelf).items():
        page.goto(site + address)
        page.screenshot(path=SCREENSHOTS / f"{name}-{device}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[device], name
        faults = [
            f"{fault['id']}: {fault['nodes'][0]['html']}"
            for fault in Axe().run(page).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert faults == [], name
        small = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(node => [...node.childNodes].some("
            "child => child.nodeType === 3 && child.textContent.trim()) && !node.closest('svg')"
            " && parseFloat(getComputedStyle(node).fontSize) < 12).map(node => node.outerHTML.slice(0, 100))"
        )
        assert small == [], name
    context.close()


def test_nothing_in_the_pages_runs_a_script(browser: Browser, site: str, shelf: Shelf) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search?language=fr")
    page.click("ol.list .headline a")
    assert "/article/" in page.url
    context.close()


def test_no_request_leaves_loopback(browser: Browser, site: str, shelf: Shelf, net_log: Path) -> None:
    seen: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: seen.append(request.url))
    for address in pages_of(shelf).values():
        page.goto(site + address, wait_until="networkidle")
    page.close()
    assert len(seen) >= len(pages_of(shelf))
    assert {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in seen} == {site}
    browser.close()  # the log is whole then
    log = json.loads(net_log.read_text("utf-8"))
    connecting = log["constants"]["logEventTypes"]["TCP_CONNECT_ATTEMPT"]
    events = [event.get("params", {}) for event in log["events"] if event["type"] == connecting]
    opened = {params["address"] for params in events if "address" in params}
    assert urlsplit(site).netloc in opened
    assert {address.rpartition(":")[0] for address in opened} == {"127.0.0.1"}
