"""`scrapy doctor` finds what befell a site overnight, and the line of the spider that no longer holds."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.checkup import Checkup, SourceSeen
from crawler.declared import Declaration
from crawler.diagnosis import diagnose
from crawler.items import PageLink
from crawler.site import Feed, Layout, Site, Sitemap, Source
from tests.crawls import ROOT
from tests.newsroom import Newsroom
from tests.starting import scrapy

SPIDER = '''"""The sample newspaper."""

from crawler.site import Feed, Layout, Section, Site, Sitemap, WordPress
from crawler.spider import NewsSpider

LAYOUT = Layout(
    seen="2026",
    title="h1.post-title",
    body="div.entry-content",
    author="a.author-name",
    published=".single-post-meta .date",
    section="a.post-cat",
)


class Sample(NewsSpider):
    """Facts of the sample newspaper."""

    name = "NAME"
    site = Site(
        title="Sample",
        languages=("ar",),
        home="HOME/",
        sources=(
            Feed("/feed/"),
            Sitemap(),
            Section("/politique/"),
            WordPress(),
        ),
        article_url=r"-\\d{5,7}\\.html$",
        layouts=(LAYOUT,),
    )
'''
TATWEEL = "\u0640"
NO_DATES = [(r"\d{4}-\d\d-\d\dT[\d:+]*", ""), (r"\d{1,2} \w+، \d{4}(?: - \d\d:\d\d)?", "")]


@pytest.fixture(scope="module")
def running() -> Iterator[Newsroom]:
    with Newsroom(articles=30, edition="jannah") as paper:
        yield paper


@pytest.fixture
def paper(running: Newsroom) -> Newsroom:
    running.reset()
    return running


def write(folder: Path, home: str, name: str = "sample") -> Path:
    """Write a spider of the paper into a package of its own."""
    package = folder / "samples"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    file = package / f"{name}.py"
    file.write_text(SPIDER.replace("HOME", home).replace("NAME", name), encoding="utf-8")
    return file


def doctor(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    given = {"SPIDER_MODULES": "samples", "DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 5}
    return scrapy("doctor", *words, env={"PYTHONPATH": str(folder), "COLUMNS": "120"}, **given)


def ills(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Return what makes the one site ill, a line each, by its place, from the JSON of the command."""
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    assert found["ill"] == bool(done.returncode)
    places: dict[str, str] = {}
    for finding in found["findings"]:
        if finding["ill"]:
            where = f"{finding['file']}:{finding['line']}"
            places[where] = "\n".join(filter(None, (places.get(where), finding["what"])))
    return places


def place(file: Path, text: str) -> str:
    """Return the file and line in which the spider says this."""
    lines = file.read_text(encoding="utf-8").splitlines()
    (number,) = (number for number, line in enumerate(lines, 1) if text in line)
    return f"samples/{file.name}:{number}"


def test_a_site_as_declared_is_healthy(paper: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, paper.url)
    done = doctor(tmp_path, "sample", "--json")
    seen = json.loads(done.stdout)
    assert (done.returncode, seen["ill"], seen["findings"]) == (0, False, [])
    assert [(source["articles"] > 0, source["problem"]) for source in seen["sources"]] == [(True, None)] * 5
    newest = sorted(paper.stories, key=lambda story: story.published)[-5:]
    assert {article["title"] for article in seen["articles"]} == {story.title.replace(TATWEEL, "") for story in newest}
    assert seen["fields"]["title"] == {
        "found": 5,
        "of": 5,
        "methods": {"layout": 5},
        "layers": {"json-ld": 5, "meta": 5, "layout": 5, "theme": 5, "generic": 5},
        "layout_missed": 0,
        "disagreements": [],
    }


