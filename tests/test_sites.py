"""The declared sites against the public facts they were written from, and the table of them against its source."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import combinations, product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler import extract
from crawler.commands.sites import declared_sites, unfit_sites
from crawler.discovery.section import read_section
from crawler.discovery.sitemap import read_sitemap
from crawler.extraction import Document, extract_page
from crawler.extraction.selectors import compiled
from crawler.site import Feed, Layout, Section, Site, Sitemap, Unfit, WordPress
from crawler.site_table import BEGIN, END, as_markdown, describe_sources, online_since, table_of, with_table
from crawler.spider import NewsSpider
from crawler.urls import host_of, identity
from tests.crawls import ROOT
from tests.starting import scrapy

FACTS = ROOT.parent / "shared" / "facts" / "sites.yaml"
PAGES = ROOT.parent / "shared" / "pages" / "moroccan"


@pytest.fixture(scope="module")
def settings() -> Settings:
    return get_project_settings()


def spiders() -> dict[str, type[NewsSpider]]:
    """The spiders that declare a site, by name; `news` and `wordpress` are given one."""
    loader = get_spider_loader(get_project_settings())
    classes = {name: loader.load(name) for name in loader.list()}
    return {name: cls for name, cls in classes.items() if isinstance(getattr(cls, "site", None), Site)}


SPIDERS = spiders()
SITES = {name: cls.site for name, cls in SPIDERS.items()}


def facts() -> list[dict[str, Any]]:
    if not FACTS.exists():
        return []
    import yaml

    return yaml.safe_load(FACTS.read_text(encoding="utf-8"))["sites"]


KNOWN = facts()
with_facts = pytest.mark.skipif(not KNOWN, reason="needs ../shared/facts/sites.yaml")
of_each_known = pytest.mark.parametrize("known", KNOWN, ids=lambda known: known["id"])
of_each_site = pytest.mark.parametrize("name", sorted(SITES))


def editions(known: dict[str, Any]) -> dict[str, Site]:
    """The sites of a house: the one of its name and those whose name goes on after an underscore."""
    return {name: site for name, site in SITES.items() if name == known["id"] or name.startswith(known["id"] + "_")}


def hosts(known: dict[str, Any]) -> set[str]:
    return {host_of(f"https://{domain}/") for domain in known["domains"]}


# How the facts write addresses: with remarks behind, parts left out, and placeholders.

_CHOICE = re.compile(r"\{([^{}]*,[^{}]*)\}")
_REMARK = re.compile(r"^(?:[^:/]*: )")
_PLACEHOLDERS = (("{slug}", "riyada"), ("KEYWORD", "maroc"), ("NAME", "redaction"), ("index.N", "index.2"))
_NUMBER = re.compile(r"(?<=[=/:])N(?=\*|$|&)(?:\*\d+)?")


def addresses(written: str, home: str) -> list[str]:
    """The addresses that one line of the facts stands for."""
    text = _REMARK.sub("", written).split(" ")[0].replace("…", "-bila-nihaya-")
    for placeholder, value in _PLACEHOLDERS:
        text = text.replace(placeholder, value)
    text = _NUMBER.sub("2", text)
    pieces = _CHOICE.split(text)
    choices = [piece.split(",") if position % 2 else [piece] for position, piece in enumerate(pieces)]
    return [urljoin(home, "".join(chosen)) for chosen in product(*choices)]


def examples(known: dict[str, Any]) -> list[str]:
    home = f"https://{known['domains'][0]}/"
    return [url for written in known.get("article_examples", ()) for url in addresses(written, home)]


def no_articles(known: dict[str, Any]) -> list[str]:
    """The addresses among the facts that are no article's."""
    home = f"https://{known['domains'][0]}/"
    written = [*known.get("listing", ()), *known.get("sitemap", ()), *known.get("boilerplate_paths", ())]
    written += [feed["url"] for feed in known.get("rss", ())]
    if "wp_json" in known:
        written.append(known["wp_json"]["url"])
    return [url for line in written for url in addresses(line, home)]


