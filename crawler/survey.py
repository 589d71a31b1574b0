"""What can be found out of a site by asking it: system, theme, sources, languages, the shape of its addresses.

`scrapy newsite` makes a spider of it (`crawler.spider_text`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from crawler.checkup import PageSeen, SourceSeen, look_at_page, look_at_source, named_sitemaps, newest
from crawler.discovery.section import SectionPage, read_section
from crawler.discovery.wordpress import api_in_headers, api_in_page
from crawler.extraction import Document
from crawler.extraction.elements import naming
from crawler.extraction.structured import Structured
from crawler.extraction.themes import Theme, themes_of
from crawler.extraction.tree import attribute, opening_text
from crawler.fetching import Fetched, Visitor
from crawler.policy import ARTICLE_SITEMAP, OTHER_SITEMAP
from crawler.record import extract
from crawler.saved_pages import expected_of
from crawler.site import Feed, Layout, Section, Site, Sitemap, WordPress
from crawler.terminal import shown
from crawler.url_pattern import article_pattern
from crawler.urls import absolute_url, clean_url, url_key

FEEDS = ("/feed/", "/feed", "/rss", "/rss.xml")
SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")
"""Where they are on most sites, asked for where the front page and robots.txt name none."""

SECTIONS = 8
SECTIONS_ASKED = 12
"""Sections declared at most, and looked at for that: each costs a second, and an update a request."""

SECTION_ARTICLES = 3
"""Articles that a page of the menu must show to be a section."""

_NOT_IN_A_NAME = re.compile(r"[\"\\]")
_NAME_PARTS = re.compile(r"\s+[|\-–—•·:»]+\s+")
_ARABIC = re.compile("[\u0600-\u06ff]")
_LONGEST_NAME = 60


class NoNewsSite(ValueError):  # noqa: N818 - a judgement on the site, not an error of the program
    """Nothing was found to make a spider of. The message says what is missing."""


@dataclass(slots=True)
class Survey:
    """What was found: the site as facts, its system and theme in words, the article pages that were read."""

    site: Site
    system: str
    theme: str | None
    pages: list[PageSeen] = field(default_factory=list)


async def survey(visitor: Visitor, *, title: str, home: str, year: str) -> Survey:
    """Ask a site what there is to know of it; `title` is its Latin name unless it says one, `year` when it is seen.

    Raises `NotFetched` where it does not answer, `NoNewsSite` where no article is found.
    """
    front = await visitor.get(home)
    home = home_of(front.url)
    site = Site(title, home, seen=year, verified="live site")
    listing = read_section(front.document.root, front.url, site)
    seen = [*await _feeds(visitor, site, listing), *await _sitemaps(visitor, site), *await _rest(visitor, site, front)]
    examples = [link.url for source in seen for link in source.links if _is_example(site, source, link.url)]
    others = [*_no_articles(front, site), *(source.url for source in seen)]
    pattern, lists = article_pattern(home, examples or [link.url for link in listing.articles], others)
    site = replace(site, article_url=pattern, not_article_url=lists)
    sections = await _sections(visitor, site, listing)
    site = replace(site, sources=tuple(source.source for source in [*seen, *sections] if source.source))
    fronts = SourceSeen(None, home, links=read_section(front.document.root, front.url, site).articles)
    pages = [await look_at_page(visitor, site, url) for url in newest(site, [*seen, fronts, *sections])]
    read = [page for page in pages if page.article]
    if not read:
        what = f"none of {len(pages)} pages could be read: {pages[0].problem}" if pages else "no source names any"
        raise NoNewsSite(f"no article was found at {home}: {what}")
    site = _named(site, front.document)
    site = replace(site, languages=_languages(read, front.document))
    theme = next((found[0].name for page in read if (found := _themes(page))), None)
    if theme is None:
        site = _with_layout(site, read, year)
    return Survey(site, _system(front.document), theme, read)


def home_of(front: str) -> str:
    """Return the folder that a front page is the first page of, with a slash at its end."""
    path = urlsplit(front).path
    is_file = "." in path.rpartition("/")[2]
    return urljoin(front, "./" if is_file else path.rstrip("/") + "/")


# Sources


async def _feeds(visitor: Visitor, site: Site, listing: SectionPage) -> list[SourceSeen]:
    """Return the feeds that hold articles which no other feed before them holds."""
    named = [link.url for link in listing.feeds]
    found: list[SourceSeen] = []
    keys: set[bytes] = set()
    for url in named or [urljoin(site.home, path) for path in FEEDS]:
        seen = await look_at_source(visitor, site, Feed(_path(site, url)))
        new = {url_key(link.url) for link in seen.links} - keys
        if new:
            found.append(seen)
            keys |= new
        if new and not named:
            break
    return found


async def _sitemaps(visitor: Visitor, site: Site) -> list[SourceSeen]:
    """Return the sitemaps that hold articles, those of news marked."""
    named = [url for url in map(clean_url, named_sitemaps(visitor)) if url and site.owns(url)]
    found: list[SourceSeen] = []
    for url in dict.fromkeys(named) or [urljoin(site.home, path) for path in SITEMAPS]:
        seen = await look_at_source(visitor, site, Sitemap(_path(site, url)))
        if not any(site.is_article(link.url) for link in seen.links):
            continue
        if any(link.published for link in seen.links):
            seen.source = Sitemap(_path(site, url), news=True)
        found.append(seen)
        if not named:
            break
    return found


async def _rest(visitor: Visitor, site: Site, front: Fetched) -> list[SourceSeen]:
    """Return the WordPress REST API, where it answers."""
    api = api_in_page(front.document.root) or api_in_headers(front.headers)
    if api is None or not site.owns(api):
        return []
    seen = await look_at_source(visitor, site, WordPress(_path(site, api)))
    return [seen] if seen.links else []


async def _sections(visitor: Visitor, site: Site, listing: SectionPage) -> list[SourceSeen]:
    """Return the pages of the menu that list articles of their own."""
    found: list[SourceSeen] = []
    lists: set[frozenset[bytes]] = set()
    for link in listing.sections[:SECTIONS_ASKED]:
        if len(found) == SECTIONS or site.is_article(link.url):
            continue
        seen = await look_at_source(visitor, site, Section(_path(site, link.url)))
        keys = frozenset(url_key(article.url) for article in seen.links)
        if len(keys) >= SECTION_ARTICLES and keys not in lists:
            found.append(seen)
            lists.add(keys)
    return found


def _path(site: Site, url: str) -> str:
    """Return how a source's address is written: as a path on the site's own host."""
    parts, home = urlsplit(url), urlsplit(site.home)
    if (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
        return url
    return parts._replace(scheme="", netloc="").geturl() or "/"


# Addresses


def _is_example(site: Site, seen: SourceSeen, url: str) -> bool:
    """Say whether an address is an article's: feeds and the API say so, as do sitemaps of nothing else."""
    source = seen.source
    if seen.trusted or not isinstance(source, Sitemap):
        return seen.trusted
    named_so = ARTICLE_SITEMAP.search(source.path) and not OTHER_SITEMAP.search(source.path)
    return bool(named_so) or site.is_article(url)


