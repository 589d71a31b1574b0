"""What a site answers today: its front page, each source and its newest articles, looked at politely.

What it finds is judged in `crawler.diagnosis`; `scrapy newsite` looks at a site it knows nothing of in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from crawler.clock import utc_now
from crawler.discovery.feed import read_feed
from crawler.discovery.section import read_section
from crawler.discovery.sitemap import SitemapTooLarge, read_sitemap
from crawler.discovery.timestamps import parse_timestamp
from crawler.discovery.wordpress import NotWordPress, posts_url, read_posts
from crawler.extraction import blocks_from_html
from crawler.extraction.layout import valid
from crawler.fetching import Fetched, NotFetched, Visitor
from crawler.found import NotAnArticle
from crawler.items import Article, PageLink
from crawler.offers import Offers, offers
from crawler.policy import ARTICLE_SITEMAP, OTHER_SITEMAP
from crawler.record import extract
from crawler.site import Feed, Section, Site, Sitemap, Source, WordPress
from crawler.urls import url_key

NEWEST = 5
"""Articles looked at: enough to tell a habit from an exception."""

POSTS = 20
"""Posts asked of the REST API."""

PARTS = 3
"""Parts of a sitemap index looked at until one names articles."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class SourceSeen:
    """What a source answered. `source` is None for the front page; `links` are the site's own pages it names.

    `problem` says why there is no answer; `trusted` that all it names are articles, whatever their addresses;
    `lookalikes` are what has an article's shape where none has that of the site's `article_url`.
    """

    source: Source | None
    url: str
    links: list[PageLink] = field(default_factory=list)
    problem: str | None = None
    trusted: bool = False
    lookalikes: list[str] = field(default_factory=list)
    at: datetime = field(default_factory=utc_now)

    @property
    def newest(self) -> datetime | None:
        """When the newest of its articles was published, as far as it says so."""
        return max((link.published for link in self.links if link.published), default=None)


@dataclass(slots=True)
class PageSeen:
    """An article's page: its record and what each layer offers, or the `problem`: why there is none."""

    url: str
    problem: str | None = None
    page: Fetched | None = None
    article: Article | None = None
    offers: Offers = field(default_factory=dict)


@dataclass(slots=True)
class Checkup:
    """All that was seen of a site. `silent` says why it does not answer at all."""

    robots: str = "not asked"
    sources: list[SourceSeen] = field(default_factory=list)
    pages: list[PageSeen] = field(default_factory=list)
    silent: str | None = None


async def look_at_site(visitor: Visitor, *, site: Site) -> Checkup:
    """Return what a site answers: its front page, each of its sources, its newest articles."""
    seen = Checkup()
    front = await look_at_source(visitor, site, None)
    seen.robots = describe_robots(visitor, front)
    seen.sources.append(front)
    if front.problem and not front.problem.startswith(("HTTP ", "redirects ", "robots.txt forbids")):
        seen.silent = front.problem
        return seen
    for source in site.sources:
        seen.sources.append(await look_at_source(visitor, site, source))
    for url in newest(site, seen.sources):
        seen.pages.append(await look_at_page(visitor, site, url))
    return seen


def describe_robots(visitor: Visitor, front: SourceSeen) -> str:
    """Say what robots.txt has to say, the front page having been asked for."""
    if front.problem and front.problem.startswith("robots.txt"):
        return front.problem
    if visitor.robots is None:
        return "not asked"
    agent = visitor.user_agent
    delay = visitor.robots.crawl_delay(agent)
    sitemaps = len(named_sitemaps(visitor))
    return f"allows it{f', {delay:g} s apart' if delay else ''}, names {sitemaps or 'no'} sitemaps"


def named_sitemaps(visitor: Visitor) -> list[str]:
    """Return the sitemaps that robots.txt names."""
    return list(getattr(getattr(visitor.robots, "rp", None), "sitemaps", ()))