COMMON = (
    "tag/maroc/", "tag/كأس-العالم/", "tag/coupe-du-monde-2026-au-maroc/page/3/", "tags/maroc", "category/politique/",
    "category/politique/page/2/", "category/sport/football/", "categorie/economie", "author/redaction/",
    "author/jean-de-la-plume/page/2/", "page/2/", "page/144/", "feed/", "feed", "comments/feed/", "politique/feed/",
    "rss", "rss.xml", "sitemap.xml", "sitemap_index.xml", "post-sitemap12.xml", "wp-sitemap-posts-post-1.xml",
    "wp-json/wp/v2/posts", "wp-json/wp/v2/posts?page=2&per_page=100", "wp-login.php",
    "wp-content/uploads/2024/05/une-image-du-jour-12345.jpg", "2024/", "2024/05/", "2024/05/06/", "2024/05/page/2/",
    "?s=maroc", "?paged=2", "?p=", "?cat=12", "search?q=maroc", "economie", "economie/", "sport/", "politique",
    "contact/", "a-propos/", "mentions-legales/", "robots.txt",
)  # fmt: skip


ARTICLES = (
    "a-headline-of-some-length/", "news/a-headline-of-some-length-20260102", "article/12345.html",
    "article/a-headline-of-some-length", "actualite/economie/a-headline-of-some-length/", "lopinion/16244",
)  # fmt: skip


# The spiders


def test_there_is_a_spider_for_the_press() -> None:
    assert len(SITES) >= 60


def test_names_are_unique() -> None:
    # Of two spiders with one name Scrapy takes the last, with a warning.
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "spiders").glob("*.py"))
    names = re.findall(r'^    name = "(.+)"$', sources, re.M)
    assert len(names) == len(set(names)) >= len(SITES)


@of_each_site
def test_a_spider_starts_in_both_modes(name: str) -> None:
    for mode in ("update", "backfill"):
        spider = SPIDERS[name](mode=mode)
        assert spider.sources()[0].url == SITES[name].home
    assert spider.allowed_domains == sorted(host.partition(":")[0] for host in SITES[name].hosts)


@of_each_site
def test_its_docstring_says_whether_its_facts_were_checked_live(name: str) -> None:
    live = SITES[name].verified == "live site"
    words = "seen on the live site" if live else "not checked against the live site"
    assert words in (SPIDERS[name].__doc__ or "")


@of_each_site
def test_its_home_is_a_folder_of_its_own_host(name: str) -> None:
    site = SITES[name]
    assert site.home.endswith("/")
    assert not urlsplit(site.home).query
    assert site.owns(site.home)
    assert not site.is_article(site.home)


@of_each_site
def test_it_says_how_its_facts_are_known(name: str) -> None:
    site = SITES[name]
    assert site.languages
    assert site.verified
    years = re.findall(r"\d{4}", site.seen)
    assert years == sorted(years)
    for layout in site.layouts:
        assert re.fullmatch(r"\d{4}(?:-\d{4})?", layout.seen)
    assert [layout.seen for layout in site.layouts] == sorted((each.seen for each in site.layouts), reverse=True)


@of_each_site
def test_its_sources_are_its_own_and_no_articles(name: str) -> None:
    site = SITES[name]
    urls = [site.absolute(source.path) for source in site.sources]
    assert len(set(urls)) == len(urls)
    for url in urls:
        assert site.owns(url)
        assert not site.is_article(url)


@of_each_site
def test_its_selectors_compile(name: str) -> None:
    for layout in SITES[name].layouts:
        selectors = [getattr(layout, field) for field in Layout.__slots__ if field not in ("seen", "since", "until")]
        assert any(selectors)
        for css in filter(None, selectors):
            assert compiled(css)


@of_each_site
def test_what_every_site_has_is_no_article(name: str) -> None:
    site = SITES[name]
    for path in COMMON:
        for base in (site.home, urljoin(site.home, "/")):
            assert not site.is_article(urljoin(base, path)), path


def test_two_spiders_share_a_host_only_as_editions_that_share_no_article() -> None:
    for (one, first), (two, second) in combinations(sorted(SITES.items()), 2):
        if not first.hosts & second.hosts:
            continue
        assert SPIDERS[one].__module__ == SPIDERS[two].__module__, f"{one} and {two} share a host"
        for home, path in product((first.home, second.home), ARTICLES):
            url = urljoin(home, path)
            assert not (first.is_article(url) and second.is_article(url)), url


