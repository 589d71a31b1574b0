"""The sample newspaper's oddities must misbehave as told; its server must start, log, obey and stop."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest

from tests.newsroom import ARTICLE_URL, ODDITIES, Newsroom, Oddity, make_articles, spawn
from tests.newsroom.client import Reply, flat, text_of

ODD = {oddity.name: oddity for oddity in ODDITIES}


@pytest.fixture(scope="module")
def paper() -> Iterator[Newsroom]:
    with Newsroom(articles=60, crawl_delay=0.02) as running:
        yield running


@pytest.fixture
def changing() -> Iterator[Newsroom]:
    with Newsroom(articles=30) as running:
        yield running


@pytest.fixture(scope="module")
def odd() -> Iterator[Newsroom]:
    with Newsroom(articles=12, oddities=True) as running:
        yield running


class TestOddities:
    def url(self, odd: Newsroom, name: str) -> str:
        return odd.url + ODD[name].path

    def test_table_is_sound(self, odd: Newsroom) -> None:
        assert odd.oddities == ODDITIES
        assert len({oddity.path for oddity in ODDITIES}) == len(ODDITIES)
        assert all(oddity.expected == "done" for oddity in ODDITIES if oddity.holds)
        assert all(re.search(ARTICLE_URL, oddity.path) for oddity in ODDITIES if oddity.kind == "article")

    def test_all_are_linked_from_the_odd_page(self, odd: Newsroom) -> None:
        hrefs = set(Reply(f"{odd.url}/odd/").html.xpath("//a/@href"))
        assert {odd.url + oddity.path for oddity in ODDITIES} <= hrefs
        assert f"{odd.url}/odd/" in Reply(f"{odd.url}/").html.xpath("//a/@href")

    def test_a_paper_without_them_has_none(self, paper: Newsroom) -> None:
        assert paper.oddities == ()
        assert Reply(paper.url + ODD["busy"].path).status == Reply(f"{paper.url}/odd/").status == 404

    @pytest.mark.parametrize(
        ("name", "statuses"),
        [
            ("gone", [410, 410]), ("missing", [404]), ("forbidden", [403]), ("busy", [429, 429, 200]),
            ("broken", [500] * 4), ("shaky", [500, 500, 200]), ("closed", [503, 200]), ("shut", [503] * 4),
            ("loop", [302] * 4), ("empty", [200]), ("x", [200]),
        ],
    )  # fmt: skip
    def test_statuses(self, name: str, statuses: list[int]) -> None:
        with Newsroom(articles=3, oddities=True) as fresh:
            assert [Reply(self.url(fresh, name)).status for _ in statuses] == statuses

    def test_waiting_is_asked_for(self, odd: Newsroom) -> None:
        assert Reply(self.url(odd, "shut")).headers["Retry-After"] == "1"

    @pytest.mark.parametrize("oddity", [oddity for oddity in ODDITIES if oddity.holds], ids=lambda oddity: oddity.name)
    def test_what_holds_a_story_tells_it(self, odd: Newsroom, oddity: Oddity) -> None:
        for _ in range(3):
            reply = Reply(odd.url + oddity.path)
            if reply.status == 200:
                break
        text = reply.body.replace(b"\0", b"").decode("windows-1256" if oddity.name.endswith("1256") else "utf-8")
        page = lxml.html.document_fromstring(text.replace('<meta charset="UTF-8">', ""))
        (body,) = page.cssselect(".entry-content.entry")
        assert all(flat(paragraph) in text_of(body) for paragraph in odd.odd_story(oddity).paragraphs)

    def test_charsets_are_misdeclared(self, odd: Newsroom) -> None:
        kinds = {
            name: Reply(self.url(odd, name)).headers["Content-Type"] for name in ("windows-1256", "latin", "undeclared")
        }
        assert kinds == {
            "windows-1256": "text/html; charset=utf-8",
            "latin": "text/html; charset=iso-8859-1",
            "undeclared": "text/html",
        }
        with pytest.raises(UnicodeDecodeError):
            Reply(self.url(odd, "windows-1256")).body.decode()
        assert b"charset=" not in Reply(self.url(odd, "undeclared")).body

    def test_bodies_are_cut_short(self, odd: Newsroom) -> None:
        with pytest.raises(http.client.IncompleteRead):
            Reply(self.url(odd, "truncated"))
        with pytest.raises(http.client.RemoteDisconnected):
            Reply(self.url(odd, "dropped"))

    def test_the_bomb_is_small_and_the_huge_are_huge(self, odd: Newsroom) -> None:
        bomb = Reply(self.url(odd, "bomb"))
        assert bomb.headers["Content-Encoding"] == "gzip"
        assert len(bomb.body) < 200_000
        assert len(gzip.decompress(bomb.body)) == 128 * 2**20
        assert len(Reply(self.url(odd, "huge-declared")).body) == 64 * 2**20

    def test_the_slow_page_never_ends_and_holds_up_nobody(self, odd: Newsroom) -> None:
        parts = urlsplit(odd.url)
        with socket.create_connection((parts.hostname, parts.port)) as slow:
            slow.sendall(f"GET {ODD['slow'].path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            slow.settimeout(2)
            received = b""
            started = time.monotonic()
            while time.monotonic() - started < 1.2:
                received += slow.recv(1000)
            assert Reply(f"{odd.url}/").status == 200
        assert 1 <= received.partition(b"\r\n\r\n")[2].count(b"<") <= 4

    def test_stopping_waits_for_no_one(self) -> None:
        paper = Newsroom(articles=3, oddities=True)
        paper.start()
        parts = urlsplit(paper.url)
        with socket.create_connection((parts.hostname, parts.port)) as slow:
            slow.sendall(f"GET {ODD['slow'].path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            slow.recv(1000)
            started = time.monotonic()
            paper.stop()
            assert time.monotonic() - started < 2

    def test_redirects_lead_astray(self, odd: Newsroom) -> None:
        assert Reply(self.url(odd, "metadata")).location == "http://169.254.169.254/latest/meta-data/"
        private = urlsplit(Reply(self.url(odd, "to-private")).location or "")
        assert (private.netloc, private.path[:9]) == (urlsplit(odd.url).netloc, "/private/")
        trap = Reply(self.url(odd, "other-port")).location or ""
        assert urlsplit(trap).netloc != urlsplit(odd.url).netloc
        assert odd.trespasses == []
        Reply(trap)
        assert [entry.path for entry in odd.trespasses] == ["/x-12345.html"]

    def test_the_calendar_has_no_end(self, odd: Newsroom) -> None:
        for number in (1, 2, 50, 10_000):
            path = "/odd/calendar/" if number == 1 else f"/odd/calendar/page/{number}/"
            following = Reply(odd.url + path).html.xpath("//link[@rel='next']/@href")
            assert following == [f"{odd.url}/odd/calendar/page/{number + 1}/"]

    def test_canonicals_lie(self, odd: Newsroom) -> None:
        canonical = "//link[@rel='canonical']/@href"
        assert Reply(self.url(odd, "canonical-front")).html.xpath(canonical) == [f"{odd.url}/"]
        (other,) = Reply(self.url(odd, "canonical-other")).html.xpath(canonical)
        assert other in [odd.url + story.path for story in odd.stories]
        twins = [Reply(self.url(odd, name)) for name in ("twin-a", "twin-b")]
        assert [twin.html.xpath(canonical) for twin in twins] == [[self.url(odd, "twin-a")], [self.url(odd, "twin-b")]]

    def test_dates_are_missing_broken_or_to_come(self, odd: Newsroom) -> None:
        undated = Reply(self.url(odd, "undated")).body.decode()
        assert "datePublished" not in undated
        assert "article:published_time" not in undated
        assert b'"datePublished":"2046-' in Reply(self.url(odd, "future")).body
        (broken,) = Reply(self.url(odd, "bad-json")).html.xpath("//script[@type='application/ld+json']/text()")
        with pytest.raises(ValueError, match=r"delimiter|Invalid|Expecting|Unterminated"):
            json.loads(broken)


class TestServer:
    def test_log_holds_what_was_asked(self, changing: Newsroom) -> None:
        before = time.time()
        Reply(f"{changing.url}/feed/?x=1", User_Agent="tester/1", If_None_Match='"a"')
        Reply(f"{changing.url}/nothing", method="HEAD")
        first, second = changing.log
        assert (first.method, first.path, first.status) == ("GET", "/feed/?x=1", 200)
        assert (first.user_agent, first.if_none_match, first.if_modified_since) == ("tester/1", '"a"', None)
        assert before <= first.at <= second.at <= time.time()
        assert (second.method, second.status) == ("HEAD", 404)

    def test_the_control_room_does_what_the_object_does(self, changing: Newsroom) -> None:
        control = f"{changing.url}/_control"
        story = changing.stories[4]
        edited = json.loads(Reply(f"{control}/edit?id={story.id}&paragraph=0&text=abc", method="POST").body)
        assert edited["paragraphs"][0] == changing.stories[4].paragraphs[0] == "abc"
        Reply(f"{control}/publish", method="POST")
        truth = [json.loads(line) for line in Reply(f"{control}/truth").body.splitlines()]
        assert [value["id"] for value in truth] == [story.id for story in changing.stories]
        assert len(truth) == 31
        assert Reply(f"{control}/edit?id=1", method="POST").status == 400
        assert Reply(f"{control}/reset").status == 404, "GET changes nothing"
        assert changing.log == [], "the control room leaves no trace"
        Reply(f"{control}/reset", method="POST")
        assert len(changing.stories) == 30

    def test_a_spawned_paper_is_the_same_paper(self) -> None:
        with spawn(articles=5, seed=3, rest=False, oddities=True) as paper:
            assert Reply(f"{paper.url}/wp-json/wp/v2/posts").status == 404
            assert [value["body"] for value in paper.truth()] == [story.body for story in make_articles(5, seed=3)]
            assert [entry.path for entry in paper.log()] == ["/wp-json/wp/v2/posts"]
            assert [value["name"] for value in paper.oddities()] == [oddity.name for oddity in ODDITIES]
            url = paper.url
        with pytest.raises(ConnectionRefusedError):
            Reply(url)

    def test_a_spawned_paper_ends_with_who_started_it(self) -> None:
        script = (
            "import time; from tests.newsroom import spawn; print(spawn(articles=1).url, flush=True); time.sleep(60)"
        )
        root = Path(__file__).parents[1]
        with subprocess.Popen([sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True) as parent:
            assert parent.stdout is not None
            url = parent.stdout.readline().strip()
            assert Reply(f"{url}/").status == 200
            parent.kill()
        for _ in range(50):
            try:
                Reply(f"{url}/")
            except ConnectionError:
                return
            time.sleep(0.1)
        pytest.fail("the paper goes on without its parent")

    def test_spawn_names_unknown_options(self) -> None:
        with pytest.raises(TypeError, match="colour"):
            spawn(colour="red")
