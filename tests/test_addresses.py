"""No request leaves for an address that is not public, whoever names it: a person may allow a host, a page may not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from crawler.addresses import address_of, forbidden, is_public
from crawler.discovery.wordpress import posts_url
from crawler.urls import clean_url, host_of
from tests.crawls import crawl, one, rows
from tests.hostile.server import Wild, answer, wild
from tests.newsroom import Newsroom
from tests.starting import scrapy

NOT_PUBLIC = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "198.18.0.1",
    "192.0.2.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1",
    "2002:7f00:1::", "2002:a00:1::1",
)  # fmt: skip
PUBLIC = (
    "8.8.8.8",
    "105.66.0.1",
    "172.32.0.1",
    "100.128.0.1",
    "2a00:1450:4006::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
)
LOOPBACK_SPELT = (
    "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "localhost", "LOCALHOST", "news.localhost", "127.0.0.1.", "localhost.",
)  # fmt: skip


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_addresses_of_this_machine_this_network_and_groups_are_not_public(text: str) -> None:
    address = address_of(text)
    assert address is not None and not is_public(address)


@pytest.mark.parametrize("text", PUBLIC)
def test_addresses_of_the_internet_are_public(text: str) -> None:
    address = address_of(text)
    assert address is not None and is_public(address)


@pytest.mark.parametrize("host", LOOPBACK_SPELT)
def test_no_spelling_of_an_address_gets_past(host: str) -> None:
    assert forbidden(f"http://{host}:8080/x-12345.html", frozenset())


@pytest.mark.parametrize(
    "host", ["www.hespress.com", "8.8.8.8", "localhost.example", "10.example", "[2a00:1450:4006::1]"]
)
def test_names_and_public_addresses_pass(host: str) -> None:
    assert forbidden(f"https://{host}/", frozenset()) is None


def test_a_host_that_a_person_allows_passes_and_a_site_on_this_machine_at_its_own_port() -> None:
    assert forbidden("http://10.0.0.5:99/", frozenset({"10.0.0.5"})) is None
    homes = frozenset({host_of("http://127.0.0.1:8765/")})
    assert forbidden("http://127.0.0.1:8765/x", frozenset(), homes) is None
    assert forbidden("http://127.0.0.1:22/x", frozenset(), homes) == "127.0.0.1"
    # On the network around it a site is not this machine's: that takes the setting.
    assert forbidden("http://10.0.0.5/", frozenset(), frozenset({"10.0.0.5"})) == "10.0.0.5"


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "127.1", "0177.0.0.1"])
def test_addresses_oddly_spelt_are_no_urls_to_begin_with(host: str) -> None:
    assert clean_url(f"http://{host}/x-12345.html") is None


def rebound(server: Wild, database: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    settings |= {"SPIDER_MODULES": "tests.spiders", "RETRY_DELAYS": ""}
    return crawl("rebound", database, url=f"http://news.example:{server.port}", settings=settings, check=False)


def test_a_name_that_leads_to_a_private_address_is_not_asked(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with wild({"/": answer(b"<h1>Internal</h1>")}) as server:
        done = rebound(server, database)
        assert server.asked == []
    assert done.returncode == 1
    (page,) = rows(database, "SELECT state, reason FROM pages")
    assert page == {"state": "failed", "reason": "not a public address: 127.0.0.1 (PRIVATE_HOSTS allows hosts)"}
    assert "Traceback" not in done.stderr


def test_the_same_name_is_asked_where_a_person_allows_it(tmp_path: Path) -> None:
    with wild({"/": answer(b"<h1>Internal</h1>")}) as server:
        rebound(server, tmp_path / "news.db", PRIVATE_HOSTS="news.example")
        assert "/" in server.asked


def test_a_private_home_is_refused_with_the_way_out(tmp_path: Path) -> None:
    done = crawl("news", tmp_path / "news.db", url="http://10.255.255.1/", check=False)
    assert done.returncode == 2
    assert "http://10.255.255.1/ is no public address; -s PRIVATE_HOSTS=10.255.255.1 allows it" in done.stderr


def test_outside_a_crawl_the_same_holds(tmp_path: Path) -> None:
    done = scrapy("extract", "http://10.255.255.1/x-12345.html")
    assert done.returncode == 1
    assert "not a public address: 10.255.255.1" in done.stdout + done.stderr


SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{0}/sitemap-12345.html</loc></url></urlset>'
)
INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<sitemap><loc>{0}/inner.xml</loc></sitemap><sitemap><loc>{1}/inner.xml</loc></sitemap></sitemapindex>"
)
FEED = (
    "<rss><channel><item><title>a</title><link>{0}/feed-12345.html</link>"
    "<guid>{0}/guid-12345.html</guid></item></channel></rss>"
)
POSTS_PATH = "/wp-json/wp/v2/posts"
POSTS = (
    '[{{"id": 1, "link": "{0}/rest-12345.html", "title": {{"rendered": "a"}}, "content": {{"rendered": "<p>b</p>"}}}}]'
)
FRONT = (
    '<link rel="alternate" type="application/rss+xml" href="{0}/feed/"><base href="{0}/">'
    '<link rel="https://api.w.org/" href="{0}/wp-json/"><a href="{0}/link-12345.html">a</a>'
    '<a href="based-12345.html">b</a><a rel="next" href="{0}/page/2/">c</a>'
    '<meta http-equiv="refresh" content="0; url={0}/refresh/">'
)


def test_whoever_names_another_port_of_this_machine_it_is_not_asked(tmp_path: Path) -> None:
    """By link, base, next page, refresh, feed, sitemap, index, REST or robots.txt."""
    database = tmp_path / "news.db"
    with wild() as trap, wild() as paper:
        for path, text, kind in (
            ("/", FRONT, "text/html"),
            ("/feed/", FEED, "application/rss+xml"),
            ("/wp-sitemap.xml", INDEX, "text/xml"),
            ("/inner.xml", SITEMAP, "text/xml"),
        ):
            paper.answers[path] = answer(text.format(trap.url, paper.url).encode(), kind)
        paper.answers["/robots.txt"] = answer(f"Sitemap: {trap.url}/robots.xml\n".encode(), "text/plain")
        path = posts_url(POSTS_PATH)
        paper.answers[path] = answer(POSTS.format(trap.url).encode(), "application/json", X_WP_TotalPages="1")
        crawl("wordpress", database, url=paper.url, mode="backfill", check=False)
        assert {"/", "/feed/", "/wp-sitemap.xml", "/inner.xml"} <= set(paper.asked)
        assert path in paper.asked
        assert trap.asked == []
    assert one(database, "SELECT count(*) FROM articles") == 0


def test_rules_that_lie_elsewhere_on_this_machine_are_not_fetched(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with wild() as trap, wild() as paper:
        paper.answers["/robots.txt"] = answer(b"", status="302 Found", Location=f"{trap.url}/robots.txt")
        crawl("news", database, url=paper.url, check=False, settings={"RETRY_DELAYS": ""})
        assert trap.asked == []
        assert paper.asked == ["/robots.txt"]
    assert one(database, "SELECT reason FROM pages").startswith("not a public address: 127.0.0.1")


def test_redirects_into_the_network_are_refused_and_say_so(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    targets = ("http://169.254.169.254/latest/", "http://[::1]:22/", "http://10.0.0.1/", "https://elsewhere.example/")
    with wild() as paper:
        front = "".join(
            f'<a href="/news/story-{number}-1234{number}.html">An article of today</a>' for number in range(4)
        )
        paper.answers["/"] = answer(front.encode())
        for number, target in enumerate(targets):
            path = f"/news/story-{number}-1234{number}.html"
            paper.answers[path] = answer(b"", status="302 Found", Location=target)
        crawl("news", database, url=paper.url)
    found = {
        row["reason"]: row["state"] for row in rows(database, "SELECT state, reason FROM pages WHERE kind = 'article'")
    }
    assert found == {f"redirects to {target}": "offsite" for target in targets}


def test_a_sample_newspaper_typed_as_localhost_is_crawled(tmp_path: Path) -> None:
    with Newsroom(articles=3) as paper:
        url = paper.url.replace("127.0.0.1", "localhost")
        crawl("news", tmp_path / "news.db", url=url, limit=1, check=False)
        assert any(entry.path == "/" for entry in paper.log)