# Against the facts


@with_facts
@of_each_known
def test_every_known_host_has_a_spider_or_a_reason_for_none(known: dict[str, Any], settings: Settings) -> None:
    unfit = {each.host for each in unfit_sites(settings)}
    owned = {host for site in editions(known).values() for host in site.hosts}
    unowned = {host for host in hosts(known) if not any(site.owns(f"https://{host}/") for site in SITES.values())}
    assert unowned <= unfit
    assert not owned & unfit
    assert owned <= hosts(known) | {host.partition(".")[2] for host in hosts(known)}
    assert editions(known) or hosts(known) <= unfit


@with_facts
@of_each_known
def test_every_known_language_has_an_edition(known: dict[str, Any]) -> None:
    if found := editions(known):
        assert {language for site in found.values() for language in site.languages} == set(known["languages"])
        assert found[known["id"]].languages[0] == known["languages"][0]


@with_facts
@of_each_known
def test_a_known_article_is_one_of_exactly_one_edition(known: dict[str, Any]) -> None:
    for url in examples(known):
        (claiming,) = (name for name, site in SITES.items() if site.is_article(url))
        assert claiming in editions(known)


@with_facts
@of_each_known
def test_a_known_listing_feed_or_route_is_no_article(known: dict[str, Any]) -> None:
    for url in no_articles(known):
        assert not [name for name, site in SITES.items() if site.is_article(url)], url


@with_facts
def test_the_facts_are_read_whole() -> None:
    assert len(KNOWN) == 79
    assert sum(map(len, map(examples, KNOWN))) > 40
    assert sum(map(len, map(no_articles, KNOWN))) > 150
    every = [url for known in KNOWN for url in (*examples(known), *no_articles(known))]
    assert not [url for url in every if re.search(r"[{}…*]|\bN\b|NAME", url)]


@with_facts
@of_each_known
def test_a_source_is_a_known_one_or_one_that_every_wordpress_has(known: dict[str, Any]) -> None:
    named = {_first_page(url) for url in no_articles(known)}
    folders = "".join(form["regex"] for form in known.get("article_url_regex", ()))
    for site in editions(known).values():
        for source in site.sources:
            url = site.absolute(source.path)
            is_usual = USUAL.search(url) and known.get("cms", "").startswith("WordPress")
            is_type = isinstance(source, WordPress) and source.path in known.get("wp_json", {}).get("note", "")
            # Sections that are only known as folders of articles.
            is_folder = isinstance(source, Section) and urlsplit(url).path.strip("/") in folders
            assert _first_page(url) in named or is_usual or is_type or is_folder, url


USUAL = re.compile(r"/(?:feed/?|wp-json/wp/v2/posts)$")


def _first_page(url: str) -> str:
    """What a listing is, whatever page of it the address names."""
    return re.sub(r"(index\.|page:)\d+|\?(?:page|debut_\w+|start)=\d+$", r"\1", identity(url))


@pytest.mark.skipif(not PAGES.exists(), reason="needs ../shared/pages/moroccan")
@pytest.mark.parametrize(
    ("saved", "name", "least", "listings"),
    [
        ("medias24-home.html", "medias24", 70, "/categorie/"),
        ("boursenews-home.html", "boursenews", 30, "/articles/"),
        ("goud-cards.html", "goud", 6, "/topics/"),
    ],
)
def test_a_saved_front_page_shows_articles(saved: str, name: str, least: int, listings: str) -> None:
    site = SITES[name]
    document = Document((PAGES / saved).read_bytes(), site.home, "text/html; charset=utf-8")
    articles = [link.url for link in read_section(document.root, site.home, site).articles]
    assert len(articles) >= least
    assert not [url for url in articles if listings in url]


