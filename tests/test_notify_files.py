"""The files that say how all sites are: figures for Prometheus, and the status page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, sync_playwright
from prometheus_client.parser import text_string_to_metric_families

from crawler.browser import CHROMIUMS
from crawler.clock import to_text, utc_now
from crawler.database import open_database
from crawler.database.health_days import DAYS, note_days, past_of
from crawler.health import Health, Reason
from crawler.notify.channels import Outlets
from crawler.notify.prometheus import MOST_FAILURES, exposition
from crawler.notify.telling import tell
from tests.crawls import ROOT, rows
from tests.judged import GONE, Judged
from tests.replay.browse import FLAGS

NOW = utc_now()
HOSTILE = 'a "quoted" \\ <script>alert(1)</script>\r\nb'
CHROMIUM = next(filter(None, map(shutil.which, CHROMIUMS)), None)
WIDTHS = {"desktop": 1280, "phone": 390}


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    return Judged(tmp_path / "news.db")


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Return the figures of a file by name and labels, as Prometheus reads them."""
    read = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    found = {(sample.name.removeprefix("moroccan_news_"), *sample.labels.values()): sample.value for sample in read}
    assert len(found) == len(read), "a series stands there once"
    return found


def written(judged: Judged, tmp_path: Path) -> tuple[dict[tuple[str, ...], float], html.HtmlElement]:
    """Write both files, and return what they say."""
    prometheus, page = tmp_path / "out" / "news.prom", tmp_path / "out" / "status.html"
    done = tell(judged.path, Outlets((), prometheus, page), {"ill": "spiders/ill.py"})
    assert [str(delivery) for delivery in done.deliveries] == ["prometheus written", "status page written"]
    assert sorted(file.name for file in prometheus.parent.iterdir()) == ["news.prom", "status.html"]
    return figures(prometheus.read_text("utf-8")), html.fromstring(page.read_bytes())


# Prometheus


def test_figures_are_those_of_health(judged: Judged, tmp_path: Path) -> None:
    judged.ordinary("well", "ill")
    judged.update("ill", feed=GONE)
    found, _ = written(judged, tmp_path)
    assert found["site_verdict", "ill", "ill"] == found["site_verdict", "well", "well"] == 1
    assert found["site_verdict", "ill", "well"] == found["site_verdict", "well", "silent"] == 0
    assert found["site_illness", "ill", "source"] == 1
    assert found["site_failures", "ill", "gone: HTTP 404"] == 1
    assert found["site_last_update_timestamp_seconds", "ill"] == judged.at.timestamp()
    assert found["site_articles_24h", "well"] == 0
    assert found["health_timestamp_seconds",] >= NOW.timestamp()


def test_whatever_sites_are_called_and_say_the_file_can_be_read() -> None:
    errors = {f"failed: {HOSTILE} {number}": number + 1 for number in range(99)} | {"gone: a\nb": 500, "gone: a b": 1}
    health = Health(HOSTILE, "ill", (Reason("refused", HOSTILE),), last_run=NOW, errors=errors)
    found = figures(exposition([health, Health("other", "new")], NOW))
    assert found["site_verdict", HOSTILE.replace("\r", " "), "ill"] == 1
    failures = {key[2]: value for key, value in found.items() if key[0] == "site_failures"}
    assert len(failures) == MOST_FAILURES + 1
    assert sum(failures.values()) == sum(errors.values())
    assert failures["gone: a b"] == 501


def test_a_file_that_cannot_be_written_is_named_and_the_other_written(judged: Judged, tmp_path: Path) -> None:
    judged.ordinary("paper")
    (tmp_path / "file").touch()
    outlets = Outlets((), tmp_path / "file" / "news.prom", tmp_path / "status.html")
    first, second = tell(judged.path, outlets, {}).deliveries
    assert "cannot write " in first.failure and "check its folder and rights, or NOTIFY_PROMETHEUS" in first.failure
    assert not second.failure and (tmp_path / "status.html").exists()


# The status page


def squares(page: html.HtmlElement, row: int) -> list[str]:
    return [item.text_content() for item in page.xpath(f"//tbody/tr[{row}]//ol/li")]


def square(page: html.HtmlElement, row: int, at: datetime) -> str:
    """Return the square of a day, which after midnight is not the last."""
    return squares(page, row)[-1 - (utc_now().date() - at.date()).days]


def test_the_page_has_a_row_a_site_and_says_why_one_is_ill(judged: Judged, tmp_path: Path) -> None:
    judged.ordinary("fine", "ill")
    well = judged.at
    judged.update("ill", feed=GONE)
    _, page = written(judged, tmp_path)
    names = [head.text_content() for head in page.xpath("//tbody/tr/th")]
    assert names == ["ill illA paper", "fine wellA paper"], "what is to be looked at stands on top"
    assert page.findtext(".//h1") == page.findtext(".//title") == "Moroccan press: 1 ill, 1 well"
    assert page.xpath("//tbody/tr[1]//ul/li/text()") == [
        "feed https://paper.test/2/feed: HTTP 404: see sources in spiders/ill.py"
    ]
    assert page.xpath("//tbody/tr[2]//ul") == []
    assert len(squares(page, 1)) == len(squares(page, 2)) == DAYS
    assert square(page, 1, judged.at) == f"{judged.at:%-d %B}: ill (source), 0 articles"
    assert square(page, 2, well).startswith(f"{well:%-d %B}: well")
    assert squares(page, 2)[0].endswith(": no update, 0 articles")


