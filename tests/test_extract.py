"""One page to its record: `crawler.extract` goes the crawl's way, and `scrapy extract` shows how it went."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import NotAnArticle, extract
from crawler.offers import offers
from crawler.site import Layout, Site
from tests.crawls import ROOT, crawl, rows
from tests.newsroom import Newsroom
from tests.newsroom.client import Reply
from tests.starting import scrapy

SEED_PAGE = ROOT.parent / "shared" / "seed" / "page.txt"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://www.journal.example/societe/marche-couvert-48213.html"

PARAGRAPHS = (
    "Le marché couvert de la ville rouvrira ses portes lundi prochain, après deux années de travaux qui ont coûté "
    "quarante millions de dirhams à la commune.",
    "Les commerçants, réunis mardi soir à la maison de quartier, ont reçu les clés de leurs nouvelles échoppes des "
    "mains du président de l'arrondissement.",
)


def page(*, title: str = "Le marché couvert rouvre lundi", body: str | None = None, head: str = "") -> str:
    text = body if body is not None else "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html lang=fr><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1><time datetime='2026-11-20T10:30:00+01:00'>20 novembre 2026</time>"
        f"<div class=story>{text}</div></main></body></html>"
    )


@pytest.fixture(scope="module")
def paper() -> Iterator[Newsroom]:
    with Newsroom(articles=9, oddities=True) as running:
        yield running


def run(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run `scrapy extract` with these arguments on a terminal of 100 columns."""
    return scrapy("extract", *words, cwd=cwd, env={"COLUMNS": "100"}, timeout=60, DOWNLOAD_DELAY=0)