@pytest.mark.skipif(not PAGES.exists(), reason="needs ../shared/pages/moroccan")
def test_a_real_article_is_whole_and_its_declared_parts_are_found() -> None:
    site = SITES["medias24"]
    saved = (PAGES / "medias24-article.html").read_bytes()
    url = f"{site.home}2023/10/12/economie-agricole/"
    article = extract(saved, url, site=site, fetched_at=datetime(2026, 11, 24, tzinfo=UTC))
    assert (article.tags, article.methods["tags"]) == (["AA2023", "BCP"], "layout")
    assert article.published is not None and article.modified is not None
    assert article.published.at == datetime(2023, 10, 12, 14, 38, 23, tzinfo=UTC)
    assert article.modified.at == datetime(2023, 10, 12, 14, 43, 24, tzinfo=UTC)
    page = extract_page(Document(saved, url), site, fetched_at=article.fetched_at)
    assert ("Le 12 octobre 2023 à 15h38", "layout") in [(date.text, date.method) for date in page.dates]
    assert article.title in saved.decode().replace("&nbsp;", " ")
    assert (len(article.blocks), len(article.authors), article.language) == (6, 1, "fr")
    assert {article.subtitle is None, article.image is None} == {False}
    assert [link.url for link in article.links if link.kind == "tag"] == [
        f"{site.home}sujet/aa2023/", f"{site.home}sujet/bcp/",
    ]  # fmt: skip
    assert article.problems == []


@pytest.mark.skipif(not PAGES.exists(), reason="needs ../shared/pages/moroccan")
def test_the_saved_sitemap_of_akhbaronas_system_lists_articles() -> None:
    saved = (PAGES / "akhbarona-sitemap.xml").read_bytes()
    paths = [urlsplit(link.url).path for link in read_sitemap(saved, "https://asatida.com/sitemap.xml")]
    plain = [path for path in paths if "%" not in path]  # an advertiser's section has an Arabic name
    assert len(plain) >= 9
    assert all(link.modified for link in read_sitemap(saved, "https://asatida.com/sitemap.xml"))
    assert all(SITES["akhbarona"].is_article(urljoin(SITES["akhbarona"].home, path)) for path in plain)


# The table


def test_the_page_of_sites_is_up_to_date(settings: Settings) -> None:
    page = (ROOT / "docs" / "sites.md").read_text(encoding="utf-8")
    assert page == as_markdown(declared_sites(settings), unfit_sites(settings)), "run `make docs`"


def test_the_table_in_the_readme_is_up_to_date(settings: Settings) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert page == with_table(page, declared_sites(settings)), "run `make docs`"
    assert "`hespress_fr`" in page


def test_the_command_puts_the_table_between_the_markers_and_nowhere_else(tmp_path: Path, settings: Settings) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n", encoding="utf-8")
    done = scrapy("sites", "--into", page)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    before, after = page.read_text(encoding="utf-8").split(table_of(declared_sites(settings)))
    assert before.startswith(f"before\n\n{BEGIN}\n<details>")
    assert after.endswith(f"</details>\n{END}\n\nafter\n")


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for the table"):
        with_table("# Title", [])


def test_the_command_prints_all_sites_and_those_without_a_spider() -> None:
    assert scrapy("sites", "--markdown").stdout == (ROOT / "docs" / "sites.md").read_text(encoding="utf-8")
    words = scrapy("sites").stdout.split()
    assert {*SITES, "nadorcity.ma"} <= set(words)


def test_a_site_is_described_in_words() -> None:
    assert describe_sources(()) == "front page"
    sources = (Feed(), Feed("/sport/feed"), Sitemap(), Sitemap("/news.xml", news=True), Section("/sport"), WordPress())
    assert describe_sources(sources) == "2 feeds, sitemap, news sitemap, section, REST API"


def test_a_site_is_as_old_as_what_was_seen_of_it() -> None:
    assert online_since(Site("Example", "https://example.ma/")) == "unknown"
    assert online_since(Site("Example", "https://example.ma/", seen="2013-2026")) == "≤ 2013"


def test_a_bar_in_a_reason_does_not_break_the_table() -> None:
    page = as_markdown([], [Unfit("example.ma", "Example", "dead | moved", "2026")])
    assert "| example.ma | Example | dead \\| moved | 2026 |" in page