def test_a_day_is_as_ill_as_its_worst_update(judged: Judged) -> None:
    day = judged.at = NOW.replace(hour=3) - timedelta(days=2)
    judged.ordinary("paper")
    for feed in (GONE, ("done", None)):
        judged.update("paper", feed=feed)
        db = open_database(judged.path)
        note_days(db, [Health("paper", "ill" if feed == GONE else "well", last_run=judged.at)], NOW)
        assert past_of(db, NOW)["paper"].days[day.date()].verdict == "ill"
        db.close()


def test_days_nobody_judged_are_judged_afterwards_and_old_ones_forgotten(judged: Judged) -> None:
    judged.at = NOW.replace(hour=1) - timedelta(days=40)
    for number in range(40):
        judged.at = NOW.replace(hour=1) - timedelta(days=40 - number)
        judged.update("paper", feed=GONE if number == 30 else ("done", None))
    db = open_database(judged.path)
    site_id = 1
    article = dict.fromkeys(("title", "body", "blocks", "methods"), "") | {"url": "u", "content_hash": "h"}
    seen = dict.fromkeys(("first_seen_at", "last_seen_at", "changed_at", "published_at"), to_text(NOW))
    db["articles"].insert(article | seen | {"site_id": site_id, "word_count": 1})  # type: ignore[union-attr]
    db.execute("INSERT INTO health_days VALUES (1, '2020-01-01', 'ill', '[]')")
    note_days(db, [], NOW)
    days = past_of(db, NOW)["paper"].days
    db.close()
    held = list(days.values())
    assert len(held) == DAYS
    assert [day.verdict for day in held].count("ill") == 1
    assert days[(NOW - timedelta(days=10)).date()].causes == ("source",)
    assert (held[-1].verdict, held[-1].articles) == (None, 1)
    assert held[-2].verdict == "well"
    assert len(rows(judged.path, "SELECT * FROM health_days")) == DAYS - 1


def test_an_update_over_midnight_counts_on_both_days(judged: Judged) -> None:
    midnight = NOW.replace(hour=0, minute=0) - timedelta(days=3)
    judged.at = midnight - timedelta(minutes=10)
    judged.update("paper", reason="shutdown")
    judged.at = midnight
    judged.update("paper")
    db = open_database(judged.path)
    note_days(db, [], NOW)
    assert db.execute("SELECT count(DISTINCT campaign_id) FROM runs").fetchone() == (1,)
    days = [row[0] for row in db.execute("SELECT day FROM health_days ORDER BY day")]
    db.close()
    assert days == [str((midnight - timedelta(days=1)).date()), str(midnight.date())]


def test_nothing_a_site_says_becomes_part_of_the_page_and_nothing_is_loaded(judged: Judged, tmp_path: Path) -> None:
    judged.ordinary(HOSTILE, title="<img src=x onerror=alert(1)>")
    judged.update(HOSTILE, feed=("gone", HOSTILE), title="<img src=x onerror=alert(1)>")
    _, page = written(judged, tmp_path)
    assert page.xpath("//script | //img | //iframe | //@onerror") == []
    assert "<script>alert(1)</script>" in page.xpath("string(//tbody/tr/th)")
    assert page.xpath("//@src | //link[@rel='stylesheet']") == []
    assert page.xpath("//@href") == ["data:,"]
    assert "url(" not in page.findtext(".//style") and "@import" not in page.findtext(".//style")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--proxy-server=127.0.0.1:9"])
        yield running
        running.close()


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", WIDTHS)
def test_the_page_fits_the_screen_and_keeps_nobody_out(
    device: str, scheme: str, browser: Browser, judged: Judged, tmp_path: Path
) -> None:
    for number in range(28):
        judged.at = NOW - timedelta(days=28 - number, hours=1)
        judged.update("hespress", title="Hespress هسبريس")
        if number % 9:
            judged.update("goud", feed=GONE if 12 < number < 16 else ("done", None), title="Goud كود")
    judged.at = NOW - timedelta(minutes=30)
    judged.update("goud", title="Goud كود", feed=("gone", "HTTP 404"))
    judged.update("le360", title="Le360")
    written(judged, tmp_path)
    context = browser.new_context(
        viewport={"width": WIDTHS[device], "height": 900},
        color_scheme=scheme,
        bypass_csp=True,  # type: ignore[arg-type]
    )
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "out" / "status.html").as_uri())
    folder = ROOT / "output" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"status-{device}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[device]
    assert [re.sub(r".*/", "", url) for url in asked if not url.startswith("data:")] == ["status.html"]
    faults = [
        f"{fault['id']}: {fault['nodes'][0]['html']}"
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert faults == []
    context.close()
