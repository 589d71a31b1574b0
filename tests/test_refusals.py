"""Pages in place of the page are told for what they are, news about such pages is news, and the site is left alone."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Response

from crawler.extraction import tree
from crawler.extraction.document import document_of
from crawler.extraction.refusal import refusal_in, refusal_of
from crawler.health import Figures, Run, judge
from crawler.refusals import ADVICE, REASONS
from tests.crawls import ROOT, crawl, one, rows
from tests.newsroom import Newsroom
from tests.newsroom.client import Reply
from tests.newsroom.refused import REFUSED
from tests.starting import scrapy


def response(body: str, status: int = 200, **headers: str) -> Response:
    return Response(
        "https://journal.example/politique/article-12345.html",
        status,
        {
            "Content-Type": "text/html; charset=utf-8",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
        body.encode(),
    )


@pytest.mark.parametrize("name", REFUSED)
def test_each_is_told_for_what_it_is(name: str) -> None:
    refused = REFUSED[name]
    headers = {"Content-Type": "text/html; charset=utf-8", **refused.headers}
    answer = Response("https://journal.example/a-12345.html", refused.status, headers, refused.body.encode())
    assert refusal_of(answer) == refused.kind


def test_every_kind_is_shown_and_has_its_words() -> None:
    assert {refused.kind for refused in REFUSED.values()} == set(REASONS) == set(ADVICE)


SHORT_NEWS = (
    "شركة كلاودفلير تعلن عطلا جديدا: صفحة «تحقق من أنك إنسان» تظهر لملايين الزوار في المغرب، والخدمة تعود بعد ساعة."
)
LONG_NEWS = (
    "<p>"
    + "Le captcha « Je ne suis pas un robot » agace les lecteurs, qui cliquent sur des feux rouges. " * 12
    + "</p>"
)
ARTICLE = '<meta property="og:type" content="article">'


@pytest.mark.parametrize(
    "page",
    [
        f"<title>Just a moment...</title>{ARTICLE}<h1>Just a moment...</h1><p>Checking your browser before "
        "accessing: how Cloudflare sees its visitors.</p>",
        f"<title>كلاودفلير</title>{ARTICLE}<h1>كلاودفلير</h1><p>{SHORT_NEWS}</p>",
        f'<script type="application/ld+json">{{"@type": "NewsArticle"}}</script><p>{SHORT_NEWS}</p>',
        f"<title>Êtes-vous un robot ? Enquête sur le captcha</title><h1>Êtes-vous un robot ? Enquête</h1>{LONG_NEWS}",
        "<title>Le script de Cloudflare</title><pre>window._cf_chl_opt = {};</pre>" + LONG_NEWS,
        "<title>Accès refusé aux supporters du Raja</title><p>Le stade est fermé.</p>",
        "<title>Nouvelles</title><form><div class='g-recaptcha'></div><textarea></textarea></form>" + LONG_NEWS,
        "<title>Blog</title><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><p>Une brève.</p>",
        "<title>Vidéos</title>" + "<p>Une brève.</p>" * 25 + "<noscript>Please enable JavaScript.</noscript>",
        '<title>Challenge</title><form id="challenge-form"><input name="q"></form><p>Le magazine.</p>',
        "<title>Blog</title><noscript><img src='/pixel'></noscript><p>Une brève.</p>",
    ],
)  # fmt: skip
def test_news_about_such_pages_is_news(page: str) -> None:
    assert refusal_of(response(page)) is None


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_an_error_that_says_no_more_than_its_status_has_no_name(status: int) -> None:
    assert refusal_of(response(f"<title>{status}</title><h1>{status} Forbidden</h1><hr>nginx", status)) is None
    assert refusal_of(response("<h1>Too Many Requests</h1>", 429)) is None


def test_what_is_no_page_is_left_to_its_reader() -> None:
    feed = "<rss><channel><title>Just a moment...</title></channel></rss>"
    assert refusal_of(response(feed, Content_Type="application/rss+xml")) is None
    assert refusal_of(response("", 304)) is None
    assert refusal_of(response("", 302, Location="https://journal.example/politique/captcha-12346.html")) is None


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "pages").rglob("*.html")), ids=lambda path: path.stem[:40])
def test_no_saved_page_is_taken_for_one(path: Path) -> None:
    assert refusal_of(response(path.read_text("utf-8", "replace"))) is None


def test_a_page_looked_at_for_a_refusal_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of(response("<h1>Titre</h1>" + LONG_NEWS))
    assert refusal_in(document) is None
    monkeypatch.setattr(tree, "LexborHTMLParser", None)

    assert [heading.text() for heading in document.tagged("h1")] == ["Titre"]


# The sample newspaper refuses


SPIDER = {"SPIDER_MODULES": "tests.spiders"}


def refuse(paper: Newsroom, name: str) -> None:
    assert Reply(f"{paper.url}/_control/break?what=refused:+{name.replace(' ', '+')}", "POST").status == 200


@pytest.mark.parametrize("name", ["captcha", "cookie wall", "cloudflare challenge", "redirect to consent"])
def test_a_refused_page_is_no_article_and_is_asked_for_at_a_later_hour(name: str, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with Newsroom(articles=20, edition="newspaper") as paper:
        refuse(paper, name)
        done = crawl("paper", database, url=paper.url, check=False, settings=SPIDER | {"REFUSAL_WAIT": 3600})
        asked = Counter(entry.path for entry in paper.log)
    assert done.returncode == 1
    assert "The site keeps refusing" in done.stderr
    assert one(database, "SELECT count(*) FROM articles") == 0
    assert one(database, "SELECT reason FROM runs") == "refused"
    pages = rows(database, "SELECT state, reason, julianday(next_visit_at) - julianday(visited_at) AS days FROM pages")
    assert {page["state"] for page in pages} == {"retry"}
    assert {page["reason"] for page in pages} == {REASONS[REFUSED[name].kind]}
    assert all(page["days"] * 24 > 0.99 for page in pages)
    assert max(asked.values()) == 1


def test_the_pause_grows_and_the_run_ends_early(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    pauses = {"REFUSAL_PAUSE": 0.3, "REFUSALS_IN_A_ROW": 4, "REFUSAL_WAIT": 3600}
    one_by_one = {"CONCURRENT_REQUESTS": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
    with Newsroom(articles=40, edition="newspaper", rest=False) as paper:
        crawl("paper", database, url=paper.url, limit=1, settings=SPIDER)
        already = len(paper.log)
        refuse(paper, "captcha")
        crawl("paper", database, url=paper.url, check=False, settings=SPIDER | pauses | one_by_one)
        times = [entry.at for entry in list(paper.log)[already:] if entry.path != "/robots.txt"]
    # The next request is on its way already when an answer is read; after the pause comes one more.
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    pauses_seen = [gap for gap in gaps if gap > 0.25]
    assert len(pauses_seen) == 3 and len(times) <= 8
    assert all(gap >= least for gap, least in zip(pauses_seen, (0.3, 0.6, 1.2), strict=True))
    assert one(database, "SELECT count(*) FROM pages WHERE state = 'pending' AND kind = 'article'") > 10
    assert one(database, "SELECT reason FROM runs ORDER BY id DESC LIMIT 1") == "refused"


@pytest.mark.long
def test_a_site_that_lets_us_in_again_is_crawled_whole(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    backfill = {"mode": "backfill", "rest": "no"}
    with Newsroom(articles=15) as paper:
        crawl("news", database, url=paper.url, limit=3, **backfill)
        refuse(paper, "challenge answering 200")
        crawl("news", database, url=paper.url, check=False, settings={"RETRY_DELAYS": "1," * 20 + "1"}, **backfill)
        Reply(f"{paper.url}/_control/mend", "POST")
        crawl("news", database, url=paper.url, **backfill)
        assert one(database, "SELECT count(*) FROM articles") == len(paper.stories)


def health(database: Path) -> dict[str, Any]:
    done = scrapy("health", "--json", DATABASE=database, **SPIDER)
    (line,) = done.stdout.splitlines()
    read: dict[str, Any] = json.loads(line)
    return read


@pytest.mark.parametrize(
    "name", ["captcha", *(pytest.param(name, marks=pytest.mark.long) for name in ("closed region", "application"))]
)
def test_health_names_it_and_says_what_can_be_done(name: str, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    kind = REFUSED[name].kind
    with Newsroom(articles=20, edition="newspaper") as paper:
        crawl("paper", database, url=paper.url, settings=SPIDER)
        assert health(database)["verdict"] == "new"
        refuse(paper, name)
        done = crawl("paper", database, url=paper.url, check=False, settings=SPIDER)
        found = health(database)
        assert found["verdict"] == "ill"
        (reason,) = found["reasons"]
        assert reason["cause"] == kind
        assert REASONS[kind] in reason["text"]
        assert ADVICE[kind].split("{", maxsplit=1)[0] in done.stdout
        Reply(f"{paper.url}/_control/mend", "POST")
        paper.publish()
        crawl("paper", database, url=paper.url, settings=SPIDER)
        assert health(database)["verdict"] == "new"


@pytest.mark.parametrize(("refused", "read", "verdict"), [(1, 12, "well"), (4, 12, "well"), (6, 5, "ill")])
def test_a_few_articles_refused_for_themselves_are_not_the_site(refused: int, read: int, verdict: str) -> None:
    begun = datetime(2026, 11, 20, 8, tzinfo=UTC)
    errors = {("retry", REASONS["cookies"]): refused}
    runs = [
        Run(begun + timedelta(hours=number), articles=read, pages={"done": read, "retry": refused}, errors=errors)
        for number in range(8)
    ]
    assert judge(Figures("paper", tuple(runs)), begun + timedelta(hours=8)).verdict == verdict