async def look_at_source(visitor: Visitor, site: Site, source: Source | None) -> SourceSeen:
    """Return what a source names; None is the front page."""
    url = site.home if source is None else site.absolute(source.path)
    seen = SourceSeen(source, url, trusted=isinstance(source, (Feed, WordPress)))
    try:
        match source:
            case None | Section():
                page = await visitor.get(url)
                seen.links = read_section(page.document.root, page.url, site).articles
                if site.article_url and not seen.links:
                    by_shape = read_section(page.document.root, page.url, replace(site, article_url=None))
                    seen.lookalikes = [link.url for link in by_shape.articles]
            case Feed():
                page = await visitor.get(url)
                seen.links = read_feed(page.body, page.url).links
            case Sitemap():
                seen.links = await _read_sitemaps(visitor, url)
            case WordPress():
                page = await visitor.get(posts_url(url, per_page=POSTS))
                seen.links = _read_posts(page)
    except (NotFetched, NotWordPress, SitemapTooLarge) as reason:
        seen.problem = str(reason)
    seen.links = [link for link in seen.links if site.owns(link.url)]
    return seen


async def _read_sitemaps(visitor: Visitor, url: str) -> list[PageLink]:
    """Return the pages a sitemap names; of an index, those of the newest part that names any."""
    page = await visitor.get(url)
    found = read_sitemap(page.body, page.url)
    articles = [link for link in found if link.kind == "article"]
    parts = [link for link in found if link.kind == "sitemap"]
    parts.sort(key=_promise, reverse=True)
    for part in parts[:PARTS]:
        if articles:
            break
        page = await visitor.get(part.url)
        articles = [link for link in read_sitemap(page.body, page.url) if link.kind == "article"]
    return articles


def _promise(part: PageLink) -> tuple[bool, bool, datetime]:
    """Return how likely a part of a sitemap is to name the newest articles, to sort by."""
    other, article = OTHER_SITEMAP.search(part.url), ARTICLE_SITEMAP.search(part.url)
    return other is None, article is not None, part.modified or _LONG_AGO


def _read_posts(page: Fetched) -> list[PageLink]:
    posts = read_posts(page.body, page.url, total_pages=None, fetched_at=page.at, to_blocks=blocks_from_html)
    links = list(posts.links)
    for article in posts.articles:
        published = next((date.text for date in article.dates if date.dates == "published"), None)
        links.append(PageLink(article.url, "article", parse_timestamp(published)))
    return links


def newest(site: Site, sources: list[SourceSeen]) -> list[str]:
    """Return the addresses of the newest articles the sources name: by date, else in the order they are named."""
    found: dict[bytes, PageLink] = {}
    for seen in sources:
        for link in seen.links:
            if seen.trusted or site.is_article(link.url):
                known = found.setdefault(url_key(link.url), link)
                if link.published and not known.published:
                    found[url_key(link.url)] = link
    # A date of publication says most; one of change says that the page may be old.
    ordered = sorted(
        found.values(),
        key=lambda link: (link.published or _LONG_AGO, link.modified is None, link.modified or _LONG_AGO),
        reverse=True,
    )
    return [link.url for link in ordered[:NEWEST]]


async def look_at_page(visitor: Visitor, site: Site, url: str) -> PageSeen:
    """Return an article's page as read with the facts of its site, and what each layer offers by itself."""
    seen = PageSeen(url)
    try:
        seen.page = page = await visitor.get(url)
        seen.article = extract(page.text, page.url, site=site, fetched_at=page.at)
        seen.offers = offers(page.text, page.url, site=current(site, page.at.date()), fetched_at=page.at)
    except NotFetched as reason:
        seen.problem = str(reason)
    except NotAnArticle as reason:
        seen.problem = f"no article: {reason}"
    return seen


def current(site: Site, day: date) -> Site:
    """Return the site with those of its layouts only that are declared for a day."""
    return replace(site, layouts=tuple(layout for layout in site.layouts if valid(layout, day)))