def _no_articles(front: Fetched, site: Site) -> Iterator[str]:
    """Yield the addresses on the front page that are no articles': its menus, tags and pages."""
    for anchor in front.document.tagged("a"):
        url = absolute_url(front.document.base_url, attribute(anchor, "href"))
        if url and site.owns(url) and not site.is_article(url) and url != site.home:
            yield url


# What the pages say


def _languages(read: list[PageSeen], front: Document) -> tuple[str, ...]:
    """Return the languages of the articles: that of the front page first, then the most used."""
    counts = Counter(page.article.language for page in read if page.article and page.article.language)
    stated = (front.lang or "")[:2].lower()
    return tuple(sorted(counts, key=lambda language: (language != stated, -counts[language]))) or (stated or "ar",)


def _named(site: Site, front: Document) -> Site:
    """Return the site with the name it gives itself."""
    structured = Structured(front)
    title = structured.first_meta("og:site_name", "application-name")
    titles = (opening_text(element) for element in front.tagged("title"))
    names = [title] if title else _NAME_PARTS.split(next(titles, ""))
    name = next((_clean(name) for name in names if _clean(name)), site.title)
    arabic = name if _ARABIC.search(name) else None
    return replace(site, title=site.title if arabic else name, title_ar=arabic)


def _clean(name: str) -> str:
    """Return a name as it may stand in a file: a page says what it likes."""
    return _NOT_IN_A_NAME.sub("", shown(name))[:_LONGEST_NAME].strip()


def _system(front: Document) -> str:
    generator = Structured(front).first_meta("generator") or ""
    return _clean(generator).split(" ")[0] or "Unknown system"


def _themes(page: PageSeen) -> list[Theme]:
    return themes_of(page.page.document) if page.page else []


def _with_layout(site: Site, read: list[PageSeen], year: str) -> Site:
    """Return the site with selectors for what its own theme prints, where they hold on every page read."""
    selectors: dict[str, str] = {}
    for name in ("title", "body"):
        found = {_selector(name, page) for page in read}
        if len(found) == 1 and (css := found.pop()):
            selectors[name] = css
    if not selectors:
        return site
    known = replace(site, layouts=(Layout(seen=year, title=selectors.get("title"), body=selectors.get("body")),))
    return known if all(_reads_the_same(page, known) for page in read) else site


def _selector(name: str, page: PageSeen) -> str | None:
    assert page.page and page.article
    text = page.article.title if name == "title" else page.article.blocks[0].text
    return naming(page.page.document, text, within=name == "body")


def _reads_the_same(page: PageSeen, site: Site) -> bool:
    assert page.page and page.article
    article = extract(page.page.text, page.page.url, site=site, fetched_at=page.page.at)
    return expected_of(article) == expected_of(page.article)