CASES: dict[str, tuple[list[tuple[str, str]], str, str]] = {
    "a class renamed": ([(r"entry-content", "texte")], 'body="div.entry-content"', "found nothing on 5 of 5 pages"),
    "the sitemap emptied": ([(r"(?s)<sitemap>.*</sitemap>", "")], "Sitemap(),", "names no article"),
    "the feed emptied": ([(r"(?s)<item>.*</item>", "")], 'Feed("/feed/")', "names no article"),
    "dates lost": (
        NO_DATES,
        'published=".single-post-meta .date"',
        "found nothing on 5 of 5 pages, nor did anything else; 5 records lack it",
    ),
    "another headline": (
        [
            (
                r'(?s)<h1 class="post-title entry-title">(.*?)</h1>',
                r'<h1 class="post-title">Abonnez-vous</h1><h2>\1</h2>',
            )
        ],
        'title="h1.post-title"',
        "title: layout and structure disagree on 5 of 5 pages",
    ),
    "other addresses": ([(r"-(\d{5})\.html", r"/\1/index.html")], "article_url=", "article_url is likely out of date"),
    "the REST API closed": ([(r"(?s)^\[\{.*", "<html>")], "WordPress(),", "the API answers a page of HTML"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_befell_the_site_is_named_with_file_and_line(paper: Newsroom, tmp_path: Path, case: str) -> None:
    redesign, line, words = CASES[case]
    file = write(tmp_path, paper.url)
    paper.site.redesign.extend(redesign)
    found = ills(doctor(tmp_path, "sample", "--json"))
    assert words in found[place(file, line)]


def test_a_feed_that_is_gone_is_named_with_its_line(paper: Newsroom, tmp_path: Path) -> None:
    file = write(tmp_path, paper.url)
    paper.site.gone.add("/feed/")
    assert ills(doctor(tmp_path, "sample", "--json")) == {place(file, 'Feed("/feed/")'): "feed /feed/: HTTP 404"}


def test_a_selector_that_missed_comes_with_the_one_that_may_hold_now(paper: Newsroom, tmp_path: Path) -> None:
    file = write(tmp_path, paper.url)
    paper.site.redesign.append((r"entry-content", "texte"))
    found = ills(doctor(tmp_path, "sample", "--json"))
    assert list(found) == [place(file, 'body="div.entry-content"')]
    assert "'div.texte'" in next(iter(found.values()))


def test_rules_that_forbid_the_site_are_obeyed_and_named(paper: Newsroom, tmp_path: Path) -> None:
    file = write(tmp_path, paper.url)
    paper.site.redesign.append((r"Disallow: /private/", "Disallow: /"))
    found = ills(doctor(tmp_path, "sample", "--json"))
    assert "robots.txt forbids it" in found[place(file, "home=")]
    assert [entry.path for entry in paper.log] == ["/robots.txt"]


def test_a_named_site_is_shown_whole_and_of_all_sites_the_ill_ones(paper: Newsroom, tmp_path: Path) -> None:
    file = write(tmp_path, paper.url)
    paper.site.gone.add("/feed/")
    whole, brief = doctor(tmp_path, "sample").stdout, doctor(tmp_path).stdout
    for text in (whole, brief):
        assert place(file, 'Feed("/feed/")') + " feed /feed/: HTTP 404" in text
    newest = max(paper.stories, key=lambda story: story.published)
    assert all(f"{layer} " in whole for layer in ("json-ld", "meta", "layout", "theme", "generic"))
    assert newest.title in whole and newest.title not in brief
    assert len(brief.splitlines()) == 2


def test_a_site_that_does_not_answer_is_ill_and_the_others_are_looked_at(paper: Newsroom, tmp_path: Path) -> None:
    write(tmp_path, paper.url)
    file = write(tmp_path, "http://127.0.0.1:9", "silent")
    done = doctor(tmp_path, "--json")
    healthy, silent = sorted((json.loads(line) for line in done.stdout.splitlines()), key=lambda each: each["ill"])
    assert done.returncode == 1
    assert (healthy["spider"], healthy["ill"], silent["spider"]) == ("sample", False, "silent")
    (finding,) = silent["findings"]
    assert finding["what"].startswith("does not answer: robots.txt unreachable")
    assert f"{finding['file']}:{finding['line']}" == place(file, "home=")


def test_sites_are_looked_at_side_by_side_each_at_its_own_pace(tmp_path: Path) -> None:
    with Newsroom(articles=9, edition="jannah", crawl_delay=0.3) as one, Newsroom(articles=9, seed=1, edition="jannah",
                                                                               crawl_delay=0.3) as other:  # fmt: skip
        write(tmp_path, one.url, "one")
        write(tmp_path, other.url, "other")
        doctor(tmp_path, "--json")
        times = [[entry.at for entry in paper.log if entry.path != "/robots.txt"] for paper in (one, other)]
    for each in times:
        assert len(each) > 9
        assert min(later - earlier for earlier, later in itertools.pairwise(each[1:])) > 0.25
    assert max(each[0] for each in times) < min(each[-1] for each in times)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["sampel"], "nearest: sample"),
        (["bare"], "declares no site to look at"),
        (["--frequency"], "no such option"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(paper: Newsroom, tmp_path: Path, words: list[str], reason: str) -> None:
    write(tmp_path, paper.url)
    (tmp_path / "samples" / "bare.py").write_text(
        'from scrapy import Spider\n\n\nclass Bare(Spider):\n    name = "bare"\n', encoding="utf-8"
    )
    done = doctor(tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr


# What a source's silence means

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def seen(source: Source | None, *days_ago: int) -> SourceSeen:
    """A source of Le360 that names articles published so many days ago."""
    id = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    links = [
        PageLink(f"https://fr.le360.ma/a-{days}_{id}/", "article", NOW - timedelta(days=days)) for days in days_ago
    ]
    return SourceSeen(source, "https://fr.le360.ma/", links, at=NOW)


def judged(*sources: SourceSeen) -> list[str]:
    """Return what makes Le360 ill if this is what its sources name."""
    diagnosis = diagnose(SITES["le360"], Checkup(sources=list(sources)))
    assert diagnosis.ill == bool(diagnosis.findings)
    return [finding.what for finding in diagnosis.findings if finding.ill]


def test_an_empty_news_sitemap_is_right_where_nothing_was_printed_for_two_days() -> None:
    news = next(source for source in SITES["le360"].site.sources if isinstance(source, Sitemap) and source.news)
    assert judged(seen(None, 3, 4), seen(news)) == []
    assert judged(seen(None, 1, 4), seen(news)) == [f"news sitemap {news.path}: names no article"]


def test_a_feed_that_lags_a_month_behind_has_stopped() -> None:
    feed = next(source for source in SITES["le360"].site.sources if isinstance(source, Feed))
    assert judged(seen(None, 0), seen(feed, 20)) == []
    (finding,) = judged(seen(None, 0), seen(feed, 40))
    assert finding.startswith("feed /rss: stopped: its newest article is of 2026-10-15T12:00:00Z")


def test_a_pattern_that_finds_none_of_what_looks_like_articles_is_named_itself() -> None:
    front = seen(None)
    front.lookalikes = ["https://fr.le360.ma/politique/un-titre-assez-long-20261124/"]
    diagnosis = diagnose(SITES["le360"], Checkup(sources=[front]))
    (finding,) = diagnosis.findings
    assert finding.what.startswith("front page: article_url finds none of 1 addresses that look like articles")
    assert finding.place == Declaration(SITES["le360"]).fact("article_url", SITES["le360"].site.article_url)


def test_a_site_that_names_nothing_at_all_is_ill() -> None:
    assert judged(seen(None)) == ["no source names any article"]


# Where facts stand


def sites() -> dict[str, Any]:
    loader = get_spider_loader(get_project_settings())
    found = {name: loader.load(name) for name in loader.list()}
    return {name: spider for name, spider in found.items() if isinstance(getattr(spider, "site", None), Site)}


SITES = sites()
WRITTEN = re.compile(r'f"|WordPress\(\)')
"""What a fact's line may have in place of the fact: a text with parts, and a route that is every WordPress's."""


@pytest.mark.parametrize("name", sorted(SITES))
def test_every_fact_of_every_spider_is_found_in_its_line(name: str) -> None:
    site, declaration = SITES[name].site, Declaration(SITES[name])
    facts = [(declaration.fact("home", site.home), site.home)]
    facts += [(declaration.source(source), source.path) for source in site.sources]
    if site.article_url:
        facts.append((declaration.fact("article_url", site.article_url), site.article_url))
    for layout in site.layouts:
        for field in set(Layout.__slots__) - {"seen", "since", "until"}:
            if css := getattr(layout, field):
                facts.append((declaration.selector(layout, field), css))
    for where, text in facts:
        line = (ROOT / where.file).read_text(encoding="utf-8").splitlines()[where.line - 1]
        assert text in line or WRITTEN.search(line), f"{text} is not in {where}: {line}"