class TestFunction:
    def test_a_page_becomes_a_finished_record(self) -> None:
        article = extract(page(), URL, fetched_at=NOON)
        assert article.title == "Le marché couvert rouvre lundi"
        assert article.body == "\n\n".join(PARAGRAPHS)
        assert article.published is not None
        assert article.published.at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
        assert (article.language, article.script) == ("fr", "Latn")
        assert article.word_count == len(article.body.split())
        assert article.content_hash
        assert article.methods["body"]

    def test_it_is_the_record_a_crawl_stores(self, paper: Newsroom, tmp_path: Path) -> None:
        database = tmp_path / "news.db"
        crawl("news", database, url=paper.url, mode="backfill", rest="no", limit="5")
        stored = rows(database, "SELECT url, title, body, word_count, content_hash FROM articles")
        assert stored
        for row in stored:
            alone = extract(Reply(row["url"]).body, row["url"], site=Site("127.0.0.1", f"{paper.url}/"))
            assert (alone.url, alone.title, alone.body) == (row["url"], row["title"], row["body"])
            assert alone.word_count == row["word_count"]

    def test_bytes_and_text_give_the_same(self) -> None:
        assert extract(page().encode(), URL, fetched_at=NOON) == extract(page(), URL, fetched_at=NOON)

    def test_it_changes_nothing_it_was_given(self) -> None:
        site = Site("Journal", "https://www.journal.example/")
        first = extract(page(), URL, site=site, fetched_at=NOON)
        assert extract(page(), URL, site=site, fetched_at=NOON) == first

    def test_a_known_site_is_read_by_its_layout_and_named_by_its_canonical_link(self) -> None:
        layout = Layout(seen="2026", title="h1", body="div.story")
        site = Site("Journal", "https://www.journal.example/", article_url=r"-\d+\.html$", layouts=(layout,))
        html = page(head="<link rel=canonical href='/economie/marche-couvert-48213.html'>")
        article = extract(html, URL, site=site, fetched_at=NOON)
        assert article.methods["body"] == "layout"
        assert article.url == "https://www.journal.example/economie/marche-couvert-48213.html"

    def test_relative_dates_count_from_the_time_of_fetching(self) -> None:
        printed = "<time class='published-date'>il y a 2 heures</time>"
        html = page().replace("<time datetime='2026-11-20T10:30:00+01:00'>20 novembre 2026</time>", printed)
        article = extract(html, URL, fetched_at=NOON)
        assert article.published is not None
        assert article.published.at == datetime(2026, 11, 24, 10, tzinfo=UTC)

    def test_a_date_after_the_time_of_fetching_is_refused(self) -> None:
        article = extract(page(), URL, fetched_at=datetime(2020, 1, 1, tzinfo=UTC))
        assert article.published is None
        assert any("in the future" in problem for problem in article.problems)

    @pytest.mark.parametrize(
        ("html", "reason"),
        [
            (b"", "no title"),
            ("<html></html>", "no title"),
            (page(body=""), "no text"),
            (page(title="Page introuvable", body="<p>Rien.</p>"), "no text|only|error"),
            (page(body="<p>Trop court pour un article.</p>"), "no text|only . words"),
            ("\x00\x01\x02", "no title"),
        ],
    )
    def test_what_is_no_article_is_refused_with_a_reason(self, html: str | bytes, reason: str) -> None:
        with pytest.raises(NotAnArticle, match=reason):
            extract(html, URL)

    @pytest.mark.parametrize("url", ["", "x", "http://[", "file:///a b", "\ud800", "http://\ud800/", "a" * 10**6])
    def test_any_address_will_do(self, url: str) -> None:
        html = page(head="<link rel=canonical href='http://['>", body=f"<a href='http://['>x</a><p>{PARAGRAPHS[0]}</p>")
        assert extract(html, url, fetched_at=NOON).body == PARAGRAPHS[0]

    def test_importing_the_package_loads_nothing(self) -> None:
        code = (
            "import sys, crawler.settings; print([name for name in sys.modules if name.startswith(('scrapy', 'lxml'))])"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"

    def test_the_package_exports_nothing_else(self) -> None:
        import crawler

        with pytest.raises(AttributeError, match="no attribute 'extrakt'"):
            crawler.extrakt  # type: ignore[attr-defined]  # noqa: B018


class TestText:
    def test_a_text_without_markup_gives_section_title_and_paragraphs(self) -> None:
        text = "\n\n".join(
            ("Société", "Le marché couvert de la ville rouvre lundi", *PARAGRAPHS, "Laisser un commentaire")
        )
        article = extract(text, URL, fetched_at=NOON)
        assert (article.section, article.title) == ("Société", "Le marché couvert de la ville rouvre lundi")
        assert [block.text for block in article.blocks] == list(PARAGRAPHS)
        assert article.methods == {"section": "text", "title": "text", "body": "text"}

    def test_the_seed_page_gives_section_title_and_its_paragraphs_and_nothing_else(self) -> None:
        if not SEED_PAGE.exists():
            pytest.skip("no seed page here")
        lines = [line for line in SEED_PAGE.read_text(encoding="utf-8").split("\n") if line]
        article = extract(SEED_PAGE.read_bytes(), URL)
        assert (article.section, article.title) == (lines[0], lines[1])
        assert [block.text for block in article.blocks] == lines[2 : lines.index("مقالات ذات صلة")]
        assert not (article.authors or article.tags or article.links or article.subtitle or article.problems)
        assert (article.language, article.script) == ("ar", "Arab")

    def test_a_sign_that_is_no_tag_makes_no_page(self) -> None:
        text = f"Société\n\nLe marché couvert de la ville rouvre lundi\n\n{PARAGRAPHS[0]} Prix < 5 dirhams & 3 <> 4.\n"
        assert extract(text, URL, fetched_at=NOON).methods["body"] == "text"

    def test_one_tag_makes_a_page(self) -> None:
        assert extract(f"<h1>Le marché couvert</h1>{PARAGRAPHS[0]}", URL, fetched_at=NOON).methods["body"] == "generic"


class TestOffers:
    def test_every_layer_is_asked_by_itself(self) -> None:
        head = (
            "<meta property='og:title' content='Titre pour les réseaux'>"
            "<script type='application/ld+json'>"
            '{"@type": "NewsArticle", "headline": "Titre pour les machines", "datePublished": "2026-11-20"}</script>'
        )
        layout = Layout(seen="2026", title="h1", body="div.entry-content")
        site = Site("Journal", "https://www.journal.example/", layouts=(layout,))
        html = page(head=head).replace("class=story", "class=entry-content")
        found = offers(html, URL, site=site, fetched_at=NOON)
        assert found["title"]["json-ld"] == "Titre pour les machines"
        assert found["title"]["meta"] == "Titre pour les réseaux"
        assert found["title"]["layout"] == found["title"]["generic"] == "Le marché couvert rouvre lundi"
        assert found["body"] == {layer: list(PARAGRAPHS) for layer in ("layout", "theme", "generic")}
        assert found["published"]["json-ld"] == ["2026-11-20"]
        assert "2026-11-20T10:30:00+01:00" in found["published"]["generic"]

    def test_a_layer_that_finds_nothing_is_not_named(self) -> None:
        found = offers(page(), URL, site=None, fetched_at=NOON)
        assert set(found["body"]) == {"generic"}
        assert "json-ld" not in found["title"]

    def test_text_has_one_layer(self) -> None:
        text = "\n\n".join(("Société", "Le marché couvert de la ville rouvre lundi", *PARAGRAPHS))
        assert offers(text, URL, site=None, fetched_at=NOON)["body"] == {"text": list(PARAGRAPHS)}


class TestCommand:
    def test_a_url_is_fetched_and_its_record_shown(self, paper: Newsroom) -> None:
        story = paper.stories[-1]
        asked = len(paper.log)
        done = run(paper.url + story.path)
        assert done.returncode == 0, done.stderr
        assert story.title in flat(done.stdout)
        for kind, text in story.blocks:
            if kind == "paragraph":
                assert flat(text) in flat(done.stdout)
        assert re.search(r"^body +generic", done.stdout, re.MULTILINE)
        requests = paper.log[asked:]
        assert [entry.path for entry in requests] == ["/robots.txt", story.path]
        assert all(entry.user_agent and entry.user_agent.startswith("moroccan-news/") for entry in requests)

    def test_json_has_the_record_its_methods_and_the_offers(self, paper: Newsroom) -> None:
        stories = paper.stories[:3]
        done = run("--json", *(paper.url + story.path for story in stories))
        assert done.returncode == 0, done.stderr
        records = [json.loads(line) for line in done.stdout.splitlines()]
        assert [record["title"] for record in records] == [story.title for story in stories]
        for record in records:
            assert record["methods"]["body"]
            assert set(record["methods"]) <= set(record)
            assert record["offers"]["title"]
            assert datetime.fromisoformat(record["fetched_at"]).tzinfo is not None
        dated = next(record for record in records if record["published"])
        assert datetime.fromisoformat(dated["published"]["at"]) == stories[records.index(dated)].published
        assert dated["published"]["raw"] and dated["published"]["precision"] and dated["published"]["source"]

    def test_files_are_read_packed_or_not_and_named_by_their_canonical_link(self, tmp_path: Path) -> None:
        plain, packed = tmp_path / "page.html", tmp_path / "page.html.gz"
        plain.write_text(page(head=f"<link rel=canonical href='{URL}'>"), encoding="utf-8")
        packed.write_bytes(gzip.compress(page().encode("windows-1252")))
        done = run("--json", plain, packed)
        assert done.returncode == 0, done.stderr
        first, second = map(json.loads, done.stdout.splitlines())
        assert first["url"] == URL
        assert second["url"] == packed.as_uri()
        assert first["body"] == second["body"] == "\n\n".join(PARAGRAPHS)

    def test_a_file_takes_the_address_it_is_given_and_the_site_that_owns_it(self, tmp_path: Path) -> None:
        saved = tmp_path / "page.html"
        saved.write_text(page(), encoding="utf-8")
        done = run("--json", saved, "--url", "https://www.hespress.com/marche-48213.html")
        assert json.loads(done.stdout)["site"] == "Hespress"
        assert json.loads(run("--json", saved).stdout)["site"] is None
        assert json.loads(run("--json", "--site", "hespress", saved).stdout)["site"] == "Hespress"

    def test_a_text_file_is_read_as_one(self, tmp_path: Path) -> None:
        saved = tmp_path / "page.txt"
        saved.write_text(
            "\n\n".join(("Société", "Le marché couvert de la ville rouvre", *PARAGRAPHS)), encoding="utf-8"
        )
        record = json.loads(run("--json", saved).stdout)
        assert (record["section"], record["methods"]["body"]) == ("Société", "text")

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("missing", "HTTP 404"),
            ("metadata", "redirects to another site: http://169.254.169.254/"),
            ("loop", "redirects without end"),
            ("dropped", "fail|broke off|lost"),
            ("soft-404", "no article: "),
            ("empty", "no article: no title"),
        ],
    )
    def test_no_article_is_a_reason_in_one_line(self, paper: Newsroom, name: str, reason: str) -> None:
        (path,) = (oddity.path for oddity in paper.oddities if oddity.name == name)
        done = run(paper.url + path)
        assert done.returncode == 1
        assert done.stdout == ""
        assert re.search(reason, done.stderr)
        assert done.stderr.count("\n") == 1

    def test_robots_txt_is_obeyed(self, paper: Newsroom) -> None:
        done = run(f"{paper.url}/private/story-12345.html")
        assert done.returncode == 1
        assert "robots.txt forbids it" in done.stderr
        assert not any(entry.path.startswith("/private") for entry in paper.log)

    def test_a_redirect_within_the_site_is_followed(self, paper: Newsroom) -> None:
        story = paper.stories[0]
        record = json.loads(run("--json", f"{paper.url}/old/{story.id}").stdout)
        assert (record["url"], record["title"]) == (paper.url + story.path, story.title)

    def test_one_bad_page_does_not_keep_the_others_from_being_read(self, tmp_path: Path) -> None:
        (tmp_path / "bad.html").write_text("<html></html>")
        (tmp_path / "bad.gz").write_bytes(b"\x1f\x8bno gzip at all")
        (tmp_path / "good.html").write_text(page(), encoding="utf-8")
        done = run("--json", tmp_path / "bad.html", tmp_path / "bad.gz", tmp_path / "good.html")
        assert done.returncode == 1
        assert len(done.stdout.splitlines()) == 1
        assert [line.split(": ")[1] for line in done.stderr.splitlines()] == ["no article", "cannot be read"]

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ([], "name the URL or the file"),
            (["no-such-file.html"], "no such file: 'no-such-file.html'"),
            (["--nothing", "README.md"], "no such option: '--nothing'"),
            (["http://["], "no address to fetch"),
            (["--site", "hespres", "README.md"], "nearest: hespress"),
            (["--site", "news", "README.md"], "declares no site"),
            (["--url", "nowhere", "README.md"], "--url must be the address"),
            (["--url", "https://a.example/x", "https://a.example/x"], "--url is for a FILE"),
        ],
    )
    def test_a_wrong_command_is_explained(self, words: list[str], message: str) -> None:
        done = run(*words)
        assert done.returncode == 2
        assert message in done.stderr
        assert "Traceback" not in done.stderr

    def test_right_to_left_text_is_isolated_line_by_line(self, paper: Newsroom) -> None:
        story = next(story for story in paper.stories if story.lang == "ar")
        lines = run(paper.url + story.path).stdout.splitlines()
        for line in lines:
            assert line.count("\u2066") + line.count("\u2067") == line.count("\u2069")
            assert len(line) <= 106 or "http" in line
        prose = [line for line in lines if line.strip().startswith("\u2067")]
        assert len(prose) > 5
        assert {len(line) for line in prose} == {102}, "paragraphs end at the right margin"

    def test_a_page_cannot_speak_to_the_terminal(self, tmp_path: Path) -> None:
        saved = tmp_path / "page.html"
        evil = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202egnp.exe\u2028[red]rouge[/red] :smile: [link=http://x]l[/link]"
        html = page(title=f"Titre {evil} fin", body=f"<p>{evil} {PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>").replace(
            "2026-11-20T10:30", f"{evil}2099-11-20T10:30"
        )
        saved.write_text(html, encoding="utf-8")
        for words in ([], ["--json"]):
            done = run(*words, saved)
            assert done.returncode == 0, done.stderr
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", done.stdout)
            assert "[red]rouge[/red] :smile:" in flat(done.stdout)
        saved.with_name("\x1b[31mx.html").write_text("")
        done = run(saved.with_name("\x1b[31mx.html"))
        assert "\x1b" not in done.stderr


def flat(text: str) -> str:
    """Return the words of a printed record without line ends and marks of direction."""
    return " ".join(re.sub("[\u2066-\u2069]", "", text).split())


def test_scrapy_lists_the_command() -> None:
    assert "extract " in scrapy().stdout
