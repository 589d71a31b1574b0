"""The sample newspaper itself: what it says is the truth must be on its pages, lists, feeds and maps."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.newsroom import ARTICLE_URL, ODDITIES, Newsroom, Story, make_articles
from tests.newsroom.calendar import NEWEST, casablanca, printed_long, publication_times
from tests.newsroom.client import Reply, flat, text_of
from tests.newsroom.content import Generator, number_of_slug, slug_of_number

BODY = {"jannah": ".entry-content.entry", "newspaper": ".td-post-content", "magazine": ".texte"}
COMMENT = {"ar": "هذا تعليق قارئ ولا يجوز أن يظهر في المقال", "fr": "Commentaire de lecteur, hors de l'article"}
ODD = {oddity.name: oddity for oddity in ODDITIES}


def names(root: etree._Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iter(f"{{*}}{name}")]


def articles_linked(page: lxml.html.HtmlElement, paper: Newsroom) -> set[str]:
    hrefs = {href.partition("?")[0].removeprefix(paper.url) for href in page.xpath(".//a/@href")}
    return hrefs & {story.path for story in paper.stories}


@pytest.fixture(scope="module")
def paper() -> Iterator[Newsroom]:
    with Newsroom(articles=60, crawl_delay=0.02) as running:
        yield running


@pytest.fixture
def changing() -> Iterator[Newsroom]:
    with Newsroom(articles=30) as running:
        yield running


class TestStories:
    def test_same_seed_same_stories(self, paper: Newsroom) -> None:
        assert make_articles(60) == paper.stories
        assert make_articles(60, seed=1)[7].body != paper.stories[7].body

    def test_every_feature_occurs_in_a_default_paper(self, paper: Newsroom) -> None:
        seen = {(feature, story.lang) for story in paper.stories for feature in story.features}
        for feature in ("boilerplate", "read-also", "heading", "quote", "list"):
            assert {(feature, "ar"), (feature, "fr")} <= seen
        assert {("harakat", "ar"), ("tatweel", "ar")} <= seen
        assert {story.edition for story in paper.stories} == set(BODY)
        assert any(not story.image for story in paper.stories)
        assert any(not story.subtitle for story in paper.stories)
        assert any(not story.tags for story in paper.stories)

    def test_times_are_minutes_in_order_and_cover_the_hard_ones(self) -> None:
        times = publication_times(60)
        assert all(earlier < later for earlier, later in itertools.pairwise(times))
        assert all(moment.second == 0 and moment.tzinfo is UTC for moment in times)
        assert {moment.year for moment in times} >= set(range(2018, 2027))
        offsets = {(moment.year, moment.astimezone(casablanca()).utcoffset()) for moment in times}
        assert {(2025, timedelta(0)), (2025, timedelta(hours=1)), (2026, timedelta(0))} <= offsets, "Ramadan and not"
        assert all(
            moment.astimezone(casablanca()).hour == moment.hour for moment in times if moment > NEWEST.replace(day=1)
        )

    def test_dates_are_printed_as_moroccan_papers_do(self) -> None:
        assert printed_long(datetime(2020, 11, 20, 8, 0, tzinfo=UTC), "ar") == "الجمعة 20 نونبر 2020 - 09:00"
        assert printed_long(datetime(2025, 4, 7, 11, 18, tzinfo=UTC), "fr") == "7 avril 2025 à 12h18"
        assert printed_long(datetime(2025, 8, 1, 11, 18, tzinfo=UTC), "fr") == "1er août 2025 à 12h18"

    def test_no_two_stories_are_alike(self, paper: Newsroom) -> None:
        def shingles(story: Story) -> set[tuple[str, ...]]:
            words = story.body.split()
            return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}

        for one, other in itertools.combinations([shingles(story) for story in paper.stories], 2):
            assert len(one & other) / len(one | other) < 0.25

    def test_many_stories_have_as_many_paths(self) -> None:
        generator = Generator(20_000)
        assert len({generator.card(number).path for number in range(0, 20_000, 10)}) == 2000

    def test_french_contracts_its_articles(self) -> None:
        text = " ".join(story.body + story.title for story in make_articles(150, edition="newspaper"))
        assert not re.search(r"\b([Dd]e|[àÀ]) les? |\b[Dd]e [AEIOU][a-z]", text)

    @given(st.integers(0, 124_999))
    def test_magazine_slugs_spell_their_number(self, number: int) -> None:
        assert number_of_slug(f"some-words-{slug_of_number(number)}") == number


class TestArticlePages:
    def test_truth_stands_on_the_page(self, paper: Newsroom) -> None:
        for story in paper.stories:
            page = Reply(paper.url + story.path).html
            (body,) = page.cssselect(BODY[story.edition])
            assert text_of(page.cssselect("h1")[0]) == flat(story.title)
            (canonical,) = page.xpath("//link[@rel='canonical']/@href")
            assert canonical == paper.url + story.path
            told = text_of(body)
            for text in story.paragraphs:
                assert told.count(flat(text)) == 1
            for expected in [story.subtitle, story.caption, story.author, story.section, *story.tags]:
                assert expected is None or flat(expected) in text_of(page)
            assert [kind for kind, _ in story.blocks if kind == "quote"] == ["quote"] * ("quote" in story.features)

    def test_what_is_no_story_stands_outside_it(self, paper: Newsroom) -> None:
        for story in paper.stories[:12]:
            page = Reply(paper.url + story.path).html
            (body,) = page.cssselect(BODY[story.edition])
            assert COMMENT[story.lang] in text_of(page)
            assert COMMENT[story.lang] not in text_of(body)

    def test_links_are_those_of_the_truth(self, paper: Newsroom) -> None:
        paths = {story.id: paper.url + story.path for story in paper.stories}
        boxes = {"jannah": "#related-posts", "newspaper": ".td_block_related_posts", "magazine": ".encore"}
        for story in paper.stories:
            page = Reply(paper.url + story.path).html
            (box,) = page.cssselect(boxes[story.edition])
            assert {href for href in box.xpath(".//a/@href") if href != "#"} == {
                paths[other] for other in story.related
            }
            (body,) = page.cssselect(BODY[story.edition])
            inside = set(body.xpath(".//a/@href")) & set(paths.values())
            assert inside == {paths[other] for other in (*story.inline, *story.read_also)}
            for anchor in story.anchors:
                assert anchor.text in story.blocks[anchor.block][1]

    def test_structured_data_differs_by_edition(self, paper: Newsroom) -> None:
        for story in paper.stories:
            page = Reply(paper.url + story.path).html
            data = [json.loads(text) for text in page.xpath("//script[@type='application/ld+json']/text()")]
            times = page.xpath("//meta[@property='article:published_time']/@content")
            if story.edition == "magazine":
                assert (data, times) == ([], [])
                assert printed_long(story.published, story.lang) in text_of(page.cssselect(".quand")[0])
                continue
            assert [datetime.fromisoformat(text) for text in times] == [story.published]
            if story.edition == "jannah":
                (news,) = data
                assert news["headline"] == story.title
                assert datetime.fromisoformat(news["dateModified"]) == story.modified
            else:
                assert data == []
                (text,) = page.xpath("//header//time/@datetime")
                assert datetime.fromisoformat(text) == story.published

    def test_urls_have_the_shape_that_spiders_are_told(self, paper: Newsroom) -> None:
        assert all(re.search(ARTICLE_URL, paper.url + story.path) for story in paper.stories)
        assert not re.search(ARTICLE_URL, f"{paper.url}/politique/page/2/")

    def test_campaign_parameters_show_the_same_page(self, paper: Newsroom) -> None:
        url = paper.url + paper.stories[5].path
        assert Reply(f"{url}?utm_source=x&fbclid=y").body == Reply(url).body

    def test_amp_twin_names_the_article(self, paper: Newsroom) -> None:
        for story in paper.stories[:3]:
            (twin,) = Reply(paper.url + story.path).html.xpath("//link[@rel='amphtml']/@href")
            page = Reply(twin).html
            assert page.xpath("//link[@rel='canonical']/@href") == [paper.url + story.path]
            assert flat(story.paragraphs[0]) in text_of(page)

    def test_unknown_addresses_are_404(self, paper: Newsroom) -> None:
        path = paper.stories[0].path
        for wrong in (
            "/politique/x-10000.html",
            path.replace("-10000.", "-10001."),
            path + "x",
            "/mag/2025/04/x-y-z",
            "/x/",
        ):
            assert Reply(paper.url + wrong).status == 404

    def test_weight_and_links_are_as_asked(self) -> None:
        with Newsroom(articles=300, page_kb=100, links=30) as heavy:
            for story in heavy.stories[150:153]:
                reply = Reply(heavy.url + story.path)
                assert 99_000 < len(reply.body) <= 100 * 1024
                assert len(articles_linked(reply.html, heavy) - {story.path}) == 30
                assert len(reply.html.xpath("//a")) > 280 + 30


class TestLists:
    def test_sections_page_by_page_hold_every_story_once(self, paper: Newsroom) -> None:
        found: Counter[str] = Counter()
        for prefix, edition in (("", "jannah"), ("/fr", "newspaper"), ("/mag", "magazine")):
            keys = {story.section_key for story in paper.stories if story.edition == edition}
            for key in keys:
                address = f"{paper.url}{prefix}/{key}/"
                for _ in range(10):
                    page = Reply(address).html
                    cards = page.cssselect("#posts-container, .td-ss-main-content, .numeros")[0]
                    found.update(articles_linked(cards, paper))
                    following = page.xpath("//link[@rel='next']/@href")
                    if not following:
                        break
                    (address,) = following
        assert found == Counter(story.path for story in paper.stories)

    def test_newest_come_first_and_pages_end(self, paper: Newsroom) -> None:
        (first, *_) = Reply(f"{paper.url}/").html.cssselect("#posts-container h2 a")
        newest = max((story for story in paper.stories if story.edition == "jannah"), key=lambda story: story.published)
        assert first.get("href") == paper.url + newest.path
        assert Reply(f"{paper.url}/page/2/").status == 200
        assert Reply(f"{paper.url}/page/3/").status == 404
        assert Reply(f"{paper.url}/fr/sport/page/2/").status == 404

    def test_all_articles_can_be_reached_by_links_alone(self, paper: Newsroom) -> None:
        by_path = {story.path: story for story in paper.stories}
        seen: set[str] = set()
        fresh = set().union(
            *(articles_linked(Reply(f"{paper.url}{front}").html, paper) for front in ("/", "/fr/", "/mag/"))
        )
        while fresh:
            seen |= fresh
            fresh = set().union(*(articles_linked(Reply(paper.url + path).html, paper) for path in fresh)) - seen
        assert seen == set(by_path)

    def test_one_edition_alone_fills_the_paper(self) -> None:
        with Newsroom(articles=20, edition="magazine") as alone:
            assert {story.edition for story in alone.stories} == {"magazine"}
            assert len(articles_linked(Reply(f"{alone.url}/").html, alone)) >= 12


class TestFeedsAndSitemaps:
    def test_rss_holds_the_newest_twenty(self, paper: Newsroom) -> None:
        root = Reply(f"{paper.url}/feed/").xml
        newest = list(reversed(paper.stories))[:20]
        assert [item.findtext("link") for item in root.iter("item")] == [paper.url + story.path for story in newest]
        assert [parsedate_to_datetime(text) for text in names(root, "pubDate")] == [story.published for story in newest]
        for story, encoded in zip(newest, names(root, "encoded"), strict=True):
            told = text_of(lxml.html.fragment_fromstring(encoded, create_parent=True))
            assert all(flat(text) in told for text in story.paragraphs)

    def test_atom_holds_the_french_edition(self, paper: Newsroom) -> None:
        root = Reply(f"{paper.url}/fr/feed/").xml
        french = [story for story in reversed(paper.stories) if story.edition == "newspaper"][:20]
        assert names(root, "id")[1:] == [f"{paper.url}/?p={story.id}" for story in french]
        assert [datetime.fromisoformat(text) for text in names(root, "updated")[1:]] == [
            story.modified for story in french
        ]

    def test_broken_feed_is_broken(self, paper: Newsroom) -> None:
        reply = Reply(f"{paper.url}/broken-feed/")
        with pytest.raises(etree.XMLSyntaxError):
            _ = reply.xml
        assert b"<pubDate>" in reply.body

    def test_sitemaps_hold_every_story_once(self, paper: Newsroom) -> None:
        parts = names(Reply(f"{paper.url}/sitemap.xml").xml, "loc")
        assert len(parts) == 3
        assert any(part.endswith(".gz") for part in parts)
        bodies = [Reply(part).body for part in parts]
        roots = [etree.fromstring(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body) for body in bodies]
        assert [loc for root in roots for loc in names(root, "loc")] == [paper.url + s.path for s in paper.stories]
        lastmods = [datetime.fromisoformat(text) for root in roots for text in names(root, "lastmod")]
        assert lastmods == [story.modified for story in paper.stories]

    def test_news_sitemap_holds_two_days(self, paper: Newsroom) -> None:
        root = Reply(f"{paper.url}/sitemap-news.xml").xml
        recent = [story for story in reversed(paper.stories) if story.published >= NEWEST - timedelta(days=2)]
        assert 1 < len(recent) < 20
        assert names(root, "loc") == [paper.url + story.path for story in recent]
        assert [datetime.fromisoformat(text) for text in names(root, "publication_date")] == [
            s.published for s in recent
        ]

    def test_robots_says_what_is_forbidden(self, paper: Newsroom) -> None:
        rules = RobotFileParser()
        rules.parse(Reply(f"{paper.url}/robots.txt").body.decode().splitlines())
        assert not rules.can_fetch("x", f"{paper.url}/private/x.html")
        assert rules.can_fetch("x", f"{paper.url}/politique/")
        assert rules.site_maps() == [f"{paper.url}/sitemap.xml", f"{paper.url}/sitemap-news.xml"]
        assert b"Crawl-delay: 0.02\n" in Reply(f"{paper.url}/robots.txt").body


class TestConditionalRequests:
    PATHS = ("/", "/fr/", "/politique/", "/feed/", "/fr/feed/", "/broken-feed/", "/sitemap.xml", "/sitemap-posts-1.xml",
             "/sitemap-posts-2.xml.gz", "/sitemap-news.xml", "article")  # fmt: skip

    @pytest.mark.parametrize("path", PATHS)
    def test_what_is_known_is_not_sent_again(self, paper: Newsroom, path: str) -> None:
        url = paper.url + (paper.stories[3].path if path == "article" else path)
        first = Reply(url)
        by_tag = Reply(url, If_None_Match=first.headers["ETag"])
        by_time = Reply(url, If_Modified_Since=first.headers["Last-Modified"])
        assert (first.status, by_tag.status, by_time.status) == (200, 304, 304)
        assert (by_tag.body, by_tag.headers["ETag"]) == (b"", first.headers["ETag"])
        assert Reply(url, If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"]).status == 200
        assert Reply(url, If_Modified_Since="Mon, 01 Jan 2018 00:00:00 GMT").status == 200
        assert Reply(url, If_Modified_Since="nonsense").status == 200

    def test_an_edit_shows_everywhere_it_should(self, changing: Newsroom) -> None:
        old = next(story for story in reversed(changing.stories) if story.edition == "newspaper")
        places = [old.path, "/feed/", "/fr/feed/", "/sitemap.xml"]
        tags = {path: Reply(changing.url + path).headers["ETag"] for path in places}
        untouched = changing.url + changing.stories[0].path
        tag = Reply(untouched).headers["ETag"]
        new = changing.edit(old.id, paragraph=1, text="Ce paragraphe est neuf.")
        assert new.paragraphs[1] == "Ce paragraphe est neuf."
        assert new.paragraphs[0] == old.paragraphs[0]
        assert new.modified > datetime.now(UTC)
        assert new in changing.stories
        for path in places:
            assert Reply(changing.url + path, If_None_Match=tags[path]).status == 200
        assert b"Ce paragraphe est neuf." in Reply(changing.url + old.path).body
        assert Reply(untouched, If_None_Match=tag).status == 304
        assert new.modified in [
            datetime.fromisoformat(t) for t in names(Reply(f"{changing.url}/fr/feed/").xml, "updated")
        ]

    def test_edits_name_what_is_wrong(self, changing: Newsroom) -> None:
        with pytest.raises(KeyError, match="999"):
            changing.edit(999)
        with pytest.raises(IndexError):
            changing.edit(changing.stories[0].id, paragraph=40)

    def test_readers_change_a_page_and_no_word_of_the_story(self, changing: Newsroom) -> None:
        story = next(story for story in changing.stories if story.edition == "jannah" and len(story.related) > 1)
        before = Reply(changing.url + story.path)
        stirred = json.loads(Reply(f"{changing.url}/_control/stir?id={story.id}", "POST").body)
        after = Reply(changing.url + story.path)
        assert after.headers["ETag"] != before.headers["ETag"]
        assert stirred["related"] != list(story.related)
        assert (stirred["body"], stirred["title"], stirred["author"]) == (story.body, story.title, story.author)

    def test_a_withdrawn_story_is_in_no_list_and_can_come_back(self, changing: Newsroom) -> None:
        story = changing.stories[-1]
        control = f"{changing.url}/_control/"
        for how, status in (("404", 404), ("410", 410), ("front", 302)):
            assert Reply(f"{control}withdraw?id={story.id}&how={how}", "POST").status == 200
            assert Reply(changing.url + story.path).status == status
            listed = [link.text for link in Reply(f"{changing.url}/feed/").xml.iterfind(".//item/link")]
            assert changing.url + story.path not in listed
            assert story not in changing.stories
        Reply(f"{control}withdraw?id={story.id}&how=503", "POST")
        assert Reply(changing.url + story.path).status == 503
        assert story in changing.stories
        assert Reply(f"{control}withdraw?id={story.id}&how=softly", "POST").status == 400
        Reply(f"{control}restore?id={story.id}", "POST")
        assert Reply(changing.url + story.path).status == 200

    def test_a_new_story_comes_on_top(self, changing: Newsroom) -> None:
        before = changing.stories
        old_page = Reply(changing.url + before[0].path).headers["ETag"]
        story = changing.publish(edition="newspaper")
        assert changing.stories == [*before, story]
        assert Reply(f"{changing.url}/feed/").xml.findtext(".//item/link") == changing.url + story.path
        assert articles_linked(Reply(f"{changing.url}/fr/").html, changing) >= {story.path}
        assert flat(story.title) in text_of(Reply(changing.url + story.path).html)
        assert Reply(changing.url + before[0].path).headers["ETag"] == old_page, "other pages stay as they were"
        changing.reset()
        assert changing.stories == before
        assert changing.log == []


class TestRest:
    def posts(self, paper: Newsroom, query: str) -> tuple[Reply, list[dict[str, object]]]:
        reply = Reply(f"{paper.url}/wp-json/wp/v2/posts?{query}")
        return reply, json.loads(reply.body)

    def test_pages_hold_every_story_once(self, paper: Newsroom) -> None:
        links: list[object] = []
        for page in range(1, 5):
            reply, posts = self.posts(paper, f"per_page=16&page={page}&order=asc")
            assert (reply.headers["X-WP-Total"], reply.headers["X-WP-TotalPages"]) == ("60", "4")
            links += [post["link"] for post in posts]
        assert links == [paper.url + story.path for story in paper.stories]

    def test_pages_end_in_an_error(self, paper: Newsroom) -> None:
        reply, error = self.posts(paper, "per_page=20&page=4")
        assert (reply.status, error["code"]) == (400, "rest_post_invalid_page_number")  # type: ignore[call-overload]
        assert self.posts(paper, "per_page=101")[0].status == 400

    def test_a_post_holds_the_truth(self, paper: Newsroom) -> None:
        _, posts = self.posts(paper, "per_page=30&_embed")
        for story, post in zip(reversed(paper.stories), posts, strict=False):
            content = lxml.html.fragment_fromstring(post["content"]["rendered"], create_parent=True)  # type: ignore[index]
            assert all(flat(text) in text_of(content) for text in story.paragraphs)
            assert flat(lxml.html.fromstring(f"<p>{post['title']['rendered']}").text_content()) == flat(story.title)  # type: ignore[index]
            assert post["date_gmt"] == f"{story.published:%Y-%m-%dT%H:%M:%S}"
            embedded = post["_embedded"]
            assert embedded["author"][0]["name"] == story.author  # type: ignore[index]
            assert [term["name"] for term in embedded["wp:term"][1]] == list(story.tags)  # type: ignore[index]

    def test_dates_narrow_the_list(self, paper: Newsroom) -> None:
        middle = paper.stories[40].published.isoformat().replace("+", "%2B")
        assert self.posts(paper, f"after={middle}")[0].headers["X-WP-Total"] == "19"
        assert self.posts(paper, f"before={middle}")[0].headers["X-WP-Total"] == "41"

    def test_it_can_be_switched_off(self, changing: Newsroom) -> None:
        changing.rest = False
        reply = Reply(f"{changing.url}/wp-json/wp/v2/posts")
        assert (reply.status, json.loads(reply.body)["code"]) == (404, "rest_no_route")
        with Newsroom(articles=3, rest=False) as without:
            assert Reply(f"{without.url}/wp-json/wp/v2/posts").status == 404


class TestRedirects:
    def test_short_and_old_addresses_lead_to_the_article(self, paper: Newsroom) -> None:
        story = paper.stories[8]
        short, old = Reply(f"{paper.url}/?p={story.id}"), Reply(f"{paper.url}/old/{story.id}")
        assert (short.status, old.status) == (301, 302)
        assert short.location == old.location == paper.url + story.path
        assert Reply(f"{paper.url}/?p=1").status == 404

    def test_chains_end(self, paper: Newsroom) -> None:
        url, hops = f"{paper.url}/r/3/{paper.stories[8].id}", 0
        while (reply := Reply(url)).status == 302:
            url, hops = reply.location or "", hops + 1
        assert (hops, url) == (4, paper.url + paper.stories[8].path)

    def test_a_missing_slash_is_added(self, paper: Newsroom) -> None:
        assert Reply(f"{paper.url}/politique").location == f"{paper.url}/politique/"
